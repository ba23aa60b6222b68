// Decoys: words of failure in lines that report none: counts of zero, retries, what passed, what was expected, commands, settings, and
// the lines of a service that only logs.
import type { Decoy } from './signal.ts'

export const decoys: readonly Decoy[] = [
  {
    id: 'zero',
    factor: 0.05,
    match:
      /\b(?:no|0|zero|without(?: any)?) (?:\w+ ){0,2}(?:errors?|failures?|failed|failing|problems?|issues?|warnings?|offenses?|vulnerabilit\w+|exceptions?|conflicts?)\b(?!.*\b[1-9]\d* (?:failed|failures?|errors?|failing|tests? failed))|\b(?:errors?|failures?|failed|fail)\b["']?[:=] ?(?:0\b|none|null|false|nil|\[\]|"")(?!.*\b(?:errors?|failures?|failed)[:=] ?[1-9])/i,
    yes: ['0 errors, 3 warnings', 'Failures: 0, Errors: 0', 'no issues found', 'failed=0', '"error":null'],
    no: ['3 errors', '0 errors, 2 failures', 'Failures: 0, Errors: 2'],
  },
  {
    id: 'passed',
    factor: 0.08,
    match:
      /^\s*(?:[✓✔√]|✅|🟢|PASS(?:ED)?\b|ok \d+|ok\t|--- PASS|\[ +OK \]|\[PASS\]|\[\+\]|\(pass\))|^(?!.*\b[1-9]\d* (?:failed|failures?|errors?|failing)\b).*(?:\.\.|\s)(?:ok|OK|PASS(?:ED)?|passed|done|Passed)(?: \(.{1,20}\)| \[ *\d+%\]| +[\d.]+ ?m?s(?:ec)?(?: \(.*\))?)?$|\b(?:PASSED|SKIPPED|XFAIL|XPASS|xfail)\b|# (?:TODO|SKIP)\b/,
    yes: [
      '✓ throws an error',
      'test rejects_error ... ok',
      'ok 3 - fails cleanly',
      'a_test.py::test_error PASSED [ 10%]',
    ],
    no: ['✕ throws', 'not ok 3', '1 failed, 2 passed', 'Tests  1 failed | 2 passed (3)'],
  },
  {
    id: 'retried',
    factor: 0.08,
    match:
      /\b(?:retry(?:ing)?|retries|will (?:be )?(?:try|tried|retried)|trying again|re-?attempt(?:ing)?|attempt \d+(?: of |\/)\d+|trying next|falling? back|fallback|backing off|attempt[:=] ?\d)\b/i,
    yes: ['request failed, retrying in 3s', 'attempt 1/3 failed', 'error, trying again', 'falling back to http'],
    no: ['gave up'],
  },
  {
    id: 'expected-failure',
    factor: 0.08,
    match:
      /\(?(?:this is |as |is )?expected(?: (?:by|in|to fail|failure|error|here|behaviou?r)\b|\))|\bsimulat(?:ed|ing)\b|\bintentional(?:ly)?\b|\bknown (?:failure|issue|bug)\b|\bfor testing\b|\bshould (?:fail|error|throw|be ignored)\b|\bdeliberate(?:ly)?\b|\bfake error\b|\bmock(?:ed)? (?:error|failure)\b/i,
    yes: [
      'Error: simulated timeout (expected by this test)',
      'this is expected to fail',
      'mock error',
      'intentionally broken',
    ],
    no: ['expected 1, got 2'],
  },
  {
    id: 'ignored',
    factor: 0.15,
    match:
      /\b(?:ignor(?:ed|ing|e)|non-?fatal|not fatal|harmless|recovered|suppress(?:ed|ing)?|can be (?:safely )?ignored|skipping|allowed to fail|continue-on-error|best[- ]effort|resumed|self-heal\w*|no longer fails)\b/i,
    yes: ['error (ignored)', 'make: [clean] Error 1 (ignored)', 'skipping failed item', 'recovered after error'],
    no: ['not an option'],
  },
  {
    id: 'service-log',
    factor: 0.1,
    match:
      /^\s*(?:[\w.-]+ +\| )?\{"(?:level|time|ts|timestamp|severity|msg|message|@timestamp|log|lvl)"\s*:|^(?:time|ts|t|level|lvl)="?[^ ]{1,40}"? (?:level|lvl|msg|severity)=|\b(?:level|lvl|severity)=(?:info|debug|trace|warn)\b|"(?:level|severity)" ?: ?"?(?:info|debug|warn)/i,
    yes: [
      '{"level":"error","time":"2025","msg":"upstream request failed"}',
      'time="2025-01-01T00:00:00Z" level=error msg=x',
      'level=info msg="error count 3"',
    ],
    no: ['error: {"level":1}'],
  },
  {
    id: 'informational',
    factor: 0.3,
    match:
      /^\W{0,4}(?:\S{1,60} ){0,3}\S{0,60}\b(?:INFO|DEBUG|TRACE|VERBOSE|NOTICE)\b(?!.*\bFAILURE\b)|^\s*(?:info|debug|verbose|notice)\b:? /,
    yes: [
      '[INFO] no error was found',
      '[9960:0503/07.6:INFO:CONSOLE(83)] "Unable to open"',
      'info a@1: The platform "x" is incompatible',
    ],
    no: ['[INFO] core ....... FAILURE [ 2.1 s]', 'error: INFORMATION'],
  },
  {
    id: 'command',
    factor: 0.2,
    match:
      /^\s*(?:\+{1,3} |\+{1,2}(?:export |[A-Za-z_]+=|echo |test |\[ |return |mkdir |git )|\$ |> (?![A-Z])|PS [A-Z]:\\|❯ (?:\w+ )+|Run |\[command\]|Executing:? |Running:? |running |exec: |set -e|set -x|CMD |RUN |\/usr\/bin\/(?:\w*cc|\w*clang|\w*g\+\+|cmake|c\+\+|ld)|(?:gcc|g\+\+|clang\+?\+?|cc|c\+\+|rustc|javac|libtool|ccache|cmake|ninja|ar|ranlib|install|cp|mv|rm|mkdir|ln|tar) -{0,2}\w|echo )|^\s*(?:if|for|while|case|then|else|fi|done|esac|trap)\b|^\s*(?:cd|export|source|sudo|eval|exit(?! status| code)|test|grep) \S|^\s*[A-Z_]{3,40}=\S{0,200}(?:;| \S)|\s-W(?:no-)?error\b|\s-D\w+=/,
    yes: [
      '+ exit 1',
      '$ npm run fail',
      '> error-pages@1 build',
      'gcc -Werror -c a.c',
      'if [ "$failed" ]; then',
      'export FAIL=1',
    ],
    no: ['> Task :a FAILED', '> Analysis failed with 2 weighted issues.', 'error: x', 'exit status 1'],
  },
  {
    id: 'setting',
    factor: 0.15,
    match:
      /^\s*[\w.-]{1,40}: (?:true|false|error|warn|fail|failure\(\)|always\(\)|[\w-]+-on-\w+|\$\{\{.*)$|^\s*(?:fail-fast|if-no-files-found|continue-on-error|on_failure|retries|allow_failure|fail_ci_if_error)\b|^\s*--?[\w-]*(?:error|fail)[\w-]*(?:=|$)|^\s*(?:[A-Z0-9]+_)*(?:ERROR|FAIL)[A-Z0-9_]*=|^\s*(?:-D|-X)\S*(?:error|fail)|^\s*"?(?=[\w-]*(?:error|fail))[\w-]+"?: (?:true|false|\d+),?$/i,
    yes: ['  fail-fast: true', '  if-no-files-found: error', 'FAIL_ON_WARN=1', '--fail-under=80'],
    no: ['Error: x', 'error: no such thing'],
  },
  {
    id: 'name',
    factor: 0.1,
    match:
      /^\s*(?:Compil(?:ing|ed)|Building|Built|Download(?:ing|ed)|Fetch(?:ing|ed)|Install(?:ing|ed)|Extracting|Unpacking|Creating|create mode|Copying|Linking|Generating|Generated|Updating|Adding|Resolving|Resolved|Checking|Collecting|Using|Processing|Preparing|Setting up|Selecting|Get:|Hit:|Writing|Reading|Loading|Loaded|Uploading|Uploaded|Testing|Starting|Started|Finished|inflating|CC|CXX|LD|AR|INSTALL|Executing|Skipping|Deleting|Removing|Moving|Receiving|Scanning|Added|\[\d+\/\d+\] (?:Building|Linking|Compiling|Generating)|\[ *\d+%\] (?:Building|Linking|Built)|[-*] \[new (?:branch|tag)\]|go: downloading|remote:|HEAD is now at|Commit message:|\* \[new|#\d+ (?:\[|sha256|extracting))(?!.*\b(?:failed|FAILED|error:|Error:|ERROR:|fatal:|aborted|not found|returned)\b)/i,
    yes: [
      '   Compiling thiserror v1.0',
      '[ 50%] Building C object error.c.o',
      'Downloading failure-1.0.tgz',
      'HEAD is now at 1a2b fix error',
      'go: downloading github.com/pkg/errors v0.9',
    ],
    no: ['Compiling a failed', 'Error: x'],
  },
  {
    id: 'percent-or-table',
    factor: 0.3,
    match:
      /^\s*\S+ +\|(?: +[\d.]+ \|){2,}|^\s*\S+\.\w+ +\d+ +\d+ +\d+%|^\s*[-+│|] [^|]*\| +\d|^\s*\d+(?:\.\d+)?%\s|^\s*(?:create|delete|rename) mode \d|^ \S+ +\| +\d+ [+-]+$/,
    yes: ['src/errors.ts |   85.2 |   70.1 |', 'app/errors.py     12      3    75%', ' src/errors.ts | 12 ++++'],
    no: ['error | x'],
  },
  {
    id: 'advice',
    factor: 0.3,
    match:
      /\b(?:for more (?:information|details)|to see the full|re-?run (?:maven|with|the)|try (?:running|to)|see (?:also|https?:|the (?:docs|documentation|log|report))|run with --\w+|more help at|learn more|if you (?:want|need|are|would)|please (?:report|open an issue|see)|A complete log of this run|troubleshoot)\b/i,
    yes: [
      'For more information about an error, try x',
      '> Run with --stacktrace option to get the stack trace.',
      'npm error A complete log of this run can be found in: x',
    ],
    no: ['error: x'],
  },
  {
    id: 'sets-of-words',
    factor: 0.3,
    match:
      /\b(?:error|failure|exception)s?[- ]?(?:handl\w+|message|code|page|boundary|rate|count|budget|log|report\w*|prone|level|type|class|format)s?\b(?! (?:was|is|:))|\bon[-_ ](?:error|failure)\b|[a-z]-errors?\b(?!:)|\berrors?-[a-z]|\b(?:stderr|errno\.h|error\.log|errors?\.(?:ts|js|py|rb|go|java|rs|c|h|php|ex))\b/i,
    yes: ['error handling added', 'on-failure hook', 'libgpg-error-dev is there', 'lib/errors.rb loaded', 'error.log'],
    no: ['error: x'],
  },
]
