// Rare logs: failed builds, tests and releases by tools that fewer people use, and the less usual ways in which others fail.
import { findingSamples } from './finding-logs.ts'
import type { Sample } from './logs.ts'

export const rareSamples: readonly Sample[] = [
  ...findingSamples,
  {
    tool: 'buck2',
    log: `Action failed: root//cart:sum (cxx_compile sum.cpp)
Local command returned non-zero exit code 1
Reproduce locally: \`env -- clang++ -c cart/sum.cpp\`
stdout:
stderr:
cart/sum.cpp:9:15: error: no member named 'accumulate' in namespace 'std'
  return std::accumulate(v.begin(), v.end(), 0);
         ~~~~~^
1 error generated.
Build ID: 6a1c7b6e-95a1-4c7f-8d4e-ff8a4f6d3c11
BUILD FAILED`,
    expected: ['Action failed: root//cart:sum', "no member named 'accumulate' in namespace 'std'"],
  },
  {
    tool: 'nx',
    log: ` NX   Running target test for 14 projects:
   ✔  nx run utils:test (2s)
   ✔  nx run api:test  [local cache]
   ✖  nx run cart:test
      TypeError: net.times is not a function
          at gross (/app/libs/cart/src/tax.ts:4:14)
          at /app/libs/cart/src/tax.spec.ts:8:12

 NX   Ran target test for 14 projects (21s)

   ✔  13/14 succeeded [10 read from cache]
   ✖  1/14 targets failed, including the following:
      - nx run cart:test`,
    expected: ['nx run cart:test', 'TypeError: net.times is not a function', 'libs/cart/src/tax.ts:4:14'],
  },
  {
    tool: 'gradle --info',
    log: `Caching disabled for task ':app:processDebugResources' because:
  Build cache is disabled
Task ':app:processDebugResources' is not up-to-date because:
  No history is available.
AAPT2 aapt2-8.1-linux Daemon #0: shutdown
> Task :app:processDebugResources FAILED
:app:processDebugResources (Thread[Execution worker,5,main]) completed. Took 1.512 secs.

FAILURE: Build failed with an exception.

* What went wrong:
Execution failed for task ':app:processDebugResources'.
> A failure occurred while executing com.android.build.gradle.internal.res.LinkApplicationAndroidResourcesTask$TaskAction
   > Android resource linking failed
     ERROR: /app/src/main/AndroidManifest.xml:14: AAPT: error: resource string/app_title (aka acme.shop:string/app_title) not found.

* Try:
> Run with --stacktrace option to get the stack trace.`,
    expected: ["Execution failed for task ':app:processDebugResources'.", 'resource string/app_title'],
  },
  {
    tool: 'fastlane',
    log: `[10:21:44]: --- Step: upload_to_testflight ---
[10:21:45]: Login to App Store Connect (ci@acme.example)
[10:21:47]: Ready to upload new build to TestFlight (App: 1234567890)...
[10:22:58]: [Transporter Error Output]: The bundle version must be higher than the previously uploaded version: '212'. (-19232)
[10:22:58]: Transporter transfer failed.
+------+---------------------------+-------------+
|                fastlane summary                |
+------+---------------------------+-------------+
| 1    | build_app                 | 212         |
| 💥   | upload_to_testflight      | 71          |
+------+---------------------------+-------------+
[10:22:59]: fastlane finished with errors`,
    expected: ['The bundle version must be higher than the previously uploaded version'],
  },
  {
    tool: 'pest',
    log: `   PASS  Tests\\Unit\\MoneyTest
  ✓ it rounds half up                                                    0.01s

   FAIL  Tests\\Unit\\CartTest
  ✓ it is empty at first                                                 0.01s
  ⨯ it adds tax                                                          0.02s
  ────────────────────────────────────────────────────────────────────────────
   FAILED  Tests\\Unit\\CartTest > it adds tax
  Failed asserting that 100 is identical to 119.

  at tests/Unit/CartTest.php:14
     10▕ it('adds tax', function () {
  ➜  14▕     expect($cart->gross())->toBe(119);

  Tests:    1 failed, 40 passed (80 assertions)`,
    expected: [
      'Tests\\Unit\\CartTest > it adds tax',
      'Failed asserting that 100 is identical to 119.',
      'CartTest.php:14',
    ],
  },
  {
    tool: 'webdriverio',
    log: `[0-0] RUNNING in chrome - file:///test/specs/login.e2e.js
[0-0] 2025-02-02T10:00:01.100Z WARN webdriver: Request failed with status 404 due to no such element
[0-0] Error in "login signs in"
Error: Can't call click on element with selector "#submit" because element wasn't found
    at Context.<anonymous> (/app/test/specs/login.e2e.js:12:27)
[0-0] FAILED in chrome - file:///test/specs/login.e2e.js
[0-1] PASSED in chrome - file:///test/specs/cart.e2e.js

Spec Files:	 1 passed, 1 failed, 2 total (100% completed) in 00:00:21`,
    expected: ['Error in "login signs in"', "element wasn't found", 'login.e2e.js:12:27'],
  },
  {
    tool: 'kaniko',
    log: `INFO[0001] Retrieving image manifest node:22
INFO[0004] Unpacking rootfs as cmd RUN npm ci requires it.
INFO[0031] Taking snapshot of full filesystem...
INFO[0040] Pushing image to registry.acme.example/shop:main
error pushing image: failed to push to destination registry.acme.example/shop:main: POST https://registry.acme.example/v2/shop/blobs/uploads/: UNAUTHORIZED: authentication required; [map[Action:pull Class: Name:shop Type:repository] map[Action:push Class: Name:shop Type:repository]]`,
    expected: ['error pushing image', 'UNAUTHORIZED: authentication required'],
  },
  {
    tool: 'conan',
    log: `======== Computing dependency graph ========
Graph root
    conanfile.py (shop/1.0): /app/conanfile.py
Requirements
    zlib/1.3#1a2b - Cache
ERROR: Version conflict: Conflict between openssl/3.2.0 and openssl/1.1.1w in the graph.
Conflict originates from libcurl/8.5.0
`,
    expected: [
      'Version conflict: Conflict between openssl/3.2.0 and openssl/1.1.1w',
      'Conflict originates from libcurl/8.5.0',
    ],
  },
  {
    tool: 'stack',
    log: `shop> test (suite: shop-test)

Cart
  empty cart [v]
  adds tax [x]

Failures:

  test/CartSpec.hs:14:22:
  1) Cart adds tax
       expected: 119
        but got: 100

  To rerun use: --match "/Cart/adds tax/" --seed 1202

Randomized with seed 1202
41 examples, 1 failure
shop> Test suite shop-test failed
Error: [S-7282]
       Stack failed to execute the build plan.`,
    expected: ['1) Cart adds tax', 'expected: 119', 'but got: 100', 'test/CartSpec.hs:14:22'],
  },
  {
    tool: 'testthat',
    log: `✔ | F W  S  OK | Context
✔ |         12 | money
✖ | 1        3 | cart
────────────────────────────────────────────────────────────────────────────────
Failure (test-cart.R:9:3): gross adds tax
gross(100) not equal to 119.
1/1 mismatches
[1] 100 - 119 == -19
────────────────────────────────────────────────────────────────────────────────
══ Results ═════════════════════════════════════════════════════════════════════
[ FAIL 1 | WARN 0 | SKIP 0 | PASS 15 ]`,
    expected: ['Failure (test-cart.R:9:3): gross adds tax', 'gross(100) not equal to 119.'],
  },
  {
    tool: 'biber',
    log: `INFO - This is Biber 2.19
INFO - Reading 'main.bcf'
ERROR - BibTeX subsystem: /tmp/biber_tmp_x/refs.bib_1.utf8, line 41, syntax error: found "year", expected "}"
INFO - ERRORS: 1
Latexmk: Errors, so I did not complete making targets`,
    expected: ['line 41, syntax error: found "year"'],
  },
  {
    tool: 'rspec-puppet',
    log: `shop
  on debian-12-x86_64
    is expected to compile into a catalogue without dependency cycles (FAILED - 1)

Failures:

  1) shop on debian-12-x86_64 is expected to compile into a catalogue without dependency cycles
     Failure/Error: it { is_expected.to compile }
       error during compilation: Evaluation Error: Error while evaluating a Resource Statement, Class[Shop]: expects a value for parameter 'port' (file: /app/manifests/init.pp, line: 3)
     # ./spec/classes/shop_spec.rb:9:in \`block (4 levels) in <top (required)>'`,
    expected: ["expects a value for parameter 'port'", 'spec/classes/shop_spec.rb:9'],
  },
  {
    tool: 'foundry',
    log: `Ran 4 tests for test/Cart.t.sol:CartTest
[PASS] testEmpty() (gas: 5412)
[FAIL: assertion failed: 100 != 119] testAddsTax() (gas: 10322)
[PASS] testRevertsWithError() (gas: 8112)
Suite result: FAILED. 3 passed; 1 failed; 0 skipped; finished in 1.2ms

Failing tests:
Encountered 1 failing test in test/Cart.t.sol:CartTest
[FAIL: assertion failed: 100 != 119] testAddsTax() (gas: 10322)`,
    expected: ['[FAIL: assertion failed: 100 != 119] testAddsTax()', 'test/Cart.t.sol:CartTest'],
  },
  {
    tool: 'dbt',
    log: `10:00:01  1 of 12 START sql table model shop.orders ............................ [RUN]
10:00:02  1 of 12 OK created sql table model shop.orders ....................... [SELECT in 0.4s]
10:00:03  7 of 12 FAIL 3 not_null_orders_total ................................. [FAIL 3 in 0.1s]
10:00:04  Completed with 1 error and 0 warnings:
10:00:04
10:00:04  Failure in test not_null_orders_total (models/schema.yml)
10:00:04    Got 3 results, configured to fail if != 0
10:00:04  Done. PASS=11 WARN=0 ERROR=1 SKIP=0 TOTAL=12`,
    expected: [
      'Failure in test not_null_orders_total (models/schema.yml)',
      'Got 3 results, configured to fail if != 0',
    ],
  },
  {
    tool: 'semantic-release',
    log: `[10:00:01 AM] [semantic-release] › ℹ  Running semantic-release version 22.0.0
[10:00:02 AM] [semantic-release] › ✔  Loaded plugin "verifyConditions" from "@semantic-release/npm"
[10:00:03 AM] [semantic-release] [@semantic-release/npm] › ℹ  Verify authentication for registry https://registry.acme.example/
[10:00:04 AM] [semantic-release] › ✘  Failed step "verifyConditions" of plugin "@semantic-release/npm"
[10:00:04 AM] [semantic-release] › ✘  EINVALIDNPMTOKEN Invalid npm token.
The npm token (https://github.com/semantic-release/npm/blob/master/README.md#npm-registry-authentication) configured in the NPM_TOKEN environment variable must be a valid token allowing to publish to the registry.`,
    expected: ['EINVALIDNPMTOKEN Invalid npm token.', 'Failed step "verifyConditions"'],
  },
  {
    tool: 'gfortran and make -j',
    log: `mpif90 -c solver.f90 -o solver.o
mpif90 -c grid.f90 -o grid.o
solver.f90:41:17:

   41 |       total = totl + 1
      |                 1
Error: Symbol 'totl' at (1) has no IMPLICIT type
make: *** [Makefile:12: solver.o] Error 1
make: *** Waiting for unfinished jobs....
mpif90 -c main.f90 -o main.o`,
    expected: ["Error: Symbol 'totl' at (1) has no IMPLICIT type", 'solver.f90:41:17:'],
  },
  {
    tool: 'a shell that crashes',
    log: `running ./bin/simulate --seed 7
step 1000: energy -1.204
step 2000: energy -1.211
./ci/simulate.sh: line 14:  4127 Segmentation fault      (core dumped) ./bin/simulate --seed 7
collecting results
tar: results: Cannot stat: No such file or directory
tar: Exiting with failure status due to previous errors`,
    expected: ['line 14:  4127 Segmentation fault'],
  },
]
