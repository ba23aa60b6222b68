// Rules: tests that fail, and what builds them.
import { type Rule, rule } from '../rule.ts'

const tests = { type: 'test', level: 'error' } as const

export const testRules: readonly Rule[] = [
  rule({
    ...tests,
    id: 'test-failed',
    hints:
      'FAIL  |FAIL: |--- FAIL|... FAILED| > |.py::|not ok|● |ERROR: test|ERROR test|rspec ./|.py - |[ERROR]  |::test|) test |#test_|Failed test|Failure/Error',
    match:
      /^\s{0,4}FAIL {1,2}(?<vitest>\S{1,300} > .{1,300})$|^\s{0,4}● (?<jest>[^●\n]{1,300}›.{1,300})$|^FAILED (?<pytest>[^\s:]{1,300}::[^\s]{1,300})|^ERROR (?<collect>[^\s:]{1,300}\.py)(?:::\S{1,300})? - |^\s{0,40}--- FAIL: (?<go>\S{1,300}) \(|^test (?<cargo>\S{1,300}) \.\.\. FAILED$|^\s{0,40}not ok \d{1,6}(?: - | )(?<tap>(?!.{0,300}# (?:SKIP|TODO)).{1,300})$|^(?:FAIL|ERROR): (?<unittest>\w{1,200} \([\w.]{1,300}\))|^\d{1,5}\) (?<phpunit>[A-Z][\w\\]{1,200}::\w{1,200})|^(?<gradle>[\w.$]{1,200} > .{1,200}) FAILED$|^\s{0,4}\d{1,5}\) test (?<exunit>.{1,200} \([\w.]{1,200}\))$|^(?<minitest>[A-Z]\w{1,100}#test_.{0,200}?)(?: {1,3}\[\S{1,300}\])?:?$|^# {2,4}Failed test '(?<prove>.{1,200})'|^\s{0,12}Failure\/Error: (?<text>.{1,300})|^rspec (?<rspec>\.\/\S{1,300}):\d+ # |^\[ERROR\] {2,4}(?<junit>[\w.]{1,200}\.\w{1,100}):\d+ /m,
    by: [
      'vitest',
      'jest',
      'pytest',
      'collect',
      'go',
      'cargo',
      'tap',
      'unittest',
      'phpunit',
      'gradle',
      'exunit',
      'minitest',
      'prove',
      'text',
      'rspec',
      'junit',
    ],
  }),
  rule({
    ...tests,
    id: 'npm',
    type: 'build',
    hints: 'npm ERR!|npm error|ERR_PNPM_',
    match:
      /^\s?(?<pnpm>ERR_PNPM_\w{1,60})\b|^npm (?:ERR!|error) (?:code (?<code>\w{1,40})|(?<text>(?!A complete log|\s*\/|Lifecycle script|in workspace|at location|path |command |workspace ).{1,200}))/m,
    by: ['pnpm', 'code', 'text'],
  }),
  rule({
    ...tests,
    id: 'make',
    type: 'build',
    hints: 'make: ***|]: ***',
    match:
      /^make(?:\[\d+\])?: \*\*\* (?:\[(?:[^\]:]{1,200}:\d+: )?(?<target>[^\]]{1,200})\] Error (?<code>\d+)|(?<rule>No rule to make target .{1,200}))/m,
    by: ['target', 'code', 'rule'],
  }),
  rule({
    ...tests,
    id: 'lint',
    type: 'build',
    hints: '  error  ',
    match: /^\s{1,8}\d+:\d+\s{1,8}error\s{1,8}(?<text>.{1,300}?)\s{2,80}(?<name>[@\w/-]{1,80})$/m,
    by: ['name', 'text'],
  }),
  rule({
    ...tests,
    id: 'coverage',
    hints: 'coverage',
    match:
      /\bRequired test coverage of [\d.]{1,6}% not reached|\bcoverage threshold for (?<what>\w{1,20}) \([\d.]{1,6}%\) not met/,
    by: ['what'],
  }),
  rule({
    ...tests,
    id: 'python-lint',
    type: 'build',
    hints: '.py:',
    match:
      /^(?<file>\S{1,300}\.pyi?):(?<line>\d{1,7}):(?<column>\d{1,5}): (?<code>[A-Z]{1,4}\d{3,4}):? (?<text>.{1,300})/m,
    by: ['code', 'file', 'text'],
  }),
  rule({
    ...tests,
    id: 'dependency',
    type: 'build',
    hints:
      'Could not transfer artifact|Could not resolve dependencies|Could not find artifact|Could not find a version|No matching distribution|unresolved dependency|Unable to locate package',
    match:
      /\bCould not (?:transfer|find) artifact (?<artifact>[\w.:-]{1,200})|\bCould not resolve dependencies for (?<project>[\w.: -]{1,200})|\bCould not find a version that satisfies the requirement (?<pip>[\w.[\]-]{1,100})|\bNo matching distribution found for (?<dist>[\w.[\]-]{1,100})|^E: Unable to locate package (?<apt>\S{1,100})|unresolved dependency: (?<sbt>[\w.#;-]{1,200})/m,
    by: ['artifact', 'project', 'pip', 'dist', 'apt', 'sbt'],
  }),
  rule({
    ...tests,
    id: 'latex',
    type: 'build',
    hints: '! Undefined|! LaTeX|! Missing|! Emergency|! Package',
    match:
      /^! (?<text>(?:LaTeX Error: |Undefined control sequence|Missing |Emergency stop|Package \w{1,40} Error: ).{0,200})/m,
    by: ['text'],
  }),
  rule({
    ...tests,
    id: 'merge-conflict',
    type: 'build',
    hints: 'CONFLICT (',
    match: /^CONFLICT \((?<kind>[\w/ ]{1,40})\): .{0,60}? (?<file>\S{1,300})$/m,
    by: ['kind', 'file'],
  }),
  rule({
    ...tests,
    id: 'cmake',
    type: 'build',
    hints: 'CMake Error',
    match: /^CMake Error(?: at (?<file>[^\s:]{1,300}):(?<line>\d{1,6}))?(?: \((?<call>\w{1,60})\))?:/m,
    by: ['file', 'call'],
    isCode: true,
  }),
  rule({
    ...tests,
    id: 'spring',
    type: 'setup',
    hints: 'APPLICATION FAILED TO START|required a bean|required a single bean|Failed to configure a DataSource',
    match:
      /^(?:Parameter \d{1,3} of |Field \w{1,80} in )(?<where>.{1,200}?) required a (?:single )?bean(?: of type '(?<bean>[^']{1,200})')?|^(?<data>Failed to configure a DataSource)|^APPLICATION FAILED TO START$/m,
    by: ['where', 'bean', 'data'],
  }),
  rule({
    ...tests,
    id: 'bundler',
    type: 'build',
    hints:
      '✘ [ERROR]|Internal server error:|Failed to compile|Module build failed|Build failed|error during build|RollupError|Transform failed',
    match:
      /✘ \[ERROR\] (?<esbuild>.{1,300})|\bInternal server error: (?<vite>.{1,300})|^Failed to compile\b|\bModule build failed\b|\bRollupError\b|\bTransform failed with \d+ errors?|^(?:error during build|Build failed with \d+ errors?):?/m,
    by: ['esbuild', 'vite'],
    isCode: true,
  }),
]
