// Printed: the documents that are made of the tables in src/config/table.ts and src/errors.ts, as text.
// Leaves to others: writing them (docs.ts), comparing them with what is committed (test/docs.test.ts).
import { table } from '../src/config/table.ts'
import { codes } from '../src/errors.ts'

const note = 'Printed by `npm run docs` from'

// columns are padded, as the formatter would
const grid = (head: string[], rows: string[][]): string[] => {
  const cells = [head, ...rows].map((row) => row.map((text) => text.replaceAll('|', '\\|')))
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)))
  const line = (row: string[]) => `| ${row.map((text, column) => text.padEnd(widths[column]!)).join(' | ')} |`
  return [line(cells[0]!), line(widths.map((width) => '-'.repeat(width))), ...cells.slice(1).map(line)]
}
const code = (text: string) => (text === '' ? '' : `\`${text}\``)

const configDoc = (): string =>
  [
    '# Settings',
    '',
    `${note} \`src/config/table.ts\`. Read once at the start: \`.env\`, then \`.env.local\` of the folder the service is started in; the real`,
    'environment wins over both. A name that begins with `SPOOR_` and is not in this list stops the start. Sizes are bytes.',
    '',
    ...grid(
      ['variable', 'also', 'default', 'meaning'],
      Object.values(table).map(({ env: [name, ...others], default: fallback, says }) => [
        code(name!),
        others.map(code).join(', '),
        code(fallback),
        says,
      ]),
    ),
    '',
  ].join('\n')

const errorsDoc = (): string =>
  [
    '# Errors',
    '',
    `${note} \`src/errors.ts\`. Every failure is answered with one of these codes and its HTTP status; what stands in braces`,
    'is filled in.',
    '',
    ...grid(
      ['code', 'status', 'what happened', 'what to do'],
      Object.entries(codes).map(([name, [status, sentence, hint]]) => [code(name), String(status), sentence, hint]),
    ),
    '',
  ].join('\n')

const envExample = (): string =>
  [
    `# ${note.replaceAll('`', '')} src/config/table.ts: every setting with its default. Copy it to .env and uncomment what you change.`,
    ...Object.values(table).flatMap(({ env: [name, ...others], default: fallback, says }) => [
      '',
      `# ${says}${others.length === 0 ? '' : ` (also ${others.join(', ')})`}`,
      `# ${name}=${fallback}`,
    ]),
    '',
  ].join('\n')

/** Path in the repository → text. */
export const printed = (): Record<string, string> => ({
  'docs/config.md': configDoc(),
  'docs/errors.md': errorsDoc(),
  '.env.example': envExample(),
})
