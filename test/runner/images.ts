// Images: what a job's container may hold: Debian with dash or bash as its sh, and Alpine's likeness, which has nothing but busybox.
// Promises: the shells are Debian's own, unpacked, whatever the machine has.
// Leaves to others: running steps (job.ts).
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, symlinkSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { unpacked } from '../servers/debs.ts'

export type ImageName = 'dash' | 'bash' | 'busybox'

/** `sh`: what stands at /bin/sh. `path`: all that a step sees. */
export type Image = { name: ImageName; sh: string; path: string }

export const imageNames: ImageName[] = ['dash', 'bash', 'busybox']

/** Makes the image's programs in `folder`. `programs`: of the machine, and only these; else all that the machine has. */
export const imageIn = async (
  folder: string,
  name: ImageName,
  { programs }: { programs?: string[] } = {},
): Promise<Image> => {
  const bin = join(await unpacked('shells', ['bash', 'busybox-static', 'dash']), 'bin')
  const own = join(folder, `image-${name}`)
  mkdirSync(own, { recursive: true })
  if (name === 'busybox') {
    const busybox = join(bin, 'busybox')
    const applets = execFileSync(busybox, ['--list'], { encoding: 'utf8' }).split('\n').filter(Boolean)
    for (const applet of applets) symlinkSync(busybox, join(own, applet))
  } else {
    symlinkSync(join(bin, name), join(own, 'sh'))
    symlinkSync(join(bin, 'bash'), join(own, 'bash'))
  }
  for (const program of programs ?? []) symlinkSync(placeOf(program), join(own, program))
  const isWhole = name !== 'busybox' && programs === undefined
  return { name, sh: join(own, 'sh'), path: isWhole ? [own, process.env.PATH].join(delimiter) : own }
}

const placeOf = (program: string): string => {
  if (program === 'node') return process.execPath
  const folders = ['/usr/bin', '/bin', ...process.env.PATH!.split(delimiter)]
  const found = folders.map((folder) => join(folder, program)).find((path) => existsSync(path))
  if (found === undefined) throw new Error(`no ${program} on this machine`)
  return found
}
