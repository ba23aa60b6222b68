// spoor run: a new run around one command.
//
//   command ─┬─ stdout ─▶ capture.ts ─▶ stdout        lines of both, as they arrive ─▶ outbox.ts ─▶ send.ts ─▶ the new run
//            └─ stderr ─▶ capture.ts ─▶ stderr
//
// Promises: the command runs, ends and is answered for as without us: its stdin, its bytes, its signals, its exit code. The service
//   being away changes nothing of that: it is told on stderr, and what could not be kept is counted.
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Command, Option } from 'commander'
import { isId, newRunId } from '../record/names.ts'
import { beginRun } from './begin-run.ts'
import { type Capture, createCapture } from './capture.ts'
import { type Child, startChild } from './child.ts'
import { codeIdOf } from './code-id.ts'
import { tellDelta } from './delta.ts'
import { setInEnvFile } from './env-file.ts'
import { CliError, exitCodes } from './failure.ts'
import { createOutbox, type Outbox } from './outbox.ts'
import { createSender, type Sender } from './send.ts'
import { openSession, type Session } from './session.ts'
import type { ReadSettings } from './settings.ts'
import { duration, sourceName } from './values.ts'
import { linesInWords } from './words.ts'

type Options = { source?: string; wait: number; env?: boolean; delta: boolean; exitStatus?: boolean }
type Entry = { timestamp: string; message: string; metadata: { stream: 'stdout' | 'stderr' } }

const maxBytes = 64 << 20
const maxHoldMs = 1000
// of an entry, beside its message
const entryBytes = 200
// what a command leaves behind may hold its streams open for ever
const quietMs = 500

export const addRun = (root: Command, readSettings: ReadSettings, args: string[]): void => {
  root
    .command('run')
    .helpGroup('Send:')
    .usage('[options] -- <command> [arguments...]')
    .summary('a new run around a command, whose exit code it keeps')
    .description(
      [
        'Begins a new run, runs the command, and keeps what it writes: one record a line, with the stream as an attribute. ' +
          'It sees LOG_RUN_ID and SPOOR_URL, so that its own loggers write to that run. --run names it.',
        'Its stdin is ours; its stdout and stderr are pipes, which go on to ours unchanged. Each keeps its order. Between the two ' +
          'it is the order of arrival: lines of the same instant may change places. Where that matters, make them one stream, ' +
          "as in the last example. Signals are passed on; what it leaves behind in the background isn't waited for.",
        'Exit code: that of the command; 128+n when signal n ended it, 127 when there is no such command, 126 when it cannot be ' +
          'executed. A service that is away changes none of it: lines that it did not get are counted on stderr.',
        'At the end it says what is wrong in comparison with the run before: new, still there, gone, flaky.',
      ].join('\n\n'),
    )
    .argument('<command...>', 'behind --, as it would stand by itself')
    .option('-s, --source <source>', 'who speaks (default: the name of the command)', sourceName)
    .option('--env', 'also write LOG_RUN_ID to .env.local of this folder')
    .addOption(
      new Option('--wait <duration>', 'after the end: how long the service may take no lines')
        .argParser(duration)
        .default(duration('5s'), '5s'),
    )
    .option('--no-delta', 'say nothing of what is wrong in comparison with the run before')
    .option('--exit-status', 'exit with 5 when the command ended with 0 and something new is wrong')
    .addHelpText(
      'after',
      [
        '\nExamples:',
        '  spoor run -- npm test                     then: spoor raw -g fail -C 3',
        '  spoor run --source web -- npm run dev     elsewhere: spoor tail',
        "  spoor run --run build-7 -- sh -c 'make 2>&1'",
      ].join('\n'),
    )
    .action((command: string[], options: Options, self: Command) => {
      checkCommand(command, args)
      return run(openSession(self, readSettings), command, options)
    })
}

// without -- the command's own options would be read as ours
const checkCommand = (command: string[], args: string[]) => {
  const first = args.indexOf('--') + 1
  if (first > 0 && first + command.length === args.length) return
  throw new CliError(exitCodes.usage, 'the command stands behind --', 'as in: spoor run -- npm test')
}

