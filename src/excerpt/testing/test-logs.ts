// Test logs: failed tests as their runners report them, for logs.ts.
import type { Sample } from './logs.ts'

export const testSamples: readonly Sample[] = [
  {
    tool: 'dotnet test',
    log: `  Passed Shop.Tests.CartTests.Empty [2 ms]
  Failed Shop.Tests.CartTests.Adds_tax [31 ms]
  Error Message:
   Assert.Equal() Failure: Values differ
Expected: 119
Actual:   100
  Stack Trace:
     at Shop.Tests.CartTests.Adds_tax() in /src/Shop.Tests/CartTests.cs:line 22
   at System.RuntimeMethodHandle.InvokeMethod(Object target)
Failed!  - Failed:     1, Passed:    40, Skipped:     0, Total:    41`,
    expected: ['Failed Shop.Tests.CartTests.Adds_tax', 'Expected: 119', 'CartTests.cs:line 22'],
  },
  {
    tool: 'flutter test',
    log: `00:04 +18: /app/test/cart_test.dart: empty cart
00:04 +18 -1: /app/test/cart_test.dart: adds tax [E]
  Expected: <119>
    Actual: <100>
  package:matcher                     expect
  test/cart_test.dart 14:5            main.<fn>
00:05 +18 -1: Some tests failed.`,
    expected: ['adds tax [E]', 'Expected: <119>', 'test/cart_test.dart 14:5'],
  },
  {
    tool: 'julia',
    log: `Test Summary: | Pass  Total
strings       |   12     12
tax: Test Failed at /app/test/runtests.jl:9
  Expression: gross(100) == 119
   Evaluated: 100 == 119

Stacktrace:
 [1] macro expansion
   @ /app/test/runtests.jl:9 [inlined]
ERROR: LoadError: Some tests did not pass: 12 passed, 1 failed, 0 errored, 0 broken.`,
    expected: ['tax: Test Failed at /app/test/runtests.jl:9', 'Evaluated: 100 == 119'],
  },
  {
    tool: 'nextest',
    log: `        PASS [   0.004s] shop cart::tests::empty
        FAIL [   0.008s] shop cart::tests::adds_tax

--- STDERR:              shop cart::tests::adds_tax ---
thread 'cart::tests::adds_tax' panicked at src/cart.rs:31:9:
assertion \`left == right\` failed
  left: 100
 right: 119

     Summary [   0.021s] 41 tests run: 40 passed, 1 failed, 0 skipped`,
    expected: ['cart::tests::adds_tax', 'panicked at src/cart.rs:31:9', 'right: 119'],
  },
  {
    tool: 'deno test',
    log: `running 3 tests from ./cart_test.ts
empty ... ok (1ms)
adds tax ... FAILED (4ms)

 ERRORS

adds tax => ./cart_test.ts:9:6
error: AssertionError: Values are not equal.

    [Diff] Actual / Expected

-   100
+   119

FAILED | 2 passed | 1 failed (12ms)`,
    expected: ['adds tax => ./cart_test.ts:9:6', 'AssertionError: Values are not equal.', '+   119'],
  },
  {
    tool: 'bun test',
    log: `bun test v1.1.38
cart.test.ts:
✓ empty [0.10ms]
 9 |   expect(gross(100)).toBe(119)
                         ^
error: expect(received).toBe(expected)

Expected: 119
Received: 100

      at <anonymous> (/app/cart.test.ts:9:22)
✗ adds tax [0.42ms]

 40 pass
 1 fail`,
    expected: ['✗ adds tax', 'Expected: 119', '/app/cart.test.ts:9:22'],
  },
  {
    tool: 'cypress',
    log: `  Running:  login.cy.js                                                                     (1 of 4)
  login
    ✓ shows the form (812ms)
    1) signs in

  1 passing (6s)
  1 failing

  1) login
       signs in:
     AssertionError: Timed out retrying after 4000ms: Expected to find element: \`#welcome\`, but never found it.
      at Context.eval (webpack:///./cypress/e2e/login.cy.js:14:8)`,
    expected: ['signs in', 'Expected to find element: `#welcome`', 'login.cy.js:14:8'],
  },
  {
    tool: 'swift test',
    log: `Test Suite 'CartTests' started at 2025-01-02 10:00:00.000
Test Case '-[ShopTests.CartTests testEmpty]' passed (0.001 seconds).
/app/Tests/ShopTests/CartTests.swift:14: error: -[ShopTests.CartTests testAddsTax] : XCTAssertEqual failed: ("100") is not equal to ("119")
Test Case '-[ShopTests.CartTests testAddsTax]' failed (0.004 seconds).`,
    expected: ['CartTests.swift:14: error: -[ShopTests.CartTests testAddsTax]', '("100") is not equal to ("119")'],
  },
]
