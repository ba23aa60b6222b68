// Task files: what the streams and notes of a task are called where people read them: in folders, and in a bucket.

/** `<task>/<name>.jsonl` of a stream. */
export const taskStreams: Record<string, string> = {
  'webhook-flow': '02-webhook-flow',
  'agent-output': '03-agent-output',
}

/** `<task>/<name>` of a note; the file is its value. */
export const taskNotes: Record<string, string> = {
  metadata: 'metadata.json',
  input: '01-input.json',
  'final-result': '04-final-result.json',
}

/** `task/<id>/<part>` → `<id>/<file>`; undefined for a name that no task has. */
export const taskFile = (name: string, files: Record<string, string>): string | undefined => {
  const [family, id, part = '', ...rest] = name.split('/')
  const isOne = family === 'task' && rest.length === 0 && Object.hasOwn(files, part)
  return isOne ? `${id}/${files[part]}` : undefined
}

/** The way back: `<id>/<file>` → `task/<id>/<part>`; undefined for any other file. */
export const taskName = (path: string, files: Record<string, string>): string | undefined => {
  const [id, file, ...rest] = path.split('/')
  const part = Object.keys(files).find((one) => files[one] === file)
  return part === undefined || rest.length > 0 ? undefined : `task/${id}/${part}`
}
