// Images: what a job's container may hold: Debian with dash or bash as its sh, and Alpine's likeness, which has nothing but busybox.
// Promises: the shells are Debian's own, unpacked, whatever the machine has.
// Leaves to others: running steps (job.ts).
import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { environmentOf, pythonOf, unpacked } from '../servers/debs.ts'

export const imageNames = ['dash', 'bash', 'busybox'] as const

/** `sh`: what stands at /bin/sh. `path`: all that a step sees. `libraries`: what programs of the image need of theirs. */
export type Image = { name: string; sh: string; path: string; libraries: string }

const shellPackages = ['bash', 'busybox-static', 'dash']

/** A folder of `folder` with the shells, and all that this machine has; for busybox: and nothing else. */
export const imageIn = async (folder: string, name: (typeof imageNames)[number]): Promise<Image> => {
  const shells = join(await unpacked('shells', shellPackages), 'bin')
  const own = join(folder, name)
  mkdirSync(own)
  const sh = join(own, 'sh')
  if (name === 'busybox') {
    link(join(shells, 'busybox'), own, [])
    return { name, sh, path: own, libraries: '' }
  }
  symlinkSync(join(shells, name), sh)
  symlinkSync(join(shells, 'bash'), join(own, 'bash'))
  return { name, sh, path: [own, process.env.PATH].join(delimiter), libraries: '' }
}

/** Dash over busybox's programs `without` some, and one more: of Debian (curl, wget), this Node, Debian's Python, bash. Not busybox's own
 *  shell, which takes its own programs before those of PATH. */
export const slimIn = async (
  folder: string,
  program: string,
  { without = [] }: { without?: string[] } = {},
): Promise<Image> => {
  const shells = join(await unpacked('shells', shellPackages), 'bin')
  const senders = await unpacked('senders', ['curl', 'wget'])
  const own = join(folder, `slim-${program}`)
  mkdirSync(own)
  const places: Record<string, string> = {
    bash: join(shells, 'bash'),
    bun: process.execPath,
    node: process.execPath,
    python3: pythonOf(),
    curl: join(senders, 'usr/bin/curl'),
    wget: join(senders, 'usr/bin/wget'),
  }
  if (places[program] !== undefined) symlinkSync(places[program], join(own, program))
  symlinkSync(join(shells, 'dash'), join(own, 'sh'))
  link(join(shells, 'busybox'), own, ['sh', ...(places[program] === undefined ? [] : [program]), ...without])
  const libraries = environmentOf(senders).LD_LIBRARY_PATH!
  return { name: program, sh: join(own, 'sh'), path: own, libraries }
}

/** The names of busybox's programs in `own`, but for those of `without`. */
const link = (busybox: string, own: string, without: string[]) => {
  const applets = execFileSync(busybox, ['--list'], { encoding: 'utf8' }).split('\n').filter(Boolean)
  for (const applet of applets) if (!without.includes(applet)) symlinkSync(busybox, join(own, applet))
}
