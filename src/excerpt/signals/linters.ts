// Signals: linters and formatters; many of them never say "error".
import type { Signal } from './signal.ts'

export const linters: readonly Signal[] = [
  {
    id: 'eslint-error',
    kind: 'diagnostic',
    match: /^\s+\d+:\d+\s+(?:✖|×|error)\s+\S/,
    yes: [
      "  19:12  error  Expected '===' and instead saw '=='  eqeqeq",
      '  3:5  ✖  Unexpected unknown property "colr"  property-no-unknown',
    ],
    no: ['  3:5  warning  Unexpected console statement  no-console'],
  },
  {
    id: 'eslint-warning',
    kind: 'warning',
    match: /^\s+\d+:\d+\s+(?:⚠|warning)\s+\S/,
    yes: ['  3:5  warning  Unexpected console statement  no-console'],
    no: ['  3:5  error  x'],
  },
  {
    id: 'lint-sum',
    kind: 'verdict',
    match:
      /^\s*(?:✖|×|✘|Found) +[1-9]\d* (?:problems?|errors?|issues?|offenses?|violations?|diagnostics?|file)|\b[1-9]\d* offenses? detected\b|^Found [1-9]\d* errors?\b|^All checks? failed/,
    yes: [
      '✖ 12 problems (2 errors, 10 warnings)',
      'Found 3 errors in 2 files (checked 9 source files)',
      '12 files inspected, 2 offenses detected',
      'Found 3 errors.',
    ],
    no: ['Found 0 errors.', 'no offenses detected'],
  },
  {
    id: 'code-lint',
    kind: 'diagnostic',
    match: /^(?:[A-Za-z]:)?[^\s:]{1,300}:\d+(?::\d+)?:? +(?:\[?(?:[A-Z]{1,8}-?\d{2,5}|[a-z]+\/[a-z-]+)\b|[EWCFRNDSI]:)/,
    yes: [
      "app/feed.py:1:1: F401 'os' imported but unused",
      'a.py:3:0: C0114: Missing module docstring (missing-module-docstring)',
      'react/README.md:29 MD012/no-multiple-blanks Multiple',
      'Dockerfile:3 DL3008 Pin versions',
      'lib/a.rb:3:4: C: Style/StringLiterals: Prefer',
    ],
    no: ['see a.py:3 for more', 'http://a.com:80 OK'],
  },
  {
    id: 'md-lint',
    kind: 'diagnostic',
    worth: 8,
    match: /^\S+\.(?:md|markdown): ?\d+:(?:\d+:?)? ?\S|\bMD\d{3}\/[\w-]+/,
    yes: ['react/README.md: 29: MD012/no-multiple-blanks', 'README.md:2186:Line longer than 80 characters.'],
    no: ['README.md was changed'],
  },
  {
    id: 'shellcheck',
    kind: 'diagnostic',
    match:
      /\bSC\d{4} \((?:error|warning|info|style)\)|^In \S.* line \d+:$|^\S+:\d+:\d+: (?:error|warning|note): .*\[SC\d{4}\]/,
    worth: 8,
    yes: [
      '^-- SC2164 (warning): Use cd ... || exit',
      'In scripts/release.sh line 3:',
      'a.sh:3:4: warning: Quote. [SC2086]',
    ],
    no: ['in line 3:'],
  },
  {
    id: 'formatter',
    kind: 'tool',
    worth: 5,
    match:
      /^\[(?:warn|error)\] \S+\.\w+$|^would reformat \S|^Diff in \S+ (?:at line \d+|:)|^\S+\.go$|\bCode style issues (?:found|were)|^Error occurred when checking code style|^\s*\d+\) \S+ \(\w+[,)]|^(?:File is not|Formatter would have|File content differs)|^\S+ (?:needs formatting|is not formatted|not formatted correctly)|^mix format failed|^.{0,20}--check failed|^would fix|^Imports are incorrectly sorted/i,
    yes: [
      '[warn] src/theme/colours.ts',
      'would reformat src/a.py',
      'Diff in /x/src/a.rs at line 3:',
      'File content differs from formatting output',
      'ERROR: Imports are incorrectly sorted'.slice(7),
      '   1) src/A.php (ordered_imports)',
    ],
    no: ['[warn] Code', 'left unchanged'],
  },
  {
    id: 'formatter-end',
    kind: 'verdict',
    match:
      /\bRun Prettier (?:with|to)|\bOh no! 💥|\b\d+ files? would be reformatted\b|\bplease (?:run|execute) `?\S+ ?(?:fmt|format|fix)|\bCode style issues\b|\bSome errors were emitted while applying fixes\b|\bThe following files (?:failed|had|are not|need)\b/i,
    yes: [
      '[warn] Code style issues found in 2 files. Run Prettier with --write to fix.',
      '2 files would be reformatted, 9 files would be left unchanged.',
      '** (Mix) The following files are not formatted:',
    ],
    no: ['9 files left unchanged.'],
  },
  {
    id: 'biome',
    kind: 'diagnostic',
    match:
      /^\S+\.\w+(?::\d+:\d+)? (?:lint|format|assist|parse|organizeImports|check)(?:\/\S+)?(?: +FIXABLE)? +━{3,}|^ {2}× \S/,
    yes: [
      'src/a.ts:3:4 lint/style/useConst  FIXABLE  ━━━━━━━━━━',
      '  × This let declares a variable that is only assigned once.',
    ],
    no: ['Checked 9 files in 12ms.'],
  },
  {
    id: 'golangci',
    kind: 'diagnostic',
    match: /^\S+\.go:\d+(?::\d+)?: .*\([a-z][\w-]{2,30}\)$|^level=error msg=|\blevel=(?:error|fatal) /,
    worth: 8,
    yes: [
      'a.go:3:4: ineffectual assignment to err (ineffassign)',
      'level=error msg="Running error: context loading failed"',
    ],
    no: ['level=info msg="x"'],
  },
  {
    id: 'ktlint-checkstyle',
    kind: 'diagnostic',
    match:
      /^\[(?:ERROR|ant:checkstyle)\].*\.(?:java|kt|xml):\d+(?::\d+)?:|^\S+\.kts?:\d+:\d+:? \S.*\((?:standard|[\w-]+):[\w-]+\)$|^\[(?:ERROR|WARN)\] \S+:\d+(?::\d+)?: .*\[\w+\]$|\bCheckstyle rule violations were found\b|\b(?:PMD|SpotBugs|FindBugs) (?:rule )?violations? (?:were|was)? ?found\b/,
    yes: [
      '[ERROR] /x/A.java:3:4: Missing a Javadoc comment. [MissingJavadocMethod]',
      'src/A.kt:3:4: Unused import (standard:no-unused-imports)',
      'Checkstyle rule violations were found. See the report',
    ],
    no: ['[INFO] x'],
  },
  {
    id: 'phpstan',
    kind: 'diagnostic',
    match:
      /^\s*\[ERROR\] Found \d+ errors?|^ {1,2}(?:Line {2,}\S+\.php|\d{1,5} {4,}[A-Z]\S* [^%]{10,})$|^(?:ERROR|INFO): \w+ - \S+:\d+:\d+ - /,
    yes: [
      ' [ERROR] Found 3 errors',
      '  Line   src/A.php',
      '  12     Method A::b() has no return type specified.',
      'ERROR: UndefinedMethod - src/a.php:3:4 - Method',
    ],
    no: ['  12 b'],
  },
  {
    id: 'rubocop',
    kind: 'diagnostic',
    match: /^\S+\.(?:rb|rake|erb|gemspec):\d+:\d+: [CWEF]: |^\S+\.rb:\d+:\d+: \S/,
    yes: ['lib/a.rb:3:4: C: [Correctable] Style/StringLiterals: Prefer'],
    no: ['lib/a.rb is fine'],
  },
  {
    id: 'yamllint-actionlint',
    kind: 'diagnostic',
    match: /^\s+\d+:\d+\s+error\s|^\S+\.ya?ml:\d+:\d+: \S|^::(?:error|warning) file=/,
    yes: ['.github/workflows/a.yml:3:4: unexpected key "x" [syntax-check]', '  3:4       error    wrong indentation'],
    no: ['a.yml: ok'],
  },
  {
    id: 'commitlint',
    kind: 'diagnostic',
    worth: 8,
    match: /^\s*✖ {2,}\S|^⧗ +input: |\bsubject may not be empty\b|\btype must be one of\b/,
    yes: ['✖   subject may not be empty [subject-empty]', '⧗   input: fixed it'],
    no: ['✔   found 0 problems'],
  },
  {
    id: 'pre-commit',
    kind: 'tool',
    match: /\.\.Failed$|^- hook id: |^- (?:exit code: [1-9]|files were modified by this hook)/,
    yes: [
      'black....................................................................Failed',
      '- hook id: black',
      '- files were modified by this hook',
    ],
    no: ['black.................Passed'],
  },
  {
    id: 'link-checker',
    kind: 'tool',
    match:
      /^\s*(?:\[✖\]|✖|\[[45]\d\d\]) ?(?:https?:|\S+ (?:→|\|) )|^\s*\* {1,2}(?:External|internal|linking).*\bfail|\binternally linking to \S+, which does not exist\b|^\s*ERROR: \d+ dead links? found/i,
    yes: [
      '  [✖] https://a.com → Status: 404',
      '  *  External link https://a.com failed: 404',
      'ERROR: 3 dead links found!',
    ],
    no: ['  [✓] https://a.com'],
  },
  {
    id: 'spelling-license',
    kind: 'tool',
    match:
      /\bUnknown word \(|^\S+:\d+: .+ ==> .+$|\bCssSyntaxError\b|\bUnknown word\b|\b(?:missing|invalid) (?:license|copyright) header|\bis required for \S/i,
    yes: [
      'a.md:3:4 - Unknown word (teh)',
      'a.md:3: teh ==> the',
      'CssSyntaxError: /x/a.css:11:3: Unknown word',
      'man/a.md is required for bin/a',
    ],
    no: ['known words'],
  },
  {
    id: 'diff-check',
    kind: 'tool',
    match:
      /\b(?:git diff|working tree|generated files?|lock ?file|files?) (?:is|are|has|have) (?:not clean|dirty|out of date|not up[- ]to[- ]date|changed|uncommitted changes|out of sync)\b|\bis out of (?:date|sync)\b|\bplease (?:re-?)?(?:run|generate|commit)\b|\bneeds? to be (?:re-?generated|updated|committed)\b|\bfiles? (?:\S+ and \S+ )?(?:differ|do(?:es)? not match)\b/i,
    worth: 6,
    yes: [
      'generated files are out of date, run make generate',
      'Files a and b differ',
      'the lockfile is not up to date',
    ],
    no: ['everything is up to date'],
  },
  {
    id: 'place-finding',
    kind: 'diagnostic',
    worth: 5,
    match:
      /^\s{0,8}(?:[A-Za-z]:)?[^\s:()[\]"'=@]{1,300}\.[A-Za-z]\w{0,9}:\d{1,7}:\d{1,5}:(?:$| (?!(?:\w+ )?(?:warning|note|info|remark|hint|debug)\b)\S)|^\s*error [-•] \S|^┃ \[[A-Z]\] \S/i,
    yes: [
      'src/Cart.kt:12:5: The function gross is too complex (16). [CyclomaticComplexMethod]',
      '    src/cart.lua:12:7: unused variable totl',
      'solver.f90:41:17:',
      "  error - lib/cart.dart:12:7 - Undefined name 'totl'. - undefined_identifier",
      '┃ [W] ↗ There should be no calls to IO.inspect/1.',
    ],
    no: [
      'src/a.c:3:5: warning: unused variable',
      'src/a.c:3:5: note: declared here',
      'at f (a.js:3:5): x',
      'a.com:80:1',
    ],
  },
  {
    id: 'finding-field',
    kind: 'diagnostic',
    worth: 6,
    match: /^\s{0,4}(?:Finding|RuleID|Rule|Secret|Vulnerability|Violation|Check|FAILED for resource): +\S/,
    yes: [
      'RuleID:      aws-access-token',
      'Check: CKV_AWS_20: "S3 Bucket has an ACL"',
      '	FAILED for resource: aws_s3_bucket.a',
    ],
    no: ['Rules: 12', 'Checks: all passed'],
  },
  {
    id: 'limit-exceeded',
    kind: 'tool',
    worth: 7,
    match:
      /\b(?:limit|budget|threshold|quota|maximum)\b.{0,40}\b(?:was |is |has (?:been )?)?exceed(?:ed|s)\b|\bexceed(?:ed|s) (?:the |its |a )?(?:\w+ ){0,3}(?:limit|budget|threshold|quota|maximum)\b/i,
    yes: [
      'Package size limit has exceeded by 1.21 kB',
      'Error: bundle initial exceeded maximum budget. Budget 500 kB was not met by 12 kB',
      "Container 'Build' exceeded memory limit.",
    ],
    no: ['the limit is 10 kB'],
  },
]
