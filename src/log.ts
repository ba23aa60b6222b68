// Our own log: JSON lines on stderr, one line an event, message in lower case, values as fields.
// Promises: never a record of a user's, never into our own ingest.

export type Fields = Record<string, unknown>
export type Log = Record<'info' | 'warn' | 'error', (message: string, fields?: Fields) => void>

export const stderrLog = (write: (line: string) => void = (line) => process.stderr.write(line)): Log => {
  const at =
    (level: string) =>
    (message: string, fields: Fields = {}) =>
      write(`${JSON.stringify({ ts: new Date().toISOString(), level, message, ...fields })}\n`)
  return { info: at('info'), warn: at('warn'), error: at('error') }
}
