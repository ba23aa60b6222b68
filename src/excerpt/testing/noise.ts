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

export async function* chunksOf(text: string | Uint8Array, size = 65_536): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}
