// Signals: words that anybody uses who reports a failure; worth little, and the only hint there is for tools that nobody knows.
import type { Signal } from './signal.ts'

export const generic: readonly Signal[] = [
  {
    id: 'says-error',
    kind: 'generic',
    worth: 5,
    match:
      /^\W{0,8}(?:\[?(?:\w[\w.:/-]{0,60})\]?:? )?\W{0,3}(?:ERROR|Error|FATAL|Fatal|FAILURE|Failure|FAILED|FAIL|EXCEPTION|CRITICAL|ERR|error|fatal|failed)\b!?\]?(?: \[?\w[^\]:]{0,60}\]?)?[:!]\s*\S/,
    yes: ['ERROR: it broke', '[ERROR]: x', 'myprog: error: x', 'ERR! x', '*** Error: x', '[2m[app] ERROR: x'.slice(3)],
    no: ['errors were: x y', 'terrors: x'],
  },
  {
    id: 'could-not',
    kind: 'generic',
    worth: 4.5,
    match:
      /\b(?:[Ff]ailed to|FAILED TO|[Uu]nable to|UNABLE TO|[Cc]ould ?n[o']t|[Cc]an(?:not|'t| not)|CANNOT|[Rr]efus(?:ed|ing) to|[Aa]bort(?:ed|ing)) \w/,
    yes: ['Failed to start server', 'could not lock config', 'cannot use x as y', 'Aborting due to failures'],
    no: ['we can do it'],
  },
  {
    id: 'bad-thing',
    kind: 'generic',
    worth: 4,
    match:
      /\b(?:invalid|illegal|missing|mismatch|unexpected|unknown|undefined|undeclared|unresolved|ambiguous|conflict(?:s|ing)?|corrupt(?:ed)?|malformed|duplicate|denied|rejected|forbidden|unsupported|incompatible|violat(?:es|ed|ion)|no .{1,40} (?:specified|provided|configured)|not (?:found|allowed|exist|permitted|match|valid|equal|supported|available|installed|recognized)|does(?:n't| not) (?:exist|match|have|contain|compile))\b/i,
    yes: [
      'invalid reference format',
      'checksum mismatch',
      'key is not found',
      'it does not match',
      'No GPU arch specified for ROCm build.',
      'x is not supported',
    ],
    no: ['valid reference'],
  },
  {
    id: 'error-word',
    kind: 'generic',
    match:
      /\b[Ee]rrors?\b|\bERRORS?\b|\bFAIL(?:ED|URES?)?\b|\b[Ff]ail(?:ed|ure|ures|s|ing)?\b|\b[Ff]atal\b|\b[Ee]xceptions?\b|\b[Cc]rash(?:ed|es)?\b|\bpanic\b|\b[Aa]bort(?:ed)?\b|[a-z]Error\b|[a-z]Exception\b|\b[Cc]ritical\b|\bbroken\b/,
    yes: ['there was an error', 'it failed', 'FooError', 'a failure of x'],
    no: ['terrors', 'all good'],
  },
  {
    id: 'warning',
    kind: 'warning',
    match:
      /^\W{0,8}(?:\S{1,100}: )?\W{0,3}(?:WARN(?:ING)?|[Ww]arn(?:ing)?|DeprecationWarning|\w+Warning|[Dd]eprecated|DEPRECATED)\b|\b(?:WARNING|warning): |\bdeprecat(?:ed|ion)\b/,
    yes: ['warning: unused variable', '[WARN] x', 'a.c:3:4: warning: x', 'npm warn deprecated a'.replace('npm ', '')],
    no: ['forewarned'],
  },
]
