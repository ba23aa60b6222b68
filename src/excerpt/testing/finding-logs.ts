// Finding logs: what linters, type checkers and scanners report, each in its own way, for rare-logs.ts.
import type { Sample } from './logs.ts'

export const findingSamples: readonly Sample[] = [
  {
    tool: 'credo',
    log: `Checking 80 source files ...

  Warnings - please take a look
┃
┃ [W] ↗ There should be no calls to IO.inspect/1.
┃       lib/shop/cart.ex:31 #(Shop.Cart.gross)

Analysis took 0.6 seconds (0.03s to load, 0.6s running 52 checks on 80 files)
412 mods/funs, found 1 warning.`,
    expected: ['There should be no calls to IO.inspect/1.', 'lib/shop/cart.ex:31'],
  },
  {
    tool: 'dart analyze',
    log: `Analyzing shop...

  error - lib/cart.dart:12:7 - Undefined name 'totl'. Try correcting the name to one that is defined. - undefined_identifier
   info - lib/main.dart:3:1 - Unused import: 'dart:io'. - unused_import

2 issues found.`,
    expected: ["lib/cart.dart:12:7 - Undefined name 'totl'"],
  },
  {
    tool: 'tflint',
    log: `1 issue(s) found:

Warning: variable "region" is declared but not used (terraform_unused_declarations)

  on variables.tf line 4:
   4: variable "region" {

Reference: https://github.com/terraform-linters/tflint-ruleset-terraform/blob/v0.5.0/docs/rules/terraform_unused_declarations.md`,
    expected: ['variable "region" is declared but not used', 'on variables.tf line 4'],
  },
  {
    tool: 'ansible-lint',
    log: `WARNING  Listing 1 violation(s) that are fatal
no-changed-when: Commands should not change things if nothing needs doing.
roles/shop/tasks/main.yml:12 Task/Handler: Restart the shop

Read documentation for instructions on how to ignore specific rule violations.

Failed: 1 failure(s), 0 warning(s) on 41 files. Last profile that met the validation criteria was 'basic'.`,
    expected: ['no-changed-when: Commands should not change things', 'roles/shop/tasks/main.yml:12'],
  },
  {
    tool: 'kubeconform',
    log: `k8s/service.yaml - Service shop is valid
k8s/deploy.yaml - Deployment shop is invalid: problem validating schema. Check JSON formatting: jsonschema: '/spec/replicas' does not validate with https://schemas.example/deployment-apps-v1.json#/properties/spec/properties/replicas/type: expected integer or null, but got string
Summary: 12 resources found in 9 files - Valid: 11, Invalid: 1, Errors: 0, Skipped: 0`,
    expected: ['k8s/deploy.yaml - Deployment shop is invalid', 'expected integer or null, but got string'],
  },
  {
    tool: 'luacheck',
    log: `Checking src/cart.lua                             1 warning

    src/cart.lua:12:7: unused variable totl

Checking src/tax.lua                              OK

Total: 1 warning / 0 errors in 2 files`,
    expected: ['src/cart.lua:12:7: unused variable totl'],
  },
  {
    tool: 'pre-commit',
    log: `trim trailing whitespace.................................................Passed
check yaml...............................................................Failed
- hook id: check-yaml
- exit code: 1

while parsing a block mapping
  in "deploy.yml", line 3, column 3
did not find expected key
  in "deploy.yml", line 9, column 5

ruff.....................................................................Passed
detect private key.......................................................Passed`,
    expected: ['- hook id: check-yaml', 'did not find expected key', 'in "deploy.yml", line 9, column 5'],
  },
  {
    tool: 'ruff',
    log: `error: Failed to parse old.py:1:1: Simple statements must be separated by newlines or semicolons
src/shop/cart.py:12:5: F841 Local variable \`totl\` is assigned to but never used
   |
11 | def gross(net):
12 |     totl = net * 1.19
   |     ^^^^ F841
   |
   = help: Remove assignment to unused variable \`totl\`

Found 2 errors.`,
    expected: ['src/shop/cart.py:12:5: F841', 'Failed to parse old.py:1:1'],
  },
  {
    tool: 'pyright',
    log: `/app/src/shop/cart.py
  /app/src/shop/cart.py:12:12 - error: Type "str" is not assignable to return type "int"
    "str" is not assignable to "int" (reportReturnType)
  /app/src/shop/cart.py:30:5 - warning: Import "yaml" could not be resolved from source (reportMissingModuleSource)
1 error, 1 warning, 0 informations`,
    expected: ['cart.py:12:12 - error: Type "str" is not assignable to return type "int"'],
  },
  {
    tool: 'detekt',
    log: `/app/src/main/kotlin/Cart.kt:12:5: The function gross is too complex (16). The maximum allowed complexity is 15. [CyclomaticComplexMethod]
/app/src/main/kotlin/Tax.kt:3:1: TODO comments should be resolved. [ForbiddenComment]

Execution failed for task ':detekt'.
> Analysis failed with 2 weighted issues.`,
    expected: ['Cart.kt:12:5: The function gross is too complex', 'Analysis failed with 2 weighted issues.'],
  },
  {
    tool: 'gitleaks',
    log: `    ○
    │╲
    ○ ░    gitleaks

Finding:     aws_key = "REDACTED"
RuleID:      aws-access-token
File:        config/deploy.env
Line:        7
Commit:      9daeafb9864cf43055ae93beb0afd6c7d144bfa4

10:00AM INF 412 commits scanned.
10:00AM WRN leaks found: 1`,
    expected: ['RuleID:      aws-access-token', 'File:        config/deploy.env', 'leaks found: 1'],
  },
  {
    tool: 'django',
    log: `SystemCheckError: System check identified some issues:

ERRORS:
shop.Order.cart: (fields.E300) Field defines a relation with model 'Carts', which is either not installed, or is abstract.

System check identified 1 issue (2 silenced).`,
    expected: ["(fields.E300) Field defines a relation with model 'Carts'"],
  },
  {
    tool: 'a bundle that grew',
    log: `  ✔ Adding to empty webpack project
  Package size limit has exceeded by 1.21 kB

  dist/index.js
  Size limit:   10 kB
  Size:         11.21 kB with all dependencies, minified and brotlied`,
    expected: ['Package size limit has exceeded by 1.21 kB'],
  },
]
