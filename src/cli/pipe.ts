// spoor pipe: stdin into a run, line by line.
//
//   stdin ─▶ cut.ts: lines ─▶ at most one batch collecting ─▶ send.ts: one batch on its way
//     └──▶ stdout, with --tee
//
// Promises: every line once and in order; memory is bounded, whoever writes to us waits when the service is slower; a line waits
//   no longer than `maxWaitMs` for company.
import { once } from 'node:events'
import { type Command, Option } from 'commander'
import { createCutter, maxLineBytes } from './cut.ts'
import { CliError, exitCodes, startHint } from './failure.ts'
import { createSender, type Sender } from './send.ts'
import { openSession, type Session } from './session.ts'
import type { ReadSettings } from './settings.ts'
import { duration, sourceName } from './values.ts'
import { linesInWords as lines } from './words.ts'

type Options = { source: string; tee?: boolean; wait: number }

const maxLines = 10_000
const maxBytes = 4 << 20
const maxWaitMs = 200

const wait = new Option('--wait <duration>', 'how long the service may be away')
  .argParser(duration)
  .default(duration('30s'), '30s')

export const addPipe = (root: Command, readSettings: ReadSettings): void => {
  root
    .command('pipe')
    .helpGroup('Send:')
    .summary('read stdin into a run, line by line')
    .description(
      'Reads stdin into a run, line by line. While the service is away it waits, and whoever writes to it waits, too; ' +
        'after --wait lines are counted as lost until the service is back, and the exit code is 1.',
    )
    .option('-s, --source <source>', 'who speaks', sourceName, 'pipe')
    .option('--tee', 'pass stdin on to stdout, unchanged')
    .addOption(wait)
    .addHelpText(
      'after',
      [
        '\nExamples:',
        '  npm test 2>&1 | spoor pipe --source test',
        '  npm run dev 2>&1 | spoor pipe --source web --tee',
        '  spoor pipe --run build-7 < build.log',
      ].join('\n'),
    )
    .action((options: Options, command: Command) => pipe(openSession(command, readSettings), options))
}

const pipe = async (session: Session, { source, tee, wait }: Options): Promise<void> => {
  const { place, runId, say } = session
  const door = { url: place.url, token: place.token }
  const sender = createSender({ door, runId, source, waitMs: wait, bodyOf: (lines: string[]) => ({ lines }), say })
  finishOnCtrlC(say)
  await sendAll(sender, tee ? createTee() : undefined)
  tellEnd(session, sender)
}

const sendAll = async (sender: Sender<string>, tee: ((chunk: Buffer) => Promise<void>) | undefined): Promise<void> => {
  const cutter = createCutter(maxLineBytes)
  let sending = Promise.resolve()
  let timer: ReturnType<typeof setTimeout> | undefined
  const sendSoon = () => {
    clearTimeout(timer)
    timer = undefined
    // what has come in the meantime goes along
    sending = sending.then(() => (cutter.count > 0 ? sender.send(cutter.take()) : undefined))
  }
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    await tee?.(chunk)
    cutter.push(chunk)
    if (cutter.count >= maxLines || cutter.bytes >= maxBytes) {
      // stdin is not read while two batches would wait
      await sending
      sendSoon()
    } else if (cutter.count > 0) timer ??= setTimeout(sendSoon, maxWaitMs)
  }
  cutter.end()
  sendSoon()
  await sending
}

/** Passes chunks on at the pace of stdout; when nobody reads it any more, the lines are still sent. */
const createTee = (): ((chunk: Buffer) => Promise<void>) => {
  const { stdout } = process
  let isOpen = true
  stdout.removeAllListeners('error')
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    isOpen = false
    stdout.emit('drain')
  })
  return async (chunk) => {
    if (isOpen && !stdout.write(chunk)) await once(stdout, 'drain')
  }
}

/** The writer gets the same signal and may still have last words: they are sent before we go. A second one ends us. */
const finishOnCtrlC = (say: Session['say']) => {
  if (process.stdin.isTTY) return
  process.once('SIGINT', () => say('sending the rest; Ctrl-C again leaves it'))
}

const tellEnd = (session: Session, { runId, sent, lost, wasReached }: Sender<string>) => {
  if (lost > 0 && !wasReached) {
    const sentence = `the log service at ${session.place.url} cannot be reached: ${lines(lost)} could not be delivered`
    throw new CliError(exitCodes.unreachable, sentence, startHint)
  }
  const where = runId === '' ? '' : ` to ${runId}  ${session.address(runId)}`
  session.say(`sent ${lines(sent)}${where}`)
  if (lost > 0) throw new CliError(exitCodes.error, `${lines(lost)} could not be delivered`)
}
