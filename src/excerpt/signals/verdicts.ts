// Signals: the last word: sums of tests, exit codes, the lines in which runners say that a step failed.
import type { Signal } from './signal.ts'

export const verdicts: readonly Signal[] = [
  {
    id: 'heading',
    kind: 'verdict',
    match:
      /^\s*(?:\d+\) )?(?:Failures?|Errors?|FAILURES?|ERRORS?|Failed [Tt]ests|FAILED TESTS|Failed specs|Failing tests|Failed examples):?$/,
    yes: ['  1) Failure:', 'Failures:', 'FAILURES'],
    no: ['Failure: x'],
  },
  {
    id: 'test-sum',
    kind: 'verdict',
    match:
      /^\s*(?:Tests?|Test Suites|Test Files|Suites|Specs|Snapshots|Total|Summary|Results?|Result|Test Summary|failures?|failed|Failing|Ran)\b.*\b(?:[1-9]\d* (?:failed|failures?|failing|errors?|errored|broken)|(?:failed|failures?|errors?|Failed|Failures|Errors|fail)[:=] ?[1-9])|^\s*[1-9]\d* (?:failing|failed|failures?|tests? failed|errors?)\b|\b[1-9]\d* (?:tests?|specs?|examples?|suites?|scenarios?|cases?|checks?) (?:failed|failing)\b|^=+ .*\b[1-9]\d* (?:failed|errors?)\b.* =+$|^FAILED \((?:\w+=\d+,? ?)+\)|^\d+ (?:examples?|tests?|runs|specs),? .*\b[1-9]\d* (?:failures?|errors?|failed)|^(?:#|ℹ) fail [1-9]|^test result: FAILED|^not ok\b.*\bfailed\b/,
    worth: 5,
    yes: [
      'Tests:       1 failed, 3 passed, 4 total',
      '  2 failing',
      '=== 1 failed, 3 passed in 0.2s ===',
      'FAILED (failures=1, errors=2)',
      '12 examples, 2 failures',
      'test result: FAILED. 1 passed; 1 failed',
      'ℹ fail 1',
      'Tests: 8, Assertions: 9, Failures: 1.',
    ],
    no: ['Tests:       3 passed, 3 total', '0 failing', 'Tests run: 8, Failures: 0, Errors: 0', 'FAILED'],
  },
  {
    id: 'errors-sum',
    kind: 'verdict',
    match:
      /^\s*(?:[\w ]{0,40}: )?\[?[1-9]\d*\]? (?:errors?|fatal errors?|problems?)(?: (?:generated|found|detected|in|and|occurred|emitted|,)|[.,!]?$)|^\s*[1-9]\d* Error\(s\)|\bgenerated [1-9]\d* errors?\b|\bdue to [1-9]?\d* ?previous errors?\b|\bfound [1-9]\d* (?:errors?|problems?|issues?)\b|\b[Ww]ith [1-9]\d* errors?\b/,
    worth: 4,
    yes: [
      '2 errors generated.',
      '    3 Error(s)',
      '1 error',
      'due to 2 previous errors',
      'Found 3 errors in 2 files.'.replace('F', 'f'),
    ],
    no: ['0 errors', '    0 Error(s)'],
  },
  {
    id: 'build-failed',
    kind: 'verdict',
    worth: 4,
    match:
      /^\W{0,6}(?:\w+ ){0,4}(?:[Bb]uild|BUILD|[Cc]ompilation|[Dd]eploy(?:ment)?|[Tt]ests?|TESTS?|[Ll]int(?:ing)?|[Jj]ob|[Ii]nstallation|[Pp]ipeline|[Cc]heck|[Ss]tep|[Tt]ask|[Pp]ublish|[Rr]elease|[Vv]alidation|[Vv]erification)s? (?:\S{1,80} )?(?:has |have |did )?(?:failed|FAILED|FAILURE|errored|aborted|not succeed|completed unsuccessfully|unsuccessful)\b|\bSome (?:tests|checks) failed\b|\b[1-9]\d* (?:tests?|checks?|files?|jobs?|tasks?|steps?|packages?|targets?) (?:have |has )?failed\b|\bFailed components\b|\bwith (?:failures|errors)\b/,
    yes: [
      'Rails build FAILED',
      'Build failed with an exception',
      'Tests failed!',
      'Compilation failed',
      '3 tests failed',
      'Failed components: activesupport',
    ],
    no: ['Build succeeded'],
  },
  {
    id: 'exit-status',
    kind: 'exit',
    match:
      /\b(?:exit(?:ed)?|return(?:ed)?|terminated|finished|completed|failed|ended|stopped)(?: unsuccessfully)?(?: (?:with|in))?(?: a)?(?: non-?zero)? ?(?:error )?(?:exit )?(?:code|status|value)?[:=]? \(?-?(?:[1-9]\d{0,9}|0x[0-9a-f]{2,8})\b|\b[Ee]rror code:? [1-9]|\bexit (?:code|status)[:=]? ?[1-9]|\bnon-?zero (?:exit|status|code)\b|\breturned? (?:code )?[1-9]\d*$|\bException: Exit code\b|^\S+: \S+ failed: \d+$/i,
    yes: [
      'Process completed with exit code 1.',
      'The command "ci/travis.rb" exited with 1.',
      'ERROR: script returned exit code 8',
      'exit status 1',
      'Exited with code exit status 1',
      'returned a non-zero exit status',
    ],
    no: ['exit code 0', 'The command "x" exited with 0.', 'returned 0'],
  },
  {
    id: 'status-failed',
    kind: 'verdict',
    worth: 3,
    match:
      /^(?:Status|Result|Conclusion|State|Outcome|Finished|Phase .* State|status|result): ?(?:FAIL(?:ED|URE)?|[Ff]ail(?:ed|ure)?|ERROR|[Ee]rror|ABORTED|UNSTABLE|timed_out)\b/,
    yes: ['Finished: FAILURE', 'Status: failed', 'Phase BUILD State: FAILED'],
    no: ['Finished: SUCCESS'],
  },
]
