// Examples of the rules for code, tests, builds, agents, and of those that are tried last.
import type { Examples } from '../../examples.ts'

export const codeExamples: Record<string, Examples> = {
  'test-failed': {
    examples: [
      ' FAIL  src/sum.test.ts > sum > adds\nAssertionError: expected 3 to be 4\n ❯ src/sum.test.ts:5:10',
      '  ● sum › adds two numbers\n\n    expect(received).toBe(expected)\n\n    Expected: 3\n    Received: 4\n\n      at Object.toBe (src/sum.test.js:5:10)',
      'FAILED tests/test_sum.py::test_adds - assert 3 == 4',
      '--- FAIL: TestSum (0.00s)\n    sum_test.go:5: got 3, want 4',
      'test tests::adds ... FAILED',
      'not ok 3 - adds two numbers',
      'FAIL: test_adds (tests.test_sum.SumTest)',
      'com.acme.SumTest > adds two numbers FAILED',
      '  1) test adds two numbers (SumTest)\n     test/sum_test.exs:3',
      'SumTest#test_adds [test/sum_test.rb:12]:',
      "#   Failed test 'adds two numbers'",
      '     Failure/Error: expect(sum(1, 2)).to eq(4)',
      '1) App\\Test\\SumTest::testAdds\nFailed asserting that 3 matches expected 4.',
    ],
    counterExamples: [
      'ok 3 - adds two numbers',
      'not ok 4 - later # TODO write it',
      '--- PASS: TestSum (0.00s)',
      'Tests: 0 failed, 12 passed',
      'test tests::adds ... ok',
      'FAILED: 0',
    ],
  },
  npm: {
    examples: [
      'npm error code ELIFECYCLE\nnpm error errno 1\nnpm error app@1.0.0 build: `tsc`\nnpm error Exit status 1',
      'npm ERR! code ERESOLVE\nnpm ERR! ERESOLVE unable to resolve dependency tree',
      ' ERR_PNPM_NO_MATCHING_VERSION  No matching version found for foo@9',
    ],
    counterExamples: ['npm warn deprecated left-pad@1.0.0', 'npm notice created a lockfile'],
  },
  make: {
    examples: ['make: *** [Makefile:12: build] Error 2', "make: *** No rule to make target 'foo'.  Stop."],
    counterExamples: ["make: 'all' is up to date.", 'make: Nothing to be done for build'],
  },
  lint: {
    examples: ["  3:7  error  'x' is assigned a value but never used  no-unused-vars"],
    counterExamples: [
      "  3:7  warning  'x' is assigned a value but never used  no-unused-vars",
      '12:30  error rate  0  ok',
    ],
  },
  spring: {
    examples: [
      "***************************\nAPPLICATION FAILED TO START\n***************************\n\nDescription:\n\nParameter 0 of constructor in shop.Cart required a bean of type 'shop.Prices' that could not be found.\n\n",
      "Failed to configure a DataSource: 'url' attribute is not specified and no embedded datasource could be configured.",
      'Field prices in shop.Cart required a single bean, but 2 were found:',
    ],
    counterExamples: ['Started Application in 3.2 seconds', 'the bean required a restart'],
  },
  bundler: {
    examples: [
      '✘ [ERROR] Could not find "react-nope"',
      '18:14:46 [vite] Internal server error: Failed to parse source',
      'Failed to compile.',
      'Transform failed with 1 error:',
    ],
    counterExamples: ['✓ 34 modules transformed.', 'Compiled successfully', '[vite] hmr update /src/App.tsx'],
  },
  coverage: {
    examples: [
      'FAIL Required test coverage of 80% not reached. Total coverage: 71.30%',
      'Jest: "global" coverage threshold for lines (80%) not met: 71.3%',
    ],
    counterExamples: ['Required test coverage of 80% reached. Total coverage: 91.30%', 'coverage: 91 %'],
  },
  'python-lint': {
    examples: [
      "src/a.py:3:1: F401 'os' imported but unused",
      "a.py:7:4: E0602: Undefined variable 'foo' (undefined-variable)",
    ],
    counterExamples: ['src/a.py:3: DeprecationWarning: old', 'a.py: 3 lines'],
  },
  dependency: {
    examples: [
      'Could not transfer artifact clojure-complete:clojure-complete:jar:0.2.4 from/to clojars',
      'ERROR: Could not find a version that satisfies the requirement nope==9 (from versions: none)',
      'E: Unable to locate package nope',
    ],
    counterExamples: ['Resolved 12 dependencies', 'Downloaded artifact from central'],
  },
  latex: {
    examples: ['! Undefined control sequence.', '! LaTeX Error: File `a.sty not found.'],
    counterExamples: ['LaTeX Warning: Reference undefined', '! is a sign'],
  },
  'merge-conflict': {
    examples: ['CONFLICT (content): Merge conflict in src/a.ts'],
    counterExamples: ['Auto-merging src/a.ts', 'no conflicts'],
  },
  cmake: {
    examples: [
      'CMake Error at CMakeLists.txt:12 (find_package):\n  Could not find a package configuration file provided by "Foo"',
    ],
    counterExamples: ['CMake Warning at CMakeLists.txt:12 (message):', '-- Configuring done'],
  },
  elixir: {
    examples: ['** (RuntimeError) no user\n    (app 0.1.0) lib/app.ex:3: App.find/1'],
    counterExamples: ['** done **', 'compiled 3 files (.ex)'],
  },
  'task-processor-error': {
    examples: [
      'TaskProcessor failed to take task 12',
      'TaskProcessor crashed',
      '[TaskProcessor] unexpected exception while polling',
    ],
    counterExamples: [
      'TaskProcessor started',
      'TaskProcessor finished with 0 errors',
      'TaskProcessor: error handling enabled',
      'TaskProcessor finished without errors',
    ],
  },
  'task-processor-shutdown': {
    examples: ['TaskProcessor graceful shutdown', 'TaskProcessor is gracefully shutting down'],
    counterExamples: ['TaskProcessor ready', 'graceful shutdown complete'],
  },
  'agent-init-failure': {
    examples: [
      'Failed to initialize agent: CodeAgent',
      'unable to start the builder agent',
      'Error creating agent planner',
      'agent planner failed to start',
    ],
    counterExamples: [
      'agent CodeAgent initialized',
      'no errors starting agent planner',
      'creating agent planner',
      'user agent: curl/8.0',
    ],
  },
  'a2a-message-error': {
    examples: ['A2A message from coordinator to builder failed', 'A2A delivery error: from=planner to=coder'],
    counterExamples: ['A2A message from coordinator to builder delivered', 'A2A: 0 errors'],
  },
  'render-error': {
    examples: [
      'Hydration failed because the initial UI does not match',
      'Minified React error #418; visit the site for the full message',
      'The above error occurred in the <Chart> component',
      'Rendering failed',
      'Too many re-renders. React limits the number of renders',
    ],
    counterExamples: [
      'rendered 12 frames',
      'render finished without errors',
      'rendering error boundary mounted',
      'hydrated in 12 ms',
    ],
  },
  'unhandled-rejection': {
    examples: [
      '(node:12) UnhandledPromiseRejectionWarning: Error: boom\n    at run (/app/a.js:3:9)',
      'Unhandled promise rejection: timeout of the queue',
      'unhandledRejection: boom',
    ],
    counterExamples: ['unhandledRejection handler registered', 'all promises are handled'],
  },
  'module-not-found': {
    examples: [
      "Module not found: Error: Can't resolve './x' in '/app/src'",
      "Error: Cannot find module 'left-pad'\nRequire stack:\n- /app/a.js\n    at require (node:internal/modules/helpers:152:16)\n    at Object.<anonymous> (/app/a.js:1:1)",
      "ModuleNotFoundError: No module named 'numpy'",
      "Failed to resolve import './nope' from 'src/a.ts'",
      'java.lang.ClassNotFoundException: com.example.Driver',
    ],
    counterExamples: ["this can't resolve itself", 'found module left-pad', 'resolved 12 imports'],
  },
  'code-error': {
    examples: [
      "TypeError: Cannot read properties of undefined (reading 'name')\n    at greet (/app/a.js:2:17)",
      'Uncaught ReferenceError: foo is not defined',
      'undefined is not a function',
      "SyntaxError: Unexpected token '}'",
    ],
    counterExamples: ['checked for TypeError', 'no SyntaxError found', 'foo is defined'],
  },
  panic: {
    examples: [
      "thread 'tokio-runtime-worker' has overflowed its stack",
      'panic: assignment to entry in nil map\n\ngoroutine 1 [running]:\nmain.main()\n\t/app/main.go:5 +0x1d\nexit status 2',
      "thread 'main' panicked at src/main.rs:2:5:\nboom\nnote: run with `RUST_BACKTRACE=1` environment variable to display a backtrace",
      'fatal error: all goroutines are asleep - deadlock!',
    ],
    counterExamples: [
      'the buffer has overflowed its stackable size',
      "don't panic: all is well",
      'panic button pressed',
    ],
  },
  typescript: {
    examples: [
      "src/a.ts(3,7): error TS2322: Type 'string' is not assignable to type 'number'.",
      "src/a.ts:3:7 - error TS2304: Cannot find name 'foo'.",
      "error TS5083: Cannot read file '/app/tsconfig.json'.",
    ],
    counterExamples: ['Found 0 errors. Watching for file changes.', 'TS5.9 is used'],
  },
  'rust-compiler': {
    examples: [
      'error[E0308]: mismatched types\n --> src/main.rs:1:26\n  |\n1 | fn main() { let x: i32 = "a"; }\n  |                          ^^^ expected `i32`, found `&str`',
    ],
    counterExamples: ['warning: unused variable: `x`', 'Finished dev profile in 0.1s'],
  },
  compiler: {
    examples: [
      "a.c:1:25: error: expected ';' before '}' token",
      'Main.java:3: error: incompatible types: String cannot be converted to int',
      './main.go:3:15: undefined: foo',
      'main_test.go:4: log redeclared as imported package name',
      "a.c:(.text+0x5): undefined reference to `other'",
    ],
    counterExamples: ['a.c:1:25: warning: unused variable', 'main.go:3: starting', './main.go:12:3: listening on :80'],
  },
  php: {
    examples: [
      'PHP Fatal error:  Uncaught RuntimeException: no user in /app/a.php:3\nStack trace:\n#0 /app/a.php(5): load()\n#1 {main}\n  thrown in /app/a.php on line 3',
    ],
    counterExamples: ['PHP Deprecated:  strlen(): Passing null in /app/a.php on line 3', 'PHP 8.2 is used'],
  },
  ruby: {
    examples: [
      "a.rb:2:in `fetch': key not found: :name (KeyError)\n\tfrom a.rb:2:in `load'\n\tfrom a.rb:7:in `<main>'",
    ],
    counterExamples: ['a.rb is loaded', "a.rb:2: warning: unused variable in `load'"],
  },
  'error-line': {
    examples: [
      'error: could not read the lock file',
      'fatal: not a git repository (or any of the parent directories): .git',
      'mytool: error: unknown option --foo',
      'Fatal error: the job cannot go on',
    ],
    counterExamples: [
      'error: 0',
      'errors: none',
      'error: none',
      'error rate: 0.1 %',
      'error handling enabled',
      '0 errors, 0 warnings',
      'finished without error',
      'error: aborting due to 1 previous error',
      'fatal: false',
      'see error.log for more',
    ],
  },
}
