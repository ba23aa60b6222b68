// Noise: harmless lines, as jobs print them by the hundred before and after what failed.

const word = (i: number) => ['alpha', 'beta', 'gamma', 'delta', 'epsilon', 'zeta'][i % 6]!

const kinds: readonly ((i: number) => string)[] = [
  (i) => `Downloading ${word(i)}-${i}.tgz (${i} kB)`,
  (i) => `  ✓ handles an error in ${word(i)} ${i} (${i} ms)`,
  (i) => `[ ${i % 100}%] Building CXX object src/${word(i)}.cpp.o`,
  (i) => `INFO ${word(i)} request ${i} finished with 0 errors`,
  (i) => `warning: ${word(i)}@${i}.0.1 is deprecated`,
  (i) => `Compiling ${word(i)}-error v0.${i}.0`,
]

/** Blocks of one kind each. */
export const noise = (lines: number): string =>
  Array.from({ length: lines }, (_, i) => kinds[Math.floor(i / 25) % kinds.length]!(i)).join('\n')

/** A failed GitHub job around the output of one step. */
export const jobOf = (output: string): string =>
  [
    '##[group]Run actions/checkout@v5',
    noise(60),
    '##[endgroup]',
    '##[group]Run make check',
    '##[endgroup]',
    noise(200),
    output,
    '##[error]Process completed with exit code 1.',
    '##[group]Run actions/upload-artifact@v4',
    noise(150),
    'Post job cleanup.',
  ].join('\n')

/** What misleads: tests that passed and told of errors, attempts before others, a service that logs. Each such line says `decoy`. */
const chatter = [
  ...Array.from({ length: 12 }, (_, i) => [
    `  ✓ gives up when the bank is away ${i} (4 ms)`,
    `    Error: connect ECONNREFUSED decoy-${word(i)}:5432`,
    '        at pay (/app/src/decoy.ts:3:9)',
  ]).flat(),
  ...Array.from(
    { length: 20 },
    (_, i) => `{"level":"error","msg":"decoy: upstream ${word(i)} failed: timeout exceeded"}`,
  ),
  'curl: (56) decoy: Connection reset by peer',
  'download failed, retrying in 5s (attempt 1/3)',
  'time="2026-11-20T10:00:00Z" level=error msg="decoy: could not reach the metrics host, falling back"',
].join('\n')

/** A failed job in which much else looks like a failure. */
export const hardJobOf = (output: string): string =>
  jobOf(`${chatter}\n${noise(150)}\n${output}`).replace(
    'Post job cleanup.',
    'Post job cleanup.\nerror: could not remove decoy (ignored)\ntar: decoy: file changed as we read it',
  )

export async function* chunksOf(text: string | Uint8Array, size = 65_536): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}
