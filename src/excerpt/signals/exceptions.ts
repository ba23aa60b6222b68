// Signals: exceptions, panics, crashes and assertions that a runtime reports.
import type { Signal } from './signal.ts'

export const exceptions: readonly Signal[] = [
  {
    id: 'exception-line',
    kind: 'exception',
    match:
      /^(?:(?:\[[\w :.]{1,40}\] |[\w.]{1,60}: )?(?:Uncaught |Unhandled |Caught |fatal: |ERROR: |Error: )?)?(?:[A-Za-z_$][\w$]*(?:\.|::|\\)){0,12}[A-Z][\w$]*(?:Error|Exception|Failure|Fault|Interrupt|Timeout|Panic|Exit|Warning(?=: .*error))(?: \[[\w-]+\]| \(\w+\))?: \S/,
    yes: [
      "TypeError: Cannot read properties of undefined (reading 'a')",
      'java.lang.IllegalStateException: x',
      'json.decoder.JSONDecodeError: Expecting property name',
      'voluptuous.error.MultipleInvalid: x'.replace('MultipleInvalid', 'InvalidError'),
      'Error [ERR_X]: y'.replace('Error', 'TypeError'),
      'Uncaught ReferenceError: x is not defined',
    ],
    no: ['Error: x y', 'the error: x'],
  },
  {
    id: 'error-line',
    kind: 'exception',
    worth: 7,
    match:
      /^\s*(?:[Uu]ncaught )?(?:Error|Exception|Fatal error|FATAL ERROR|fatal error|FATAL|Fatal|AssertionError|Panic|panic)(?: \[[\w-]+\])?(?: in [\w./ -]{1,80})?: (?!0\b|[Nn]one\b|null\b|no\b)\S/,
    yes: [
      'Error: connect ECONNREFUSED 127.0.0.1:5439',
      'fatal error: all goroutines are asleep',
      'FATAL: could not start',
      'Error in worker: x'.replace(' in worker', ''),
    ],
    no: ['Error: 0', 'error: x'],
  },
  {
    id: 'dotted-exception',
    kind: 'exception',
    worth: 8,
    match: /^\s*(?:[a-z_][\w]*\.){1,10}[A-Z]\w*(?:: \S.*)?$|^\s*(?:[A-Z]\w*\\){1,8}[A-Z]\w*(?:Exception|Error)\b/,
    yes: [
      'voluptuous.error.MultipleInvalid: required key',
      'test_framework.authproxy.JSONRPCException: x',
      'App\\Foo\\BarException',
    ],
    no: ['a.b.c: x', 'see A.B'],
  },
  {
    id: 'bare-exception',
    kind: 'exception',
    worth: 6,
    match: /^\s*(?:[\w$]+(?:\.|::)){0,10}[A-Z]\w*(?:Error|Exception)(?: at \S.*)?$/,
    yes: [
      'AssertionError',
      'java.lang.NullPointerException',
      'java.lang.IllegalArgumentException at LogDifferTest.java:61',
    ],
    no: ['Error', 'An error'],
  },
  {
    id: 'caused-by',
    kind: 'exception',
    worth: 8,
    match:
      /^\s*(?:\[ERROR\] )?(?:Caused by|Suppressed|Cause|\[cause\]|Reason|Details?|Root cause|Underlying error|Original error|nested exception is): ?\S/,
    yes: ['Caused by: java.io.IOException: No space left on device', '  [cause]: Error: x', 'Reason: not found'],
    no: ['because of', 'Reason'],
  },
  {
    id: 'exception-in-thread',
    kind: 'exception',
    match:
      /^Exception in (?:thread|callback|Tkinter)\b|\bUnhandled (?:promise rejection|exception|error)\b|\bUncaught (?:exception|error)\b|\bunhandledRejection\b|\buncaughtException\b|\bterminate called after throwing\b|\bERR_UNHANDLED_REJECTION\b|\bUnhandled Runtime Error\b|^Unhandled exception\b/i,
    yes: [
      'Exception in thread "main" java.lang.Error: x',
      'Unhandled exception. System.Exception: x',
      "terminate called after throwing an instance of 'std::x'",
    ],
    no: ['exception in the rule'],
  },
  {
    id: 'traceback',
    kind: 'exception',
    worth: 4,
    match: /^\s*(?:\| )?(?:\+ )?(?:Exception Group )?Traceback \(most recent call last\):/,
    yes: ['Traceback (most recent call last):'],
    no: ['Traceback of calls'],
  },
  {
    id: 'panic',
    kind: 'exception',
    match:
      /^panic: \S|\bpanicked at\b|^fatal error: (?:all goroutines|concurrent map|unexpected signal|stack overflow|runtime)|\bpanic: test timed out\b|\bRUST_BACKTRACE\b.*\bfor a backtrace\b|^thread .* has overflowed its stack|^fatal runtime error: /,
    yes: [
      'panic: runtime error: invalid memory address or nil pointer dereference',
      "thread 'main' panicked at src/main.rs:2:5:",
      'panic: test timed out after 4s',
    ],
    no: ['no panic here'],
  },
  {
    id: 'sanitizer',
    kind: 'exception',
    match:
      /\bERROR: (?:Address|Leak|Memory|Thread|UndefinedBehavior|HWAddress)Sanitizer\b|\bWARNING: (?:Thread|Memory)Sanitizer\b|\bSUMMARY: \w+Sanitizer\b|: runtime error: |\bDATA RACE\b|^==\d+== (?:Invalid|Conditional jump|Process terminating|ERROR SUMMARY: [1-9])/,
    yes: [
      '==1==ERROR: AddressSanitizer: heap-use-after-free on address 0x1',
      'a.c:3:4: runtime error: signed integer overflow',
      'WARNING: DATA RACE',
      '==12== Invalid read of size 4',
    ],
    no: ['==12== ERROR SUMMARY: 0 errors'],
  },
  {
    id: 'native-assertion',
    kind: 'assertion',
    worth: 9,
    match:
      /\bAssertion [`'"].*['"] failed\b|\bassert(?:ion)? failed\b|\bAssertion failed\b|\bAssert(?:ion)?Error\b|\bstatic assertion\b|\bASSERT(?:ION)? FAILED\b|\bprecondition failed\b|^\s*assert(?:ion)? (?:failure|error)\b/i,
    yes: ["a: a.c:3: main: Assertion `x' failed.", 'assertion failed: x > 0', 'Uncaught AssertionError: x'],
    no: ['3 assertions passed'],
  },
  {
    id: 'js-throw',
    kind: 'exception',
    worth: 8,
    match:
      /\bis not (?:a function|defined|iterable|a constructor)\b|\bCannot (?:read|set) propert|\bundefined method\b|\bundefined (?:local )?variable\b|\bundefined name\b|\bhas no attribute\b|\bnot a valid\b.*\bargument\b|\bmissing \d+ required (?:positional|keyword)|\bunexpected keyword argument\b|\bcalled on null\b|\bnil pointer dereference\b|\bnil value\b|\bbadmatch\b|\bfunction_clause\b|\bundef(?:ined)? function\b|\bCall to (?:a member|undefined)\b/,
    yes: [
      'x is not a function',
      "undefined method `strip' for nil",
      "got an unexpected keyword argument 'a'",
      'attempt to index a nil value',
    ],
    no: ['this function is defined'],
  },
  {
    id: 'unwanted-success',
    kind: 'assertion',
    match:
      /\btest_must_fail\b|\bcommand succeeded:|\bdid not (?:throw|raise|match|fail|return|equal)\b|\b[Ee]xpected (?:.{1,120}) (?:but|got|to (?:be|have|equal|eventually|contain|match|not|throw|include|raise))\b|\bthrew an error\b|\bshould (?:have|be|not|equal|match) .*\b(?:but|was|got)\b|\bwanted\b.{1,120}\bgot\b|\bwant(?:ed)? .{1,200}, got\b|\bgot:? .{1,200},? want(?:ed)?\b|\bexpect(?:ed)? .{1,100}, (?:but )?(?:got|was|found|received|actual)\b|\b(?:Expected|Actual|expected|actual)\b ?(?:value)?: ?\S|\b(?:values?|outputs?|results?|files?) (?:differ|do(?:es)? not match|mismatch)\b|\b[Mm]ismatch(?:ed)?\b|\bDID NOT RAISE\b|\bNon-matching\b/,
    worth: 7,
    yes: [
      'backoff(3) = 300, want 400'.replace('300, want', 'got 300, want'),
      'test_must_fail: command succeeded: test -d x',
      "AssertionError: expected 'a' to equal 'b'",
      'expected head 0, got 8',
      'Failed: DID NOT RAISE',
      'Expected and actual values differ!',
    ],
    no: ['as expected', 'got it'],
  },
]
