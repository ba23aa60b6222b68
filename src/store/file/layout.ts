// Layout: which stream lies where below the data folder.

const folders: Record<string, string> = { run: 'runs', task: 'tasks', workflow: 'workflows' }
const families = Object.fromEntries(Object.entries(folders).map(([family, folder]) => [folder, family]))

/** `run/x` → `runs/x`: the path without endings. */
export const stemOf = (stream: string): string => {
  const [family, ...rest] = stream.split('/')
  return [folders[family!] ?? family, ...rest].join('/')
}

/** `runs/x.jsonl` or `runs/x.jsonl.zst` → `run/x`; undefined for any other file. */
export const streamOf = (path: string): string | undefined => {
  const match = /^(.+)\.jsonl(\.zst)?$/.exec(path)
  if (!match) return undefined
  const [folder, ...rest] = match[1]!.split('/')
  return [families[folder!] ?? folder, ...rest].join('/')
}

/** What lies beside the streams in the data folder. */
export const reserved = new Set(['journal', 'notes', 'aside'])