const run = async (
  session: Session,
  command: string[],
  { source, wait, env, delta, exitStatus }: Options,
): Promise<void> => {
  const { place, say, namedRun: runId = newRunId(Date.now()) } = session
  if (!isId(runId) || runId === 'latest') {
    throw new CliError(
      exitCodes.usage,
      `${runId} cannot be the name of a new run`,
      'letters, digits, dot, dash, underscore',
    )
  }
  const giveUp = new AbortController()
  // of the code as it is now: the command may change it
  const codeId = codeIdOf(process.cwd())
  const child = startChild(command, environmentFor(session, runId), () => giveUp.abort())
  const hindrance = await child.started
  if (hindrance) {
    session.warn(hindrance.why)
    process.exitCode = hindrance.exitCode
    return
  }
  say(`run ${runId}  ${session.address(runId)}`)
  if (env) await writeEnv(session, runId)

  const sender = createSender<Entry>({
    door: { url: place.url, token: place.token },
    runId,
    source: source ?? basename(command[0]!),
    waitMs: Number.POSITIVE_INFINITY,
    giveUp: giveUp.signal,
    bodyOf: (entries) => ({ entries }),
    say,
  })
  const begun = beginRun({ place, runId, codeId, giveUp: giveUp.signal, say })
  const sizeOf = ({ message }: Entry) => message.length + entryBytes
  const outbox = createOutbox({ sender, begun, maxBytes, maxHoldMs, sizeOf })
  const { exitCode, isLineOpen } = await captureAll(child, outbox)
  process.exitCode = exitCode
  // our talk begins a line of its own
  if (isLineOpen && !session.isQuiet) process.stderr.write('\n')
  await deliver(outbox, sender, giveUp, wait)
  tellEnd(session, sender, outbox)
  if (!delta || sender.sent === 0) return
  const fresh = await tellDelta(session, runId, wait)
  if (exitStatus && process.exitCode === exitCodes.ok && fresh > 0) process.exitCode = exitCodes.issues
}

const environmentFor = ({ place }: Session, runId: string): NodeJS.ProcessEnv => ({
  ...process.env,
  LOG_RUN_ID: runId,
  SPOOR_URL: place.url,
  ...(place.token !== undefined && { SPOOR_TOKEN: place.token }),
})

const writeEnv = async ({ warn }: Session, runId: string) => {
  try {
    await setInEnvFile(join(process.cwd(), '.env.local'), 'LOG_RUN_ID', runId)
  } catch (error) {
    // the command runs already
    warn(`.env.local was not written: ${(error as Error).message}`)
  }
}

/** Resolves when the command has ended and what it wrote was read. */
const captureAll = async (child: Child, outbox: Outbox<Entry>) => {
  const captures = (['stdout', 'stderr'] as const).map((stream) => {
    const to = process[stream]
    // the program's would end us when nobody reads on; here the command has to hear of it
    to.removeAllListeners('error')
    const take = (lines: string[]) => {
      const timestamp = new Date().toISOString()
      outbox.put(lines.map((message) => ({ timestamp, message, metadata: { stream } })))
    }
    return createCapture({ from: child[stream], to, take, room: outbox.room })
  })
  const read = Promise.all(captures.map(({ done }) => done))
  const exitCode = await child.exited
  await Promise.race([read, quiet(captures)])
  for (const capture of captures) capture.stop()
  await read
  const [stdout, stderr] = captures
  return { exitCode, isLineOpen: stderr!.isLineOpen || (stdout!.isLineOpen && process.stdout.isTTY) }
}

/** Nothing was there to be read for a while. */
const quiet = async (captures: Capture[]): Promise<void> => {
  for (;;) {
    const heard = captures.map((capture) => capture.heard)
    await sleep(quietMs)
    if (captures.every((capture, i) => capture.heard === heard[i] && !capture.isHeldUp)) return
  }
}

/** Waits as long as the service takes lines, and `waitMs` longer; a signal ends it. */
const deliver = async (outbox: Outbox<Entry>, sender: Sender<Entry>, giveUp: AbortController, waitMs: number) => {
  let isOver = false
  const ended = outbox.end().then(() => {
    isOver = true
  })
  for (let before = -1; !isOver && sender.sent > before; ) {
    before = sender.sent
    await Promise.race([ended, sleep(waitMs, undefined, { signal: giveUp.signal }).catch(() => undefined)])
  }
  giveUp.abort()
  await ended
}

const tellEnd = ({ say, warn, address, place }: Session, sender: Sender<Entry>, outbox: Outbox<Entry>) => {
  const lost = sender.lost + outbox.dropped
  if (sender.sent > 0 || lost === 0)
    say(`sent ${linesInWords(sender.sent)} to ${sender.runId}  ${address(sender.runId)}`)
  if (lost > 0)
    warn(`${linesInWords(lost)} could not be delivered to ${place.url}; the exit code is the command's all the same`)
}
