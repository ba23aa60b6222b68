// Signals: failing tests of JavaScript and TypeScript: jest, vitest, mocha, node:test, playwright, cypress, karma, ava, bun, deno.
import type { Signal } from './signal.ts'

export const jsTests: readonly Signal[] = [
  {
    id: 'js-file-failed',
    kind: 'test',
    worth: 8,
    match: /^\s*(?:❯ )?FAIL\s+(?:\|?[\w@-]+\|?\s+)?\S*[./]\S+/,
    yes: ['FAIL src/cart.test.ts', ' FAIL  test/a.spec.js > adds up', 'FAIL |web| src/a.test.ts'],
    no: ['FAILOVER src/a.ts', 'FAIL: TestAdd'],
  },
  {
    id: 'jest-test',
    kind: 'test',
    match: /^\s*● (?!Console$)\S.*(?: › | suite failed)|^\s*● (?!Console$|Deprecation|Validation Warning)\S.*\S$/,
    yes: ['  ● cart › adds up', '● Test suite failed to run', '  ● writes through'],
    no: ['  ● Console', '● Deprecation Warning:'],
  },
  {
    id: 'cross-mark',
    kind: 'test',
    worth: 9,
    match: /^\s*(?:[✕✗✖×✘]|❌|🔴)\s+(?!\d+ (?:problems?|warnings?|errors?) \(0)\S/,
    yes: ['  ✕ adds up (3 ms)', '✖ keeps a recently read key (1.2ms)', '  × rounds down 4ms', '✘ loads'],
    no: ['  ✓ adds up (3 ms)', '3 × 4'],
  },
  {
    id: 'vitest-arrow',
    kind: 'test',
    worth: 7,
    match: /^\s*❯ \S+\.(?:test|spec)\.[cm]?[jt]sx? .*\b\d+ failed\b/,
    yes: [' ❯ test/a.test.ts (3 tests | 1 failed) 12ms'],
    no: [' ❯ test/a.test.ts:12:3', ' ✓ test/b.test.ts (3 tests)'],
  },
  {
    id: 'vitest-section',
    kind: 'verdict',
    worth: 4,
    match: /⎯{3,} *(?:Failed (?:Tests|Suites) \d|Unhandled (?:Errors|Rejection))/,
    yes: ['⎯⎯⎯⎯⎯⎯⎯ Failed Tests 1 ⎯⎯⎯⎯⎯⎯⎯', '⎯⎯⎯⎯ Unhandled Errors ⎯⎯⎯⎯'],
    no: ['⎯⎯⎯⎯⎯⎯⎯⎯[1/1]⎯'],
  },
  {
    id: 'vitest-unhandled',
    kind: 'exception',
    match: /\bThis error originated in "|\bUnhandled (?:Rejection|Error)\b.*⎯|Vitest caught \d+ unhandled error/,
    yes: [
      'This error originated in "test/notify.test.ts" test file.',
      'Vitest caught 1 unhandled error during the test run.',
    ],
    no: ['error handling'],
  },
  {
    id: 'numbered-test',
    kind: 'test',
    match: /^\s{0,8}\d{1,4}\) (?!\[)(?:\S.*\S|"[^"]*" hook\b.*)$/,
    worth: 8,
    yes: ['  1) cart', '1) Test\\CartTest::testSum', '     2) "before all" hook', '  12) Failure:'],
    no: ['10:22:01) a', '(1) a'],
  },
  {
    id: 'hook-failed',
    kind: 'test',
    match: /"(?:before|after)(?: all| each)?" hook\b/,
    yes: ['1) "before all" hook for "saves"', 'cart "after each" hook:'],
    no: ['a git hook before all else'],
  },
  {
    id: 'playwright-test',
    kind: 'test',
    match:
      /^\s*(?:[✘x]\s+)?\d{1,4}\)? (?:\[[\w -]+\] › )\S+:\d+:\d+ › |^\s+\d+\) \S+\.(?:spec|test|e2e)\.\w+:\d+:\d+ › /,
    yes: ['  1) [chromium] › e2e/a.spec.js:2:1 › a guest can pay', '  1) e2e/a.spec.js:2:1 › pays ───'],
    no: ['  ✓  1 [chromium] › e2e/a.spec.js:2:1 › pays (1s)'],
  },
  {
    id: 'browser-timeout',
    kind: 'exception',
    worth: 9,
    match:
      /\b(?:TimeoutError|Test timeout of \d+ms exceeded|Timed out retrying after \d+ms|Timeout of \d+ms exceeded|Exceeded timeout of \d+ ?ms|Test timed out in \d+ms|Navigation timeout of)\b/i,
    yes: ['Error: Timeout of 2000ms exceeded.', 'Test timeout of 4000ms exceeded.', 'Error: Test timed out in 5000ms.'],
    no: ['timeout: 5000'],
  },
  {
    id: 'karma',
    kind: 'test',
    match:
      /^(?:Chrome|Firefox|Safari|HeadlessChrome|Edge|IE|Opera|Mobile|PhantomJS|jsdom)\b.*(?:\bFAILED$|\bDISCONNECTED\b|\bERROR$|: Executed \d+ of \d+ .*\(\d+ FAILED\))/,
    yes: [
      'Chrome 74.0 (Linux) cart adds up FAILED',
      'Chrome Mobile 74.0.3729 (Android 8.0.0): Executed 0 of 0 DISCONNECTED (2 min)',
    ],
    no: ['Chrome 74.0 (Linux): Executed 8 of 8 SUCCESS'],
  },
  {
    id: 'karma-disconnect',
    kind: 'system',
    match:
      /\b(?:Test Disconnected|Disconnected, because no message in|have not captured in|Cannot start (?:Chrome|Firefox|ChromeHeadless)|Failed to launch (?:the )?browser)\b/i,
    yes: ['Disconnected, because no message in 30000 ms.', 'Failed to launch the browser process!'],
    no: ['Starting browser ChromeHeadless'],
  },
  {
    id: 'js-matcher',
    kind: 'assertion',
    match:
      /\bexpect\(.{1,200}\)\.[\w.]{1,80}(?:\(| failed)|^\s*(?:Expected|Received)(?: \w+){0,3}:\s|^\s*[+-] (?:Expected|Received|expected|actual)\b/,
    yes: ['expect(received).toBe(expected) // Object.is equality', '    Expected: 2', '    Received: 3', '- Expected'],
    no: ['Expected behaviour is described below'],
  },
  {
    id: 'coverage-threshold',
    kind: 'tool',
    match:
      /\bcoverage (?:threshold|for)\b.*\bnot met\b|\bRequired test coverage of\b.*\bnot reached\b|\bcoverage .*(?:below|less than|under|does not meet)\b.*\b(?:threshold|minimum|required|limit|global)|\bERROR: Coverage for\b/i,
    yes: [
      'Jest: "global" coverage threshold for branches (90%) not met: 55%',
      'FAIL Required test coverage of 80% not reached. Total coverage: 61.90%',
      'ERROR: Coverage for lines (55%) does not meet global threshold (80%)',
    ],
    no: ['Required test coverage of 80% reached. Total coverage: 91%'],
  },
  {
    id: 'cypress-spec',
    kind: 'test',
    worth: 7,
    match: /^\s*│? ?✖ +\S+\.cy\.\w+ +\d|\bCypressError\b|\bcy\.\w+\(\) (?:failed|timed out)/,
    yes: ['│ ✖  login.cy.js    00:04   3   2   1', 'CypressError: `cy.visit()` failed trying to load:'],
    no: ['│ ✔  login.cy.js    00:04   3   3'],
  },
  {
    id: 'bun-deno-test',
    kind: 'test',
    match: /^\s*\(fail\) \S|^\S.* \.{3} FAILED \(\d|^\S.{0,200} => \S+:\d+:\d+$/,
    yes: ['(fail) cart > adds up [0.12ms]', 'adds up ... FAILED (3ms)', 'adds up => ./cart_test.ts:4:6'],
    no: ['(pass) cart > adds up [0.12ms]', 'adds up ... ok (3ms)'],
  },
  {
    id: 'js-empty-run',
    kind: 'tool',
    match:
      /\b(?:No tests found|No test files found|Your test suite must contain at least one test|no test specified)\b/i,
    yes: [
      'No tests found, exiting with code 1',
      'No test files found, exiting with code 1',
      'Error: no test specified',
    ],
    no: ['12 tests found'],
  },
  {
    id: 'snapshot',
    kind: 'assertion',
    match:
      /\bSnapshot (?:name:|`.*` mismatched)|^\s*› \d+ snapshots? (?:failed|obsolete.*failed)|New snapshot was not written|\bA snapshot doesn't exist\b/,
    yes: ['Snapshot name: `cart renders 1`', ' › 1 snapshot failed.', 'Error: Snapshot `a 1` mismatched'],
    no: ['Snapshots: 3 passed, 3 total'],
  },
]
