// Signals: failing tests of Go, Rust, C and C++, Swift, Haskell, OCaml, Zig, Erlang and Elixir, Dart.
import type { Signal } from './signal.ts'

export const nativeTests: readonly Signal[] = [
  {
    id: 'go-test',
    kind: 'test',
    match: /^\s*--- FAIL: \S|^=== FAIL: \S|^\s*\S+_test\.go:\d+: \S/,
    worth: 9,
    yes: [
      '--- FAIL: TestBackoff (0.00s)',
      '    --- FAIL: TestA/b (0.00s)',
      '=== FAIL: pkg TestA (0.1s)',
      '    a_test.go:22: got 3, want 4',
    ],
    no: ['--- PASS: TestBackoff (0.00s)'],
  },
  {
    id: 'go-package',
    kind: 'verdict',
    match: /^FAIL\t\S+|^FAIL +[\w.-]+\/\S+ (?:\[|\d)|^FAIL$/,
    yes: ['FAIL\tacme/cache\t0.012s', 'FAIL github.com/a/b [build failed]', 'FAIL'],
    no: ['ok  \tacme/cache\t0.012s'],
  },
  {
    id: 'rust-test',
    kind: 'test',
    match: /^test .+ \.{3} FAILED$|^---- .+ std(?:out|err) ----$|^\s+(?:FAIL|TIMEOUT|SIG[A-Z]+) \[ *[\d.]+s\]/,
    yes: [
      'test store::tests::keeps ... FAILED',
      '---- store::tests::keeps stdout ----',
      '        FAIL [   0.012s] ledger store::keeps',
    ],
    no: ['test store::tests::keeps ... ok', '        PASS [   0.012s] ledger store::keeps'],
  },
  {
    id: 'left-right',
    kind: 'assertion',
    match: /^assertion (?:`.*` |)(?:left .* right )?failed|^\s*(?:left|right): \S/,
    worth: 7,
    yes: ['assertion `left == right` failed', '  left: 1', ' right: 2'],
    no: ['left alone'],
  },
  {
    id: 'gtest',
    kind: 'test',
    match: /^\[ {2}FAILED {2}\] \S|^\S.*: Failure$|^\s*(?:Expected equality of these values|Value of): ?/,
    yes: ['[  FAILED  ] Ring.Wraps (0 ms)', 'ring_test.cc:12: Failure', 'Value of: a'],
    no: ['[       OK ] Ring.Wraps (0 ms)'],
  },
  {
    id: 'ctest',
    kind: 'test',
    match:
      /^\s*\d+\/\d+ Test +#\d+: .*\*{3}\w|^\s*\d+ - \S+ \((?:Failed|Timeout|SEGFAULT|Not Run|Subprocess aborted|Exit code .*|ILLEGAL|Child aborted)\)|^The following tests FAILED:/,
    yes: [
      ' 3/12 Test  #3: ring_wraps ........***Failed    0.01 sec',
      '\t  3 - ring_wraps (Failed)',
      'The following tests FAILED:',
    ],
    no: [' 2/12 Test  #2: ring_grows ........   Passed    0.01 sec'],
  },
  {
    id: 'meson-test',
    kind: 'test',
    match: /^\s*\d+\/\d+ .* (?:FAIL|TIMEOUT|ERROR|UNEXPECTEDPASS) +[\d.]+ ?s/,
    yes: [' 2/3 ring:wraps        FAIL            0.01s   exit status 1'],
    no: [' 2/3 ring:wraps        OK              0.01s'],
  },
  {
    id: 'bazel-test',
    kind: 'test',
    match: /^(?:\/\/|@)\S+ +(?:FAILED|TIMEOUT|NO STATUS|FAILED TO BUILD)|^(?:FAIL|TIMEOUT|FLAKY): \/\/\S+/,
    yes: ['//cart:sum_test   FAILED in 0.3s', 'FAIL: //cart:sum_test (see /x/test.log)'],
    no: ['//cart:sum_test   PASSED in 0.3s'],
  },
  {
    id: 'catch2',
    kind: 'assertion',
    match:
      /: FAILED:$|^\S+:\d+: (?:error: )?(?:FAILED|CHECK\b|REQUIRE\b)|\bcheck .{1,300} has failed\b|^TEST CASE: {2}/,
    yes: [
      'ring.cpp:12: FAILED:',
      'ring.cpp(12): error: in "wraps": check a == b has failed [1 != 2]',
      'TEST CASE:  wraps',
    ],
    no: ['FAILED: ring.o'],
  },
  {
    id: 'swift-test',
    kind: 'test',
    match:
      /^Test Case .* failed \(|\.swift:\d+: error: [-\w[ .\]]+ : |^✘ Test |^\s*✗ \S|^Failing tests:$|^\s+-\[\w+ \w+\]$|^\t\w+Tests?\.\w+\(\)$/,
    worth: 9,
    yes: [
      "Test Case '-[A.B testC]' failed (0.1 seconds).",
      '/x/B.swift:30: error: -[A.B testC] : XCTAssertEqual failed',
      'Failing tests:',
    ],
    no: ["Test Case '-[A.B testC]' passed (0.1 seconds)."],
  },
  {
    id: 'haskell-test',
    kind: 'test',
    match: /^\s*\S.*: +FAIL(?: \(.*\))?$|^\s*\S.*FAILED \[\d+\]$|^\s*\d+\) \S.*$/,
    worth: 8,
    yes: ['    document properties:     FAIL', '  adds up FAILED [1]'],
    no: ['    document properties:     OK', 'FAIL'],
  },
  {
    id: 'exunit',
    kind: 'test',
    match: /^\s*\d{1,4}\) (?:test|property|doctest|feature) .*\([\w.]+\)$/,
    yes: ['  1) test reloads on every request (Phoenix.CodeReloaderTest)'],
    no: ['  1) other'],
  },
  {
    id: 'common-test',
    kind: 'test',
    match:
      /\*\*\* FAILED test case \d|\bfailed on line \d+$|^\s*Reason: \{|^(?:Failed|Skipped): \d+\. {2}Passed:|^\s*\*failed\*$/,
    worth: 9,
    yes: ['a_SUITE: *** FAILED test case 2 of 4 ***', 'rabbit_ct:rpc failed on line 1348', 'Reason: {badmatch,[]}'],
    no: ['Reason: none given'],
  },
  {
    id: 'dart-test',
    kind: 'test',
    match: /^\d\d:\d\d \+\d+(?: ~\d+)? -\d+: .* \[E\]$|^\+\d+ -\d+: .* \[E\]$|^ {2}Expected: .*$|^ {2}Actual: /,
    yes: ['00:01 +3 -1: cart adds up [E]', '  Expected: <2>', '  Actual: <3>'],
    no: ['00:01 +3: cart adds up'],
  },
  {
    id: 'ocaml-dune',
    kind: 'test',
    match: /^(?:│ )?\[FAIL\] {2,}\S|^> \[FAIL\]/,
    yes: ['[FAIL]        cart          0   adds up.'],
    no: ['[OK]          cart          0   adds up.'],
  },
  {
    id: 'zig-test',
    kind: 'test',
    match: /^\d+\/\d+ \S.*\.{3} ?FAIL(?: \(|$)|^error: '\S.*' failed: |\bTestExpected\w+\b/,
    yes: ['2/3 main.test.adds...FAIL (TestExpectedEqual)', "error: 'main.test.adds' failed: expected 1, found 2"],
    no: ['2/3 main.test.adds...OK'],
  },
]
