// Rules: mistakes in code: what languages say when they cannot go on, and compilers when they cannot begin.
import { type Rule, rule } from '../rule.ts'

const code = { type: 'code', level: 'error', isCode: true } as const

export const codeRules: readonly Rule[] = [
  rule({
    ...code,
    id: 'unhandled-rejection',
    level: 'fatal',
    hints: 'UnhandledPromiseRejection|unhandled|uncaught',
    match:
      /\bUnhandledPromiseRejection(?:Warning)?\b|\bERR_UNHANDLED_REJECTION\b|\bunhandled (?:promise )?rejection\b|\bunhandledRejection\b/i,
    not: /⎯|handler (?:registered|installed|attached)/i,
  }),
  rule({
    ...code,
    id: 'module-not-found',
    hints:
      "can't resolve|cannot find module|cannot find package|ModuleNotFound|No module named|failed to resolve|could not resolve|ClassNotFound|NoClassDef|MODULE_NOT_FOUND|no required module",
    match:
      /cannot find (?:module|package) ['"](?<module>[^'"]{1,300})['"]|No module named ['"]?(?<python>[\w.]{1,200})|(?:failed|could not|can't) (?:to )?resolve (?:import )?['"](?<bundled>[^'"]{1,300})['"]|(?:ClassNotFoundException|NoClassDefFoundError): (?<class>[\w.$/]{1,300})|no required module provides package (?<go>\S{1,200})|\bMODULE_NOT_FOUND\b/i,
    by: ['module', 'python', 'bundled', 'class', 'go'],
  }),
  rule({
    ...code,
    id: 'code-error',
    hints: 'TypeError|SyntaxError|ReferenceError|RangeError|is not a function|Cannot read propert',
    match:
      /(?:^(?:[^\w\s]{1,3}\s{1,4})?(?:(?:Uncaught|Unhandled|\w{0,20}[Rr]ejection|\(in promise\))\s){0,3}|: )(?:Type|Syntax|Reference|Range)Error(?: \[\w+\])?: |\bundefined is not a function\b|\bCannot read propert(?:y|ies) (?:of|')/m,
  }),
  rule({
    ...code,
    id: 'panic',
    type: 'crash',
    level: 'fatal',
    hints: 'panic: |panicked at|fatal error: |panic serving|overflowed its stack',
    match:
      /^panic: |^thread '[^']{0,200}'(?: \(\d+\))? (?:panicked at |has overflowed its stack)|^fatal error: (?!.*\b(?:file not found|no such file))|http: panic serving /m,
    not: /^fatal error: .{0,200}compilation terminated/m,
  }),
  rule({
    ...code,
    id: 'typescript',
    type: 'build',
    hints: 'error TS',
    match:
      /^(?:(?<file>[^\s()][^()]{0,300}?)(?:\((?<line>\d+),(?<column>\d+)\): |:\d+:\d+ - ))?error (?<code>TS\d{1,6}): /m,
    by: ['code', 'file'],
  }),
  rule({
    ...code,
    id: 'rust-compiler',
    type: 'build',
    hints: 'error[E',
    match: /^error\[(?<code>E\d{4})\]: .{1,300}(?:\n\s*--> (?<file>[^\s:]{1,300}):(?<line>\d+):(?<column>\d+))?/m,
    by: ['code', 'file'],
  }),
  rule({
    ...code,
    id: 'compiler',
    type: 'build',
    hints:
      ' error: |undefined: |undefined reference|error CS|cannot use |syntax error|missing return|: invalid |: too many |: not enough |not used|redeclared',
    also: '.c:|.cc:|.cpp:|.cxx:|.h:|.hpp:|.java:|.kt:|.swift:|.m:|.zig:|.scala:|.go:|.py:|.pyi:|.rs:|.cs:|.vue:|.svelte:|.cs(|undefined reference',
    match:
      /^(?:\.\/)?(?<file>[^\s:()]{1,300}\.(?:c|cc|cpp|cxx|h|hpp|java|kt|swift|m|zig|scala|go|py|pyi|rs|cs|vue|svelte)):(?<line>\d{1,7}):(?:(?<column>\d{1,5}):)? (?:(?:fatal )?error: |undefined: |cannot use |syntax error|missing return|invalid |too many |not enough |.{1,200} (?:declared (?:and|but) not used|imported and not used|redeclared\b))|undefined reference to [`'](?<symbol>[^']{1,200})'|^(?<sharp>[^\s()]{1,300}\.cs)\(\d+,\d+\): error CS\d+: /m,
    by: ['file', 'symbol', 'sharp'],
  }),
  rule({
    ...code,
    id: 'elixir',
    hints: '** (',
    match: /^(?:\d\d:\d\d:\d\d\.\d{3} )?\*\* \((?<error>[\w.]{1,100}|EXIT from #PID<[\d.]{1,20}>)\) /m,
    by: ['error'],
  }),
  rule({
    ...code,
    id: 'php',
    hints: 'PHP Fatal|PHP Parse|Fatal error: |Parse error: ',
    match: /^(?:PHP )?(?:Fatal|Parse) error: {1,2}.{1,1000} (?:on line |in \S{1,500}:)\d+/m,
  }),
  rule({
    ...code,
    id: 'ruby',
    hints: ":in `|:in '",
    match: /^[^\s:]{1,500}:\d{1,9}:in [`'][^']{1,200}': .{1,1000}\([\w:]{1,200}\)$/m,
  }),
]
