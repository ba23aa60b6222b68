// Signals: build tools that stop: make, ninja, cmake, meson, bazel, gradle, maven, sbt, ant, msbuild, rake, webpack, tasks of all kinds.
import type { Signal } from './signal.ts'

export const buildTools: readonly Signal[] = [
  {
    id: 'make',
    kind: 'verdict',
    match:
      /^(?:\w*make|mingw32-make|nmake)(?:\[\d+\])?: \*\*\* |^(?:g|n)?make(?:\[\d+\])?: .*\bError \d+|^NMAKE : fatal error/,
    yes: ['make: *** [Makefile:3: all] Error 2', "make[2]: *** No rule to make target 'x'.  Stop."],
    no: ['make: Nothing to be done for all.'],
  },
  {
    id: 'make-missing',
    kind: 'tool',
    match: /\*\*\* (?:No rule to make target|missing separator|multiple target|No targets|recipe commences)/,
    yes: ["make: *** No rule to make target 'x', needed by 'all'.  Stop.", 'Makefile:3: *** missing separator.  Stop.'],
    no: ['make: *** [all] Error 2'],
  },
  {
    id: 'ninja',
    kind: 'tool',
    worth: 6,
    match: /^(?:\[\d+\/\d+\] )?FAILED: (?:\[code=\d+\] )?\S|^ninja: (?:error|fatal): |^ninja: build stopped: /,
    yes: [
      'FAILED: CMakeFiles/a.dir/a.c.o',
      'ninja: error: loading build.ninja',
      'ninja: build stopped: subcommand failed.',
    ],
    no: ['ninja: Entering directory `x`'],
  },
  {
    id: 'cmake',
    kind: 'tool',
    worth: 9,
    match:
      /^CMake Error(?: at \S+| in \S+|:| \(|$)|^-- Configuring incomplete, errors occurred|\bCould NOT find \S+ \(missing|\bCMAKE_\w+ not set\b|\bCould not find a package configuration file\b|^CMake Generate step failed/,
    yes: [
      'CMake Error at CMakeLists.txt:12 (find_package):',
      '-- Configuring incomplete, errors occurred!',
      'CMake Error: The source directory "x" does not exist.',
    ],
    no: ['CMake Warning at a:1'],
  },
  {
    id: 'autoconf-meson',
    kind: 'tool',
    match:
      /^configure: error: |^\S*meson\.build:\d+:\d+: ERROR: |^ERROR: .*\b(?:Dependency|dependency|Program|Compiler)\b|^aclocal: error|^autoreconf: .*failed|^scons: \*\*\* |^waf: |^Waf: .*error/,
    yes: [
      'configure: error: no acceptable C compiler found in $PATH',
      'meson.build:3:4: ERROR: Dependency "x" not found',
      'scons: *** [a.o] Error 1',
    ],
    no: ['configure: creating ./config.status'],
  },
  {
    id: 'bazel',
    kind: 'tool',
    match:
      /^(?:\(\d\d:\d\d:\d\d\) )?ERROR: (?:\/|[A-Z]:|@|\/\/|Analysis|Skipping|no such|Build|Evaluation|command|Error|error|An error|The project|in target|Traceback)|^FAILED: Build did NOT complete|\bno such (?:target|package) '/,
    yes: [
      'ERROR: /x/BUILD:3:1: Compiling a.cc failed: (Exit 1)',
      "ERROR: no such target '//a:b'",
      'FAILED: Build did NOT complete successfully',
    ],
    no: ['INFO: Build completed successfully'],
  },
  {
    id: 'gradle',
    kind: 'tool',
    match:
      /^\* What went wrong:|^Execution failed for task |^> Task \S+ FAILED|^FAILURE: Build (?:failed|completed with)|^A problem occurred (?:configuring|evaluating|building)|^Build file '.*' line: \d+|^Could not (?:determine|compile|create|open|initialize|set|get|run|connect|start|load|apply) |^> (?:There were|Could not|Compilation|No |Unable|Failed|Process '|Cannot|Unsupported|A failure|Build|Checkstyle|Value|Plugin|Unresolved|Configuration|Kotlin) ?\S.*/,
    yes: [
      '* What went wrong:',
      "Execution failed for task ':compileJava'.",
      '> Task :test FAILED',
      '> There were failing tests. See the report at: file:///x',
      'FAILURE: Build failed with an exception.',
    ],
    no: ['> Task :test', 'Could be'],
  },
  {
    id: 'stopped-at',
    kind: 'tool',
    worth: 10,
    match: /^\[ERROR\] Failed to execute goal \S+ |^Execution failed for task '/,
    yes: ['[ERROR] Failed to execute goal a:b:deploy (c) on project d: x', "Execution failed for task ':compileJava'."],
    no: ['[ERROR] Failed to read artifact'],
  },
  {
    id: 'maven',
    kind: 'tool',
    match:
      /^\[(?:ERROR|FATAL)\] (?!To see the full|Re-run Maven|For more information|After correcting|\[Help|\s*$|-> \[Help|Please refer|Failures:|Errors:|Tests run|See )\S|^\[INFO\] \S.*\bFAILURE \[/,
    worth: 7,
    yes: [
      '[ERROR] Failed to execute goal a:b (default) on project c: x',
      '[ERROR] COMPILATION ERROR :',
      '[INFO] core ....... FAILURE [ 2.1 s]',
    ],
    no: ['[ERROR] To see the full stack trace of the errors, re-run Maven', '[ERROR] ', '[ERROR] [Help 1] http://x'],
  },
  {
    id: 'maven-banner',
    kind: 'verdict',
    worth: 3,
    match:
      /^\[(?:INFO|ERROR)\] (?:BUILD FAILURE|BUILD ERROR|COMPILATION ERROR|There are test failures)|^BUILD FAILED\b|^\[ERROR\] There (?:are|were) (?:some )?test failures/,
    yes: ['[INFO] BUILD FAILURE', 'BUILD FAILED in 3s', '[ERROR] There are test failures.'],
    no: ['[INFO] BUILD SUCCESS'],
  },
  {
    id: 'ant-sbt',
    kind: 'tool',
    worth: 7,
    match:
      /^\[error\] (?!\s*$|Total time|\(.*\) sbt)\S|^\[error\] {2,}\S|^\s*\[(?:javac|exec|junit|java)\] (?:.*\berror\b.*|Result: [1-9])|^\S+\.xml:\d+: \S/,
    yes: [
      '[error] (Test / test) x failed',
      '[error]   required: Int',
      '  [javac] /x/A.java:3: error: x',
      'build.xml:12: Compile failed; see the compiler error output',
    ],
    no: ['[info] x', '[error] '],
  },
  {
    id: 'task-failed',
    kind: 'verdict',
    match:
      /^(?:task|just|rake|grunt|gulp|nx|turbo|mage|invoke|moon|lerna|wireit|tsx|make|error|ERROR|Error|\[\d\d:\d\d:\d\d\]): .{0,200}\b(?:failed|exited with|errored after|exit (?:code|status) [1-9])|^Aborted due to warnings|^Warning: Task ".*" failed|\bError: (?:Process|Command|command|The process '.*'|Recipe `.*`) .{0,200}(?:failed|exit(?:ed)?)\b|^error: [Rr]ecipe `|^\S+: command failed\b/,
    yes: [
      'task: Failed to run task "x": exit status 1',
      'error: Recipe `test` failed on line 3 with exit code 1',
      'Warning: Task "jshint" failed.',
      "Error: The process '/usr/bin/git' failed with exit code 1",
    ],
    no: ['task: x is up to date'],
  },
  {
    id: 'xcode',
    kind: 'tool',
    match:
      /^(?:❌ +|⛔️? +)?(?:\*\* (?:BUILD|TEST|ARCHIVE|TEST BUILD|TEST EXECUTE|CLEAN) (?:FAILED|INTERRUPTED) \*\*|Testing failed:|The following build commands failed:|xcodebuild: error|fatal: |error: \S)|^\[\d\d:\d\d:\d\d\]: .*(?:error|failed)|^❌ +\S|^Command (?:CompileSwift|Ld|PhaseScriptExecution|SwiftCompile|CodeSign)\b.* failed/,
    worth: 8,
    yes: [
      "❌  error: Build input file cannot be found: '/x'",
      'Testing failed:',
      'Command PhaseScriptExecution failed with a nonzero exit code',
      '** TEST FAILED **',
    ],
    no: ['** BUILD SUCCEEDED **'],
  },
  {
    id: 'docs-site',
    kind: 'tool',
    match:
      /^\s*(?:Error|ERROR):? (?:building site|render of|page|Liquid|in)\b|\bLiquid (?:Exception|syntax error|error)\b|^ERROR +- {2}|^Aborted with \d+ warnings? in strict mode|^(?:Jekyll|Hugo|mkdocs|docusaurus)\b.*\berror\b|^\s*Error: Unable to build website|\bbroken links?\b/i,
    yes: [
      'Error: Error building site: x'.slice(7),
      '  Liquid Exception: x in y',
      'Aborted with 3 warnings in strict mode!',
      '[ERROR] Error: Docusaurus found broken links!',
    ],
    no: ['no broken'],
  },
]
