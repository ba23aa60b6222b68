// Signals: failing tests of Python: pytest, unittest, doctest, tox, testr, behave, robot.
import type { Signal } from './signal.ts'

export const pyTests: readonly Signal[] = [
  {
    id: 'pytest-summary',
    kind: 'test',
    match: /^(?:FAILED|ERROR) \S+(?:\.py|::)\S*(?: - .*)?$|^(?:FAILED|ERROR) \S+::.+/,
    yes: [
      'FAILED tests/test_tz.py::test_offset - assert 1 == 2',
      'ERROR tests/test_a.py',
      'ERROR tests/test_a.py::test_x - OSError',
    ],
    no: ['FAILED to load', 'PASSED tests/test_tz.py::test_offset'],
  },
  {
    id: 'pytest-title',
    kind: 'test',
    worth: 8,
    match: /^_{3,} (?!coverage:|summary)\S.*_{3,}$|^_{1,80} ERROR (?:at|collecting) .*_$/,
    yes: ['_________________ test_offset_is_utc _________________', '___ ERROR at setup of test_export_rows ____'],
    no: ['_____', '==== short test summary info ===='],
  },
  {
    id: 'pytest-explained',
    kind: 'assertion',
    match: /^E {3,}\S/,
    yes: ['E       assert 1 == 2', 'E   ModuleNotFoundError: No module named x'],
    no: ['E is a letter', 'Error   x'],
  },
  {
    id: 'pytest-place',
    kind: 'assertion',
    worth: 7,
    match: /^[\w./\\-]+\.py:\d+: (?:[\w.]*(?:Error|Exception|Exit|Failed|Timeout|Interrupt|Warning)\b|in <module>)/,
    yes: ['tests/test_tz.py:4: AssertionError', 'conftest.py:3: in <module>'],
    no: ['tests/test_tz.py:4: note: x', 'a.py:1: in helper'],
  },
  {
    id: 'pytest-live',
    kind: 'test',
    worth: 7,
    match: /^(?=\S+::\S).* (?:FAILED|ERROR)(?: +\[ *\d+%\])?$|^\[gw\d+\].*\b(?:FAILED|ERROR)\b \S+/,
    yes: ['tests/test_a.py::test_x FAILED   [ 50%]', '[gw0] [ 50%] FAILED tests/test_a.py::test_x'],
    no: ['tests/test_a.py::test_x PASSED   [ 50%]'],
  },
  {
    id: 'unittest-title',
    kind: 'test',
    match: /^(?:FAIL|ERROR|UNEXPECTED SUCCESS): \S.*(?:\(|\.)/,
    yes: ['FAIL: test_zero (tests.test_zip.ZipTest.test_zero)', 'ERROR: test_load (test_io.IoTest)'],
    no: ['FAIL: 3', 'ERROR: x'],
  },
  {
    id: 'unittest-live',
    kind: 'test',
    worth: 6,
    match: /^test\w+ \([\w.]+\).* \.{3} (?:FAIL|ERROR)$/,
    yes: ['test_zero (tests.test_zip.ZipTest) ... FAIL'],
    no: ['test_zero (tests.test_zip.ZipTest) ... ok'],
  },
  {
    id: 'testr-failure',
    kind: 'test',
    match:
      /^(?:failure|error): [\w.[\]-]+\.[\w.[\]-]+(?: \[.*)?$|^[\w.]+\.\w+ \[\d+\.\d+s\] \.{3} FAILED|^\{\d+\} [\w.[\],-]+ \[\d.*\] \.{3} FAILED/,
    yes: ['failure: nodepool.tests.test_commands.TestCmd.test_x', '{0} a.b.test_c [0.1s] ... FAILED'],
    no: ['error: could not compile', '{0} a.b.test_c [0.1s] ... ok'],
  },
  {
    id: 'doctest',
    kind: 'test',
    match: /^File "[^"]+", line \d+, in \S+$|^Failed example:$|^\*{3}Test Failed\*{3} \d/,
    worth: 7,
    yes: ['Failed example:', '***Test Failed*** 1 failures.'],
    no: ['for example:'],
  },
  {
    id: 'tox-env',
    kind: 'verdict',
    match:
      /^(?:ERROR: +)?[\w.-]+: (?:FAIL code \d+|commands failed|FAIL ✖|failed with)|^ERROR: +InvocationError\b|^[\w.-]+: exit -?\d+ \(/,
    yes: [
      'py311: FAIL code 1 (0.48=setup[0.01]+cmd[0.47] seconds)',
      'ERROR:   py27: commands failed',
      'py311: exit 1 (0.4 seconds) /x> pytest pid=1',
    ],
    no: ['py311: OK (0.48=setup[0.01]+cmd[0.47] seconds)'],
  },
  {
    id: 'behave-robot',
    kind: 'test',
    match: /^\s*(?:Failing scenarios:|Assertion Failed: |features\/\S+:\d+ {2}\S)|^\S.*\| FAIL \|$/,
    yes: ['Failing scenarios:', '  Assertion Failed: 1 != 2', 'Login works                | FAIL |'],
    no: ['Login works                | PASS |'],
  },
  {
    id: 'nox',
    kind: 'verdict',
    match: /^nox > (?:Session|Command) .*\bfailed\b|^nox > \* .*: failed$/,
    yes: ['nox > Session tests-3.12 failed.', 'nox > * lint: failed', 'nox > Command pytest failed with exit code 1'],
    no: ['nox > Session tests-3.12 was successful.'],
  },
]
