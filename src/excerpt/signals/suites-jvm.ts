// Signals: failing tests of the JVM and of .NET: JUnit under Maven, Gradle and ant, TestNG, ScalaTest, specs2, NUnit, xUnit, MSTest.
import type { Signal } from './signal.ts'

export const jvmTests: readonly Signal[] = [
  {
    id: 'surefire-class',
    kind: 'test',
    worth: 7,
    match: /\bTests run: \d+, Failures: (?:[1-9]\d*|0, Errors: [1-9]).*(?:<<< (?:FAILURE|ERROR)!|- in |-- in )/,
    yes: ['[ERROR] Tests run: 8, Failures: 1, Errors: 0, Skipped: 0, Time elapsed: 0.1 s <<< FAILURE! - in a.BTest'],
    no: ['[INFO] Tests run: 8, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 0.1 s - in a.BTest'],
  },
  {
    id: 'surefire-test',
    kind: 'test',
    match: /\s(?:<<< (?:FAILURE|ERROR)!)$/,
    yes: ['[ERROR] a.BTest.adds  Time elapsed: 0.1 s  <<< FAILURE!', 'adds(a.BTest)  Time elapsed: 0 sec  <<< ERROR!'],
    no: ['FAILURE!'],
  },
  {
    id: 'surefire-summary',
    kind: 'test',
    worth: 9,
    match: /^\[ERROR\] {2,}\S+(?:\.|»|:)\S.*(?::\d+|»)|^(?:Failed tests|Tests in error):\s/,
    yes: ['[ERROR]   BTest.adds:31 expected:<1> but was:<2>', '[ERROR]   BTest.adds » NullPointer', 'Failed tests: '],
    no: ['[ERROR]   mvn <args> -rf :core', '[ERROR] Failures: '],
  },
  {
    id: 'gradle-test',
    kind: 'test',
    match: /^(?=\S.* > ).*\S FAILED$|^\S+ > \S.*: FAILED/,
    yes: ['a.BTest > adds FAILED', 'BTest > adds() > inner FAILED'],
    no: ['a.BTest > adds PASSED', '> Task :test FAILED'],
  },
  {
    id: 'junit-console',
    kind: 'test',
    match:
      /^\s*(?:JUnit \w+:.*|MethodSource \[.*\])|\[X\] |^\s*└─ .*\[X\]|^\s*\[junit\].*\bFAILED$|^\d+\) \w+\([\w.$]+\)$/,
    yes: [
      '  │  └─ adds() [X] expected: <1> but was: <2>',
      '    [junit] Test a.BTest FAILED',
      '1) adds(a.BTest)',
      '  JUnit Jupiter:BTest:adds()',
    ],
    no: ['  │  └─ adds() [OK]'],
  },
  {
    id: 'scala-test',
    kind: 'test',
    match:
      /\*\*\* (?:FAILED|ABORTED) \*\*\*|^\[error\] {1,6}[x!] \S|^\[error\] (?:Failed|Error) tests:|^(?:\[error\] )?==> X /,
    yes: [
      '[info] - adds up *** FAILED ***',
      '[error]   x adds up',
      '[error] Failed tests:',
      '==> X a.BSuite.adds  0.1s',
    ],
    no: ['[info] - adds up'],
  },
  {
    id: 'jvm-expected',
    kind: 'assertion',
    match:
      /\bexpected:? ?(?:same)?:?<.*\bwas(?: not)?:? ?:?<|\bComparisonFailure\b|\bAssertionFailedError\b|\bexpected \[.*\] but found \[|^\s*Expecting(?: \S+)*:\s*$|\bbut was(?: null|: ?<)/,
    yes: [
      'java.lang.AssertionError: expected:<1> but was:<2>',
      'expected same:<a> was not:<b>',
      'expected [1] but found [2]',
      'Expecting actual:',
    ],
    no: ['expected: a thing'],
  },
  {
    id: 'dotnet-test',
    kind: 'test',
    match:
      /^\s*(?:Failed|\[FAIL\]|X) {1,2}[\w.]+(?:\(.*\))?(?: \[\d.*\]| \[< 1 ms\])?$|\[xUnit\.net [\d:.]+\] {2,}\S.* \[FAIL\]|^\d+\) (?:Failed|Error|Invalid) : /,
    yes: [
      '  Failed App.Tests.Adds [12 ms]',
      '[xUnit.net 00:00:00.5]     App.Tests.Adds [FAIL]',
      '1) Failed : App.Tests.Adds',
    ],
    no: ['  Passed App.Tests.Adds [12 ms]'],
  },
  {
    id: 'dotnet-assert',
    kind: 'assertion',
    match: /\bAssert\.\w+\(?\)? (?:Failure|failed)|^\s*(?:Error Message|Expected string length|But was):/,
    yes: [
      'Assert.Equal() Failure',
      'Assert.AreEqual failed. Expected:<1>. Actual:<2>.',
      '  Error Message:',
      '  But was:  2',
    ],
    no: ['Assert.Equal(1, 2);'],
  },
]
