// Signals: failing tests of Ruby, PHP, Perl, R, Lua, Julia, shell, PowerShell, and of everything that speaks TAP.
import type { Signal } from './signal.ts'

export const scriptTests: readonly Signal[] = [
  {
    id: 'tap',
    kind: 'test',
    match: /^\s*not ok \d+(?! .*# (?:TODO|SKIP))\b/i,
    yes: ['not ok 5 - sync prints a nice error', '    not ok 1 - keeps'],
    no: ['ok 5 - sync', 'not ok 3 - later # TODO later'],
  },
  {
    id: 'perl-test',
    kind: 'test',
    match:
      /^\s*#\s+Failed (?:\(TODO\) )?test\b|^\s*# {2,}at \S+ line \d+\.?$|^\s*#\s+(?:got|expected): |^# Looks like you(?:r test exited| failed| planned)/,
    yes: [
      "#   Failed test 'range includes the end'",
      '#   at t/range.t line 3.',
      "#          got: '3'",
      '# Looks like your test exited with 115 before it could output anything.',
    ],
    no: ['# Subtest: range'],
  },
  {
    id: 'prove',
    kind: 'test',
    match:
      /^\S.{0,200} \.{2,} (?:Dubious|Failed \d|.{0,100}\bdied\b|.{0,200} at \S+ line \d+)|\(Wstat: [1-9]\d* .*\)|^\s*Failed tests?: +\d|\bNon-zero (?:exit|wait) status: \d/,
    yes: [
      't/https.t ........ Dubious, test returned 115',
      't/a.t (Wstat: 256 Tests: 5 Failed: 1)',
      '  Failed test:  3',
      '  Non-zero exit status: 1',
    ],
    no: ['t/https.t ........ ok'],
  },
  {
    id: 'rspec',
    kind: 'test',
    match: /^rspec \.\/\S+:\d+ # |^rspec '?\.\/\S+\[|^\s*Failure\/Error: /,
    yes: ['rspec ./spec/plural_spec.rb:4 # plural adds an s', '     Failure/Error: expect(a).to eq(b)'],
    no: ['rspec --format doc'],
  },
  {
    id: 'ruby-expected',
    kind: 'assertion',
    match: /^\s*(?:expected:? |got:? |Expected: |Actual: |to (?:eq|include|be)\b)/,
    worth: 7,
    yes: ['       expected: "2 cities"', '            got: "2 citys"', 'Expected: 1', '  Actual: 2'],
    no: ['as expected: fine', 'gotcha'],
  },
  {
    id: 'minitest',
    kind: 'test',
    match:
      /^\S+#test_\S.*(?:\[.*\]:?|:)$|^(?:Failure|Error|FAIL|ERROR):? +\S+#test_|^(?:\s*)(?:bin\/rails test|rails test|bin\/test) \S+:\d+$|^\s*FAIL \["?\S|^Failure: .*\w+\(\w+\)/,
    yes: [
      'CartTest#test_adds [test/cart_test.rb:4]:',
      'bin/rails test test/cart_test.rb:4',
      'Failure: test_adds(CartTest)',
    ],
    no: ['Error: x', 'rails test'],
  },
  {
    id: 'minitest-raised',
    kind: 'exception',
    match: /^Minitest::\w+: |^(?:\s*)[\w:]+(?:Error|Exception)(?:: .*)$/,
    yes: [
      'Minitest::Assertion: Expected true to not be truthy.',
      'NoMethodError: undefined method',
      '  Foo::BarError: x',
    ],
    no: ['Error handling: none'],
  },
  {
    id: 'phpunit',
    kind: 'assertion',
    worth: 9,
    match:
      /^Failed asserting that\b|^There (?:was|were) \d+ (?:failure|error|risky|warning)s?:|^--- Expected$|\bPHPUnit\\Framework\\\w*(?:Exception|Error)\b|^ *(?:FAILED|⨯) +(?:Tests\\|\S)/,
    yes: [
      'Failed asserting that two strings are equal.',
      'There was 1 failure:',
      'There were 2 errors:',
      '  FAILED  Tests\\CartTest > adds',
    ],
    no: ['There was a bug', 'asserting that'],
  },
  {
    id: 'r-test',
    kind: 'test',
    match:
      /^(?:──|--|\d+\.) ?(?:\d+\. )?(?:Failure|Error)(?: \(|: |\b.*(?:──|---))|^Running the tests in .* failed\.|^(?:Failure|Error) \('?\S+\.R:\d+|^\[ FAIL [1-9]/,
    yes: [
      '── Failure (test-a.R:4:3): adds ──────',
      '1. Failure (at test-ts.R#29): average',
      '1. Error: app prefers R/ (@test-app.R#41) ---',
      'Running the tests in ‘tests/test-all.R’ failed.',
      '[ FAIL 1 | WARN 0 | SKIP 0 | PASS 3 ]',
    ],
    no: ['[ FAIL 0 | WARN 0 | SKIP 0 | PASS 3 ]'],
  },
  {
    id: 'r-check',
    kind: 'tool',
    match:
      /^\* checking .*\.{3}(?: \[.*\])? (?:ERROR|WARNING)$|^Error in (?!no\b)\S.*[:(]|^Execution halted$|^ERROR: (?:dependency|dependencies|lazy loading|compilation|installing|package) .*\b(?:failed|not available)/,
    yes: [
      '* checking tests ... ERROR',
      'Error in library(x) : there is no package',
      'Execution halted',
      'ERROR: dependency ‘x’ is not available for package ‘y’',
    ],
    no: ['* checking tests ... OK', 'Error in no case'],
  },
  {
    id: 'busted',
    kind: 'test',
    match: /^(?:Failure|Error) → \S+ @ \d+|: (?:FAIL|ERR)(?: \(|$)|^\[ +(?:FAILED|ERROR) +\] \S|\bSHOULD BE\b/,
    worth: 9,
    yes: [
      'Failure → spec/a_spec.lua @ 4',
      'buffer functions should view NULL: FAIL',
      '[  FAILED  ] spec/a_spec.lua @ 4: adds',
    ],
    no: ['Success → spec/a_spec.lua @ 4'],
  },
  {
    id: 'pester',
    kind: 'test',
    match: /^\s*\[-\] \S|^\s*Expected .*, but (?:got|was) |^\s*(?:Expected|But was): +\S/,
    yes: ['    [-] adds up 12ms (10ms|2ms)', 'Expected {1 2 3}, but got {}.'],
    no: ['    [+] adds up 12ms'],
  },
  {
    id: 'julia-test',
    kind: 'test',
    match:
      /: Test Failed at \S+:\d+|: Error During Test at \S+:\d+|^\s*(?:Expression|Evaluated): |Some tests did not pass: /,
    yes: [
      'adds: Test Failed at /x/test/runtests.jl:4',
      '  Expression: add(1) == 2',
      'ERROR: Some tests did not pass: 1 passed, 1 failed',
    ],
    no: ['Test Summary: | Pass  Total'],
  },
  {
    id: 'bats',
    kind: 'test',
    match: /^ ✗ \S|^\s*\(in test file \S+, line \d+\)|^# \(in test file .*line \d+\)|^#?\s+`.*' failed/,
    yes: [' ✗ adds up', '# (in test file a.bats, line 3)', "#   `[ 1 -eq 2 ]' failed"],
    no: [' ✓ adds up'],
  },
  {
    id: 'vim-test',
    kind: 'test',
    match: /^Found errors in \w+\(\):|^Caught exception in \w+\(\):|^\s*\S+ line \d+: Expected .* but got /,
    yes: ['Caught exception in Test_popup_beval(): Vim(call):E958', 'Found errors in Test_x():'],
    no: ['Executed Test_popup()'],
  },
  {
    id: 'tests-by-name',
    kind: 'test',
    worth: 7,
    match:
      /^(?:Test|Testcase|Case|Spec|Suite|KO)\b:? ?.{1,200}\b(?:FAILED|failed|FAIL|KO)\b|^KO\b|\btest .{1,100} failed[.!]?$|^FAILED TEST\b|^(?:✗|✘|✖|❌)\b|^\*\*\* .{1,80}FAILED|^.{1,120}\.{3,} ?(?:FAILED|FAIL|KO|failed)!?$/,
    yes: ['Test cart failed', 'KO 🐘 7.3 src/Bridge/Twig', 'adds up ........ FAILED', 'The test adds_up failed.'],
    no: ['Tests: 3 passed', 'adds up ....... ok'],
  },
]
