// OS pipe: real pipes for a command's output.
// Node's own are socket pairs: `echo x > /dev/stderr` fails on those, and a writer whose reader has left is told of a reset
// connection instead of getting SIGPIPE, so that `yes` would end with another exit code than in a shell.
import { spawnSync } from 'node:child_process'
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs'
import { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'

/** `writeFd` goes to a command and is closed here once it has it: the reader ends when nobody holds it any more. */
export type OsPipe = { reader: Readable; writeFd: number; closeWriter(): void }

/** Two of them; undefined where there is no mkfifo: on Windows, which has neither /dev/stderr nor SIGPIPE. */
export const openPipes = (): [OsPipe, OsPipe] | undefined => {
  const folder = mkdtempSync(join(tmpdir(), 'spoor-run-'))
  const paths = [join(folder, 'stdout'), join(folder, 'stderr')] as const
  try {
    const { status } = spawnSync('mkfifo', ['-m', '600', ...paths], { stdio: 'ignore' })
    return status === 0 ? [openPipe(paths[0]), openPipe(paths[1])] : undefined
  } finally {
    // open, they need no name
    rmSync(folder, { recursive: true, force: true })
  }
}

const openPipe = (path: string): OsPipe => {
  // the reader first and without waiting: opening for writing waits for a reader
  const readFd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  const writeFd = openSync(path, constants.O_WRONLY)
  const reader = new Socket({ fd: readFd, readable: true, writable: false })
  return { reader, writeFd, closeWriter: () => closeSync(writeFd) }
}
