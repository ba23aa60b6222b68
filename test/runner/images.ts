// Images: what a job's container may hold: Debian with dash or bash as its sh, and Alpine's likeness, which has nothing but busybox.
// Promises: the shells are Debian's own, unpacked, whatever the machine has.
// Leaves to others: running steps (job.ts).
import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync } from 'node:fs'
import { basename, delimiter, join } from 'node:path'
import { environmentOf, pythonOf, unpacked } from '../servers/debs.ts'

export const imageNames = ['dash', 'bash', 'busybox'] as const

/** `sh`: what stands at /bin/sh. `path`: all that a step sees. `libraries`: what programs of the image need of theirs. */
export type Image = { name: string; sh: string; path: string; libraries: string }

/** A folder of `folder` with the shells, and all that this machine has; for busybox: and nothing else. */
export const imageIn = async (folder: string, name: (typeof imageNames)[number]): Promise<Image> => {
  const bin = join(await unpacked('shells', ['bash', 'busybox-static', 'dash']), 'bin')
  if (name === 'busybox') return busyboxIn(folder, name)
  const own = join(folder, name)
  mkdirSync(own)
  symlinkSync(join(bin, name), join(own, 'sh'))
  symlinkSync(join(bin, 'bash'), join(own, 'bash'))
  return { name, sh: join(own, 'sh'), path: [own, process.env.PATH].join(delimiter), libraries: '' }
}

/** Busybox with one more program: of Debian (curl, wget), this Node, Debian's Python, bash; `without` some of its own. */
export const busyboxIn = async (
  folder: string,
  name: string,
  { program, without = [] }: { program?: string; without?: string[] } = {},
): Promise<Image> => {
  const shells = join(await unpacked('shells', ['bash', 'busybox-static', 'dash']), 'bin')
  const senders = await unpacked('senders', ['curl', 'wget'])
  const own = join(folder, name)
  mkdirSync(own)
  const places: Record<string, string> = {
    bash: join(shells, 'bash'),
    bun: process.execPath,
    node: process.execPath,
    python3: pythonOf(),
  }
  if (program !== undefined) symlinkSync(places[program] ?? join(senders, 'usr/bin', program), join(own, program))
  const busybox = join(shells, 'busybox')
  const applets = execFileSync(busybox, ['--list'], { encoding: 'utf8' }).split('\n').filter(Boolean)
  for (const applet of applets) {
    if (applet !== program && !without.includes(applet)) symlinkSync(busybox, join(own, basename(applet)))
  }
  const libraries = program === 'curl' || program === 'wget' ? environmentOf(senders).LD_LIBRARY_PATH! : ''
  return { name, sh: join(own, 'sh'), path: own, libraries }
}
