// More logs: failed logs of tools that have no signal of their own, so that what is general is tested, too.
import type { Sample } from './logs.ts'

export const moreSamples: readonly Sample[] = [
  {
    tool: 'nix',
    log: `building '/nix/store/8y3-shop-1.0.drv'...
error: builder for '/nix/store/8y3-shop-1.0.drv' failed with exit code 2;
       last 3 log lines:
       > cart.c:9:3: error: use of undeclared identifier 'totl'
       > 1 error generated.
       > make: *** [Makefile:4: cart.o] Error 1
       For full logs, run 'nix log /nix/store/8y3-shop-1.0.drv'.`,
    expected: ["use of undeclared identifier 'totl'", "builder for '/nix/store/8y3-shop-1.0.drv' failed"],
  },
  {
    tool: 'dune',
    log: `File "lib/cart.ml", line 12, characters 10-14:
12 |   total + "1"
               ^^^
Error: This constant has type string but an expression was expected of type
         int`,
    expected: ['This constant has type string', 'File "lib/cart.ml", line 12'],
  },
  {
    tool: 'elm',
    log: `Compiling ...
-- TYPE MISMATCH ---------------------------------------------- src/Cart.elm

The 2nd argument to \`add\` is not what I expect:

12|     add total "1"
                  ^^^
This argument is a string of type:

    String`,
    expected: ['TYPE MISMATCH', 'src/Cart.elm', '12|     add total "1"'],
  },
  {
    tool: 'crystal spec',
    log: `..F.

Failures:

  1) Cart adds tax
     Failure/Error: cart.gross.should eq 119

       Expected: 119
            got: 100

     # spec/cart_spec.cr:9

4 examples, 1 failures, 0 errors, 0 pending`,
    expected: ['1) Cart adds tax', 'Expected: 119', 'spec/cart_spec.cr:9'],
  },
  {
    tool: 'nim',
    log: `Hint: used config file '/etc/nim/nim.cfg' [Conf]
/app/src/cart.nim(12, 8) Error: undeclared identifier: 'totl'
candidates (edit distance, scope distance); see '--spellSuggest':`,
    expected: ["cart.nim(12, 8) Error: undeclared identifier: 'totl'"],
  },
  {
    tool: 'packer',
    log: `==> amazon-ebs.base: Creating temporary keypair
==> amazon-ebs.base: Error launching source instance: UnauthorizedOperation: You are not authorized to perform this operation.
==> amazon-ebs.base: Deleting temporary keypair...
Build 'amazon-ebs.base' errored after 3 seconds 12 milliseconds`,
    expected: ['Error launching source instance: UnauthorizedOperation'],
  },
  {
    tool: 'sqlfluff',
    log: `== [models/orders.sql] FAIL
L:  12 | P:   5 | LT01 | Expected only single space before naked identifier.
                       | [layout.spacing]
All Finished 📜 🎉!`,
    expected: ['== [models/orders.sql] FAIL', 'L:  12 | P:   5 | LT01'],
  },
  {
    tool: 'protoc',
    log: `Running protoc
api/cart.proto:12:3: "Money" is not defined.
--go_out: protoc-gen-go: Plugin failed with status code 1.`,
    expected: ['api/cart.proto:12:3: "Money" is not defined.'],
  },
  {
    tool: 'leiningen',
    log: `lein test shop.cart-test

FAIL in (adds-tax) (cart_test.clj:9)
gross of a net price
expected: (= 119 (gross 100))
  actual: (not (= 119 100))

Ran 12 tests containing 30 assertions.
1 failures, 0 errors.
Tests failed.`,
    expected: ['FAIL in (adds-tax) (cart_test.clj:9)', 'expected: (= 119 (gross 100))', 'actual: (not (= 119 100))'],
  },
  {
    tool: 'spock',
    log: `CartSpec > adds tax FAILED
    Condition not satisfied:

    cart.gross == 119
    |    |     |
    |    100   false
    Cart@1b2c
        at CartSpec.adds tax(CartSpec.groovy:12)

12 tests completed, 1 failed`,
    expected: ['CartSpec > adds tax FAILED', 'cart.gross == 119', 'CartSpec.groovy:12'],
  },
  {
    tool: 'k6',
    log: `     ✗ status is 200
      ↳  91% — ✓ 910 / ✗ 90
   ✗ http_req_duration..............: avg=812ms p(95)=1.9s
running (0m30.1s), 00/10 VUs, 1000 complete iterations
level=error msg="thresholds on metrics 'http_req_duration' have been crossed"`,
    expected: ["thresholds on metrics 'http_req_duration' have been crossed", '✗ status is 200'],
  },
  {
    tool: 'trivy',
    log: `app/package-lock.json (npm)
Total: 1 (HIGH: 1, CRITICAL: 0)
┌─────────┬────────────────┬──────────┬───────────────────┬───────────────┐
│ Library │ Vulnerability  │ Severity │ Installed Version │ Fixed Version │
├─────────┼────────────────┼──────────┼───────────────────┼───────────────┤
│ tar     │ CVE-2024-28863 │ HIGH     │ 6.1.0             │ 6.2.1         │
└─────────┴────────────────┴──────────┴───────────────────┴───────────────┘`,
    expected: ['CVE-2024-28863', 'Total: 1 (HIGH: 1, CRITICAL: 0)'],
  },
  {
    tool: 'cargo deny',
    log: `error[vulnerability]: Use-after-free in the handling of headers
   ┌─ /app/Cargo.lock:31:1
   │
31 │ hyper 0.14.1 registry+https://github.com/rust-lang/crates.io-index
   │ ------------------------------------------------------------------ security vulnerability detected
advisories FAILED, bans ok, licenses ok, sources ok`,
    expected: ['error[vulnerability]: Use-after-free', 'hyper 0.14.1'],
  },
  {
    tool: 'go race',
    log: `==================
WARNING: DATA RACE
Write at 0x00c0000b4010 by goroutine 8:
  shop/cart.(*Cart).Add()
      /app/cart/cart.go:17 +0x44
==================
    testing.go:1398: race detected during execution of test
--- FAIL: TestAdd (0.01s)`,
    expected: ['WARNING: DATA RACE', '/app/cart/cart.go:17', '--- FAIL: TestAdd'],
  },
  {
    tool: 'azure pipelines',
    log: `Generating script.
========================== Starting Command Output ===========================
Cannot find the certificate "ReleaseCert" in the store.
##[error]PowerShell exited with code '1'.
##[section]Finishing: Sign`,
    expected: ['Cannot find the certificate "ReleaseCert" in the store.'],
  },
  {
    tool: 'mill',
    log: `[12/40] shop.compile
[error] /app/shop/src/Cart.scala:12:9: not found: value totl
[error]     totl * 2
[error]     ^
[error] one error found
1 targets failed
shop.compile Compilation failed`,
    expected: ['Cart.scala:12:9: not found: value totl'],
  },
  {
    tool: 'swiftlint',
    log: `Linting 'Cart.swift' (4/80)
/app/Sources/Cart.swift:12:1: error: Force Cast Violation: Force casts should be avoided (force_cast)
Done linting! Found 1 violation, 1 serious in 80 files.`,
    expected: ['Cart.swift:12:1: error: Force Cast Violation'],
  },
  {
    tool: 'rebar3',
    log: `===> Compiling shop
===> Compiling src/cart.erl failed
src/cart.erl:12:5: function total/1 undefined`,
    expected: ['src/cart.erl:12:5: function total/1 undefined'],
  },
  {
    tool: 'a script that compares',
    log: `checking generated code
diff --git a/gen/api.ts b/gen/api.ts
--- a/gen/api.ts
+++ b/gen/api.ts
@@ -1,3 +1,3 @@
-export type Id = string
+export type Id = number
gen/ is out of date, run make gen`,
    expected: ['gen/ is out of date', '+export type Id = number'],
  },
  {
    tool: 'a time limit',
    log: `starting the browser
waiting for http://localhost:3000
Error: Timed out waiting for: http://localhost:3000 after 60000ms`,
    expected: ['Timed out waiting for: http://localhost:3000'],
  },
]
