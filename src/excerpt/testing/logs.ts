// Logs: short failed logs of many tools, as their documentation and long use show them, each with the texts that explain the failure.
// Leaves to others: the harmless lines around them (noise.ts).

import { testSamples } from './test-logs.ts'

export type Sample = { tool: string; log: string; expected: readonly string[] }

export const samples: readonly Sample[] = [
  ...testSamples,
  {
    tool: 'terraform',
    log: `Initializing provider plugins...
- Installed hashicorp/aws v5.31.0 (signed by HashiCorp)
╷
│ Error: Unsupported argument
│
│   on main.tf line 14, in resource "aws_s3_bucket" "logs":
│   14:   acl_policy = "private"
│
│ An argument named "acl_policy" is not expected here.
╵`,
    expected: [
      'Error: Unsupported argument',
      'on main.tf line 14',
      'An argument named "acl_policy" is not expected here.',
    ],
  },
  {
    tool: 'helm',
    log: `history.go:56: [debug] getting history for release shop
Error: UPGRADE FAILED: template: shop/templates/deploy.yaml:31:20: executing "shop/templates/deploy.yaml" at <.Values.image.tag>: nil pointer evaluating interface {}.tag
helm.go:84: [debug] template: shop/templates/deploy.yaml:31:20`,
    expected: ['UPGRADE FAILED: template: shop/templates/deploy.yaml:31:20'],
  },
  {
    tool: 'dotnet build',
    log: `  Determining projects to restore...
/src/Shop/Cart.cs(17,21): error CS0103: The name 'totl' does not exist in the current context [/src/Shop/Shop.csproj]

Build FAILED.

/src/Shop/Cart.cs(17,21): error CS0103: The name 'totl' does not exist in the current context [/src/Shop/Shop.csproj]
    0 Warning(s)
    1 Error(s)`,
    expected: ["error CS0103: The name 'totl' does not exist"],
  },
  {
    tool: 'phpstan',
    log: `Note: Using configuration file /app/phpstan.neon.
 ------ ---------------------------------------------------------------
  Line   src/Cart.php
 ------ ---------------------------------------------------------------
  31     Method App\\Cart::total() should return int but returns string.
 ------ ---------------------------------------------------------------

 [ERROR] Found 1 error`,
    expected: ['src/Cart.php', 'Method App\\Cart::total() should return int but returns string.'],
  },
  {
    tool: 'rubocop',
    log: `Inspecting 80 files
....................C...........................................................

Offenses:

lib/cart.rb:12:5: C: Style/RedundantReturn: Redundant return detected.
    return total
    ^^^^^^

80 files inspected, 1 offense detected`,
    expected: ['lib/cart.rb:12:5: C: Style/RedundantReturn'],
  },
  {
    tool: 'cabal',
    log: `[12 of 20] Compiling Shop.Cart        ( src/Shop/Cart.hs, dist/build/Shop/Cart.o )

src/Shop/Cart.hs:41:17: error: [GHC-83865]
    • Couldn't match expected type ‘Int’ with actual type ‘Integer’
    • In the first argument of ‘addTax’, namely ‘net’
   |
41 |   gross = addTax net
   |                  ^^^
Error: [Cabal-7125]
Failed to build shop-0.1.0.0.`,
    expected: ['src/Shop/Cart.hs:41:17: error', "Couldn't match expected type ‘Int’ with actual type ‘Integer’"],
  },
  {
    tool: 'zig build',
    log: `install
└─ install shop
   └─ zig build-exe shop Debug native 1 errors
src/main.zig:8:18: error: expected type 'u8', found 'u32'
    const b: u8 = total;
                  ^~~~~
error: the following build command failed with exit code 1:`,
    expected: ["src/main.zig:8:18: error: expected type 'u8', found 'u32'"],
  },
  {
    tool: 'bazel',
    log: `INFO: Analyzed 41 targets (0 packages loaded, 0 targets configured).
ERROR: /app/cart/BUILD:3:11: Compiling cart/sum.cc failed: (Exit 1): gcc failed: error executing command (from target //cart:sum)
cart/sum.cc:9:10: error: 'accumulate' is not a member of 'std'
    9 |   return std::accumulate(v.begin(), v.end(), 0);
      |          ^~~~~~~~~~~~~~~
Target //cart:sum failed to build
FAILED: Build did NOT complete successfully`,
    expected: ['cart/BUILD:3:11: Compiling cart/sum.cc failed', "error: 'accumulate' is not a member of 'std'"],
  },
  {
    tool: 'mix',
    log: `Compiling 14 files (.ex)
    error: undefined variable "totl"
    │
 22 │     totl * 1.19
    │     ^^^^
    │
    └─ lib/shop/cart.ex:22:5: Shop.Cart.gross/1

== Compilation error in file lib/shop/cart.ex ==
** (CompileError) lib/shop/cart.ex: cannot compile module Shop.Cart (errors have been logged)`,
    expected: ['error: undefined variable "totl"', 'lib/shop/cart.ex:22:5'],
  },
  {
    tool: 'poetry',
    log: `Updating dependencies
Resolving dependencies...

Because no versions of httpx match >0.29,<0.30
 and shop depends on httpx (^0.29), version solving failed.`,
    expected: ['Because no versions of httpx match >0.29,<0.30', 'version solving failed'],
  },
  {
    tool: 'uv',
    log: `Using CPython 3.12.4
  × No solution found when resolving dependencies:
  ╰─▶ Because numpy==2.9.9 was not found in the package registry and your project depends on numpy==2.9.9, we can conclude that your
      project's requirements are unsatisfiable.`,
    expected: ['No solution found when resolving dependencies', 'numpy==2.9.9 was not found'],
  },
  {
    tool: 'golangci-lint',
    log: `level=info msg="[config_reader] Used config file .golangci.yml"
cart/sum.go:18:2: SA4006: this value of \`err\` is never used (staticcheck)
	err := load()
	^
1 issues:
* staticcheck: 1`,
    expected: ['cart/sum.go:18:2: SA4006'],
  },
  {
    tool: 'biome',
    log: `src/cart.ts:3:7 lint/correctness/noUnusedVariables ━━━━━━━━━━━━━━━━━━━━

  × This variable total is unused.

  > 3 │ const total = 4
      │       ^^^^^

Checked 80 files in 21ms. No fixes applied.
Found 1 error.`,
    expected: ['src/cart.ts:3:7 lint/correctness/noUnusedVariables', 'This variable total is unused.'],
  },
  {
    tool: 'hadolint',
    log: `Dockerfile:7 DL3008 warning: Pin versions in apt get install. Instead of \`apt-get install <package>\` use \`apt-get install <package>=<version>\``,
    expected: ['Dockerfile:7 DL3008'],
  },
  {
    tool: 'cargo clippy',
    log: `    Checking shop v0.1.0 (/app)
error: this comparison involving the minimum or maximum element for this type contains a case that is always true or always false
 --> src/cart.rs:12:8
   |
12 |     if total >= 0 {
   |        ^^^^^^^^^^
   |
   = note: \`-D clippy::absurd-extreme-comparisons\` implied by \`-D warnings\`

error: could not compile \`shop\` (lib) due to 1 previous error`,
    expected: ['always true or always false', 'src/cart.rs:12:8'],
  },
  {
    tool: 'kubectl',
    log: `Waiting for deployment "shop" rollout to finish: 0 of 2 updated replicas are available...
error: deployment "shop" exceeded its progress deadline`,
    expected: ['deployment "shop" exceeded its progress deadline'],
  },
  {
    tool: 'docker buildx',
    log: `#9 [4/6] RUN pip install -r requirements.txt
#9 1.201 Collecting flask==9.9
#9 1.544 ERROR: Could not find a version that satisfies the requirement flask==9.9 (from versions: 2.0, 3.0)
#9 1.545 ERROR: No matching distribution found for flask==9.9
#9 ERROR: process "/bin/sh -c pip install -r requirements.txt" did not complete successfully: exit code: 1
------
 > [4/6] RUN pip install -r requirements.txt:
------
Dockerfile:6
--------------------
   5 |     COPY requirements.txt .
   6 | >>> RUN pip install -r requirements.txt
--------------------
ERROR: failed to solve: process "/bin/sh -c pip install -r requirements.txt" did not complete successfully: exit code: 1`,
    expected: [
      'Could not find a version that satisfies the requirement flask==9.9',
      'RUN pip install -r requirements.txt',
    ],
  },
  {
    tool: 'yarn berry',
    log: `➤ YN0000: · Yarn 4.5.1
➤ YN0000: ┌ Resolution step
➤ YN0082: │ left-pad@npm:^9.0.0: No candidates found
➤ YN0000: └ Completed in 0s 412ms
➤ YN0000: · Failed with errors in 0s 420ms`,
    expected: ['left-pad@npm:^9.0.0: No candidates found'],
  },
  {
    tool: 'turbo',
    log: `shop:build: cache miss, executing 81ab
shop:build: src/cart.ts(9,3): error TS2304: Cannot find name 'totl'.
shop:build: ERROR: command finished with error: command (/app/packages/shop) npm run build exited (2)
 Tasks:    3 successful, 4 total
Failed:    shop#build`,
    expected: ["src/cart.ts(9,3): error TS2304: Cannot find name 'totl'."],
  },
  {
    tool: 'msvc',
    log: `  cart.cpp
C:\\src\\cart.cpp(41,12): error C2065: 'totl': undeclared identifier [C:\\src\\shop.vcxproj]
Done Building Project "C:\\src\\shop.vcxproj" (default targets) -- FAILED.`,
    expected: ["error C2065: 'totl': undeclared identifier"],
  },
  {
    tool: 'apt',
    log: `Reading package lists...
Building dependency tree...
E: Unable to locate package libfoo9-dev
E: Couldn't find any package by regex 'libfoo9-dev'`,
    expected: ['E: Unable to locate package libfoo9-dev'],
  },
  {
    tool: 'psql migration',
    log: `Applying 0007_orders.sql
psql:migrations/0007_orders.sql:12: ERROR:  column "statuss" of relation "orders" does not exist
LINE 1: UPDATE orders SET statuss = 1
                          ^`,
    expected: ['ERROR:  column "statuss" of relation "orders" does not exist'],
  },
  {
    tool: 'kotlin',
    log: `> Task :compileKotlin FAILED
e: file:///app/src/main/kotlin/Cart.kt:17:9 Unresolved reference 'totl'.

FAILURE: Build failed with an exception.

* What went wrong:
Execution failed for task ':compileKotlin'.
> A failure occurred while executing org.jetbrains.kotlin.compilerRunner.GradleCompilerRunnerWithWorkers
   > Compilation error. See log for more details`,
    expected: ["Cart.kt:17:9 Unresolved reference 'totl'", "Execution failed for task ':compileKotlin'."],
  },
  {
    tool: 'an unknown tool',
    log: `quux: reading manifest
quux: the widget "left" has no handle
quux: giving up`,
    expected: ['the widget "left" has no handle'],
  },
]
