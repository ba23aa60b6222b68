// Signals: what compilers, type checkers, linkers and interpreters say about a place in the source.
import type { Signal } from './signal.ts'

export const compilers: readonly Signal[] = [
  {
    id: 'place-error',
    kind: 'diagnostic',
    match:
      /^(?:\[(?:ERROR|error)\] )?(?:[A-Za-z]:)?[^\s:()[\]"'=]{1,300}(?::\d{1,7}(?::\d{1,5})?|\(\d{1,7}(?:[,:]\d{1,5})?\))(?:-\d{1,7}(?::\d{1,5})?)?: ?(?:\w+ )?(?:fatal |syntax |internal |type )?error\b/i,
    yes: [
      'src/a.c:3:5: error: expected ; before return',
      'Report.java:5: error: cannot find symbol',
      'a.cs(3,5): error CS1002: ; expected',
      'a.cpp(12): fatal error C1083: Cannot open include file',
      '/x/B.swift:30:4: error: cannot find x in scope',
      'main.f90:3:7: Error: Symbol x has no type',
    ],
    no: ['src/a.c:3:5: note: declared here', 'GET http://a:80/error'],
  },
  {
    id: 'tsc',
    kind: 'diagnostic',
    match: /(?:^|[):] |- )error (?:TS|NG)-?\d{2,6}: /,
    yes: [
      "src/a.ts:3:34 - error TS2322: Type 'x' is not assignable",
      'src/a.ts(3,4): error TS2304: Cannot find name',
      'error TS18003: No inputs were found',
      "error NG8001: 'a' is not a known element",
    ],
    no: ['Found 3 errors in 2 files.'],
  },
  {
    id: 'rustc',
    kind: 'diagnostic',
    match:
      /^error(?:\[E\d{4}\])?: (?!aborting due|could not compile|process didn't exit|test failed|failed to run custom build|\d+ target)/,
    yes: ['error[E0382]: borrow of moved value: `v`', 'error: expected `;`, found `}`'],
    no: ['error: could not compile `ledger`', 'error: aborting due to 2 previous errors'],
  },
  {
    id: 'rust-place',
    kind: 'assertion',
    worth: 5,
    match: /^\s*--> \S+:\d+:\d+$/,
    yes: ['  --> src/store.rs:6:9'],
    no: ['--> see below'],
  },
  {
    id: 'maven-compiler',
    kind: 'diagnostic',
    match:
      /^\[ERROR\] \S+\.(?:java|kt|scala|groovy):(?:\[\d+(?:,\d+)?\]|\d+:\d+)|^\[ERROR\] \S+ ?: ?\(\d+, ?\d+\)|^e: (?:file:\/\/)?\S+|^\[error\] \S+:\d+(?::\d+)?: /,
    yes: [
      '[ERROR] /x/A.java:[107,64] incompatible types: a cannot be converted',
      'e: file:///x/A.kt:3:4 Unresolved reference: b',
      "[error] /x/R.scala:614: ')' expected but 'else' found.",
      'e: /x/A.kt: (3, 4): Unresolved reference',
    ],
    no: ['[INFO] Compiling 3 source files', '[ERROR] COMPILATION ERROR :'],
  },
  {
    id: 'go-compiler',
    kind: 'diagnostic',
    match: /^(?:vet: )?(?:\.{0,2}\/)?[\w./@-]{1,300}\.go:\d+(?::\d+)?: \S/,
    yes: [
      './a.go:3:4: undefined: b',
      'src/a/b_test.go:4: log redeclared as imported package name',
      'vet: ./a.go:1:2: x',
      'cmd/a.go:4:2: no required module provides package x',
    ],
    no: ['a.go is fine'],
  },
  {
    id: 'linker',
    kind: 'diagnostic',
    match:
      /\bundefined reference to [`'"]|\b[Uu]ndefined symbols?(?:\b.*: | for architecture)|\bmultiple definition of [`']|\bcannot find -l\S|\bduplicate symbols? |\bunresolved external symbol\b|^ld(?:\.\w+)?: (?!warning)\S|\bcollect2: error\b|\bLNK\d{4}\b|\brelocation truncated\b|\bDSO missing from command line\b|\bsymbol\(s\) not found\b/,
    yes: [
      "main.c:(.text+0x5): undefined reference to `crc32_update'",
      'Undefined symbols for architecture arm64:',
      '/usr/bin/ld: cannot find -lz',
      'ld: symbol(s) not found',
      'a.obj : error LNK2019: unresolved external symbol f',
    ],
    no: ['ld: warning: directory not found', 'an undefined value'],
  },
  {
    id: 'missing-header',
    kind: 'diagnostic',
    match:
      /\bfatal error: \S.*(?:file not found|No such file)|\bcannot open (?:include|source) file\b|\bno such module '/i,
    yes: ['a.c:1:10: fatal error: zlib.h: No such file or directory', "error: no such module 'Nimble'"],
    no: ['fatal error: all goroutines are asleep'],
  },
  {
    id: 'parse-error',
    kind: 'diagnostic',
    match:
      /\b(?:syntax error|parse error|parsing error|unexpected (?:token|end of|identifier|EOF)|unterminated|invalid syntax)\b(?!s)|\bdid not find expected\b|\bmapping values are not allowed\b|\b(?:Could not|Cannot|Failed to|Error) pars(?:e|ing)\b/i,
    yes: [
      'a.sh: line 3: syntax error near unexpected token `fi',
      'SyntaxError: Unexpected token }',
      "(a.md): did not find expected ',' or ']' while parsing a flow sequence",
      'Parse error: unexpected end of file in a.php',
      'Failed to parse config',
    ],
    no: ['no syntax errors were found'],
  },
  {
    id: 'php-error',
    kind: 'exception',
    match: /^(?:PHP )?(?:Fatal error|Parse error|Recoverable fatal error|Catchable fatal error|Uncaught \w+): {0,2}\S/,
    yes: [
      'PHP Fatal error:  Uncaught Error: Call to undefined function f()',
      'Parse error: syntax error, unexpected end of file',
    ],
    no: ['PHP Deprecated:  x'],
  },
  {
    id: 'kotlin-scala-swift',
    kind: 'diagnostic',
    match:
      /^(?:error|ERROR): (?:cannot|unresolved|type mismatch|incompatible|unable to|undefined|unknown|missing|value .* is not a member|not found)\b|^\[error\] .*(?:not found|type mismatch|is not a member|expected but)/i,
    yes: ["error: cannot find symbol 'x'", '[error]  value x is not a member of Y', 'error: unresolved reference'],
    no: ['errors: none'],
  },
  {
    id: 'mypy',
    kind: 'diagnostic',
    match: /^\S+\.pyi?:\d+(?::\d+)?: error: |^ {2}\S+\.py:\d+:\d+ - error: |^error\[[a-z-]+\]: /,
    yes: [
      'app/a.py:3: error: Incompatible return value type  [return-value]',
      '  /x/a.py:3:4 - error: "b" is not defined',
      'error[unresolved-import]: x',
    ],
    no: ['app/a.py:3: note: See https://x'],
  },
  {
    id: 'haskell',
    kind: 'diagnostic',
    match:
      /^\S+\.l?hs:(?:\d+:\d+|\(\d+,\d+\))(?:-\S+)?: (?:fatal )?error\b|^\s*• (?:Couldn't match|No instance|Variable not in scope|Could not deduce)/,
    yes: ['src/A.hs:3:4: error: [GHC-83865]', "    • Couldn't match expected type"],
    no: ['src/A.hs:3:4: warning: [-Wunused]'],
  },
  {
    id: 'elixir-erlang',
    kind: 'diagnostic',
    match:
      /^\*\* \([\w.]+(?:Error|Exception|exit|EXIT)[^)]*\)|^== Compilation error in file|^\s{0,6}\*\* \((?:[A-Z][\w.]+|EXIT|exit)\)|^\s*\S+\.(?:erl|ex|exs):\d+(?::\d+)?: (?!warning)\S|^ *error: .* \(.*\.exs?:\d+/,
    yes: [
      "** (RuntimeError) Line does not match format: 'x'",
      '== Compilation error in file lib/a.ex ==',
      '     ** (ArgumentError) argument error',
      'src/a.erl:3:1: function f/0 undefined',
    ],
    no: ['** see below **'],
  },
  {
    id: 'latex',
    kind: 'diagnostic',
    match:
      /^! (?!=)\S|^l\.\d+ |^(?:LaTeX|Package \S+|Class \S+) Error: |^Runaway argument|\bEmergency stop\b|==> Fatal error occurred/,
    yes: [
      '! Undefined control sequence.',
      'l.124 \\includegraphics',
      '! LaTeX Error: File x.sty not found.',
      '!  ==> Fatal error occurred, no output PDF file produced!',
    ],
    no: ['l. 3', '!= 3'],
  },
  {
    id: 'sphinx',
    kind: 'diagnostic',
    worth: 3,
    match:
      /^\S+\.(?:rst|md|py|ipynb)(?::(?:\d+|docstring of .{1,100}))?: (?:WARNING|ERROR|CRITICAL|SEVERE): |\((?:ERROR|SEVERE)\/[34]\)/,
    yes: ["quota.rst:4: WARNING: undefined label: 'limits-table'", 'a.rst:3: (ERROR/3) Unknown directive'],
    no: ['build finished with problems, 2 warnings.'],
  },
  {
    id: 'msbuild',
    kind: 'diagnostic',
    match: /\berror (?:[A-Z]{2,6}\d{3,6}) ?: |\b(?:MSB|NETSDK|NU|CS|FS|BC|AD|CA|CS)\d{4}: .*\berror\b|: error : /,
    yes: [
      'a.csproj : error NU1101: Unable to find package X',
      'error MSB1009: Project file does not exist.',
      '/x/a.fs(3,4): error FS0039: not defined',
      'CSC : error CS5001: no Main',
      'x.targets: error : boom',
    ],
    no: ['warning CS0168: unused'],
  },
  {
    id: 'js-bundler',
    kind: 'diagnostic',
    match:
      /^ERROR in \S|^Module (?:not found|build failed|parse failed)\b|\b(?:Could not|Failed to|failed to|Can't) resolve (?:import )?["'.@\w]|\[(?:vite|rollup|plugin|vite:[\w-]+)[\w: -]*\].{0,40}\b(?:[Ee]rror|failed)|✘ \[ERROR\]|\bRollupError\b|^Failed to compile\b|\bis not exported by\b|Build failed with \d+ error|\bPARSE_ERROR\b|\bUNRESOLVED_(?:IMPORT|ENTRY)\b/,
    yes: [
      "Module not found: Error: Can't resolve './a' in '/x'",
      '✘ [ERROR] Could not resolve "a"',
      '[vite]: Rollup failed to resolve import "d3" from "/x/a.js".',
      'ERROR in ./src/a.js 3:4',
      'Failed to compile.',
    ],
    no: ['resolved 3 packages'],
  },
  {
    id: 'next-build',
    kind: 'diagnostic',
    match:
      /^(?:Type error|Build error occurred|Error occurred prerendering page|Export encountered errors?|> Build (?:error|failed))\b|^\.\/\S+\.(?:[jt]sx?|vue|svelte|css)(?::\d+:\d+)?$/,
    worth: 7,
    yes: ["Type error: Property 'a' does not exist", './src/pages/a.tsx:3:4', '> Build error occurred'],
    no: ['Type errors are ignored'],
  },
  {
    id: 'node-resolution',
    kind: 'exception',
    match:
      /\bCannot find (?:module|package|type definition file|name|namespace)\b|\bERR_(?:MODULE_NOT_FOUND|REQUIRE_ESM|UNKNOWN_FILE_EXTENSION|PACKAGE_PATH_NOT_EXPORTED|UNSUPPORTED_DIR_IMPORT|INVALID_MODULE_SPECIFIER)\b|\bdoes not provide an export named\b/,
    yes: [
      "Error: Cannot find module './a'",
      "Cannot find module 'date-fns-tz' from 'src/report.js'",
      'code: ERR_MODULE_NOT_FOUND',
    ],
    no: ['module found'],
  },
  {
    id: 'missing-import',
    kind: 'exception',
    match:
      /\bNo module named\b|\bcannot import name\b|\bImportError\b|\bpackage \S+ (?:is not in|does not exist|not found)\b|\bcannot load such file\b|\bClassNotFoundException\b|\bNoClassDefFoundError\b|\bUnable to locate (?:the )?class\b|\bClass ".*" not found\b|\bthere is no package called\b|\bmodule '.*' not found\b|\bmissing declaration for\b|\bUnresolved reference\b/i,
    yes: [
      "ModuleNotFoundError: No module named 'x'",
      'error: package foo.bar does not exist',
      'cannot load such file -- x',
      "module 'x' not found:",
      'there is no package called ‘x’',
    ],
    no: ['all modules named'],
  },
]
