// spoor run: a new run around one command.
//
//   command ─┬─ stdout ─▶ capture.ts ─▶ stdout        lines of both, as they arrive ─▶ outbox.ts ─▶ send.ts ─▶ the new run
//            └─ stderr ─▶ capture.ts ─▶ stderr
//
// Promises: the command runs, ends and is answered for as without us: its stdin, its bytes, its signals, its exit code. The service
//   being away changes nothing of that: it is told on stderr, and what could not be kept is counted.
import { basename } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Command, Option } from 'commander'
import { isId, newRunId } from '../record/names.ts'
import { beginRun } from './begin-run.ts'
import { startChild } from './child.ts'
import { codeIdOf } from './code-id.ts'
import { maxLineBytes } from './cut.ts'
import { tellDelta } from './delta.ts'
import { CliError, exitCodes } from './failure.ts'
import { createOutbox, type Outbox } from './outbox.ts'
import { captureAll, type StreamName } from './run-capture.ts'
import { environmentFor, writeEnv } from './run-environment.ts'
import { addTaskOptions, type TaskOptions } from './run-task-options.ts'
import { createSender, type Sender } from './send.ts'
import { openSession, type Session } from './session.ts'
import type { ReadSettings } from './settings.ts'
import { duration, sourceName } from './values.ts'
import { linesInWords } from './words.ts'

type Options = TaskOptions & { source?: string; wait: number; env?: boolean; delta: boolean; exitStatus?: boolean }
type Entry = { timestamp: string; message: string; metadata: { stream: StreamName } }

const maxBytes = 64 << 20
const maxHoldMs = 1000
// of an entry, beside its message
const entryBytes = 200

export const addRun = (root: Command, readSettings: ReadSettings, args: string[]): void => {
  const run = root
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
        "With --task the command is an agent: what it says goes to a task's log instead, as what it is: texts, calls of tools, tokens, " +
          'cost. Its apps write to the new run, which belongs to the task.',
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
  addTaskOptions(run)
  run
    .addHelpText(
      'after',
      [
        '\nExamples:',
        '  spoor run -- npm test                     then: spoor raw -g fail -C 3',
        '  spoor run --source web -- npm run dev     elsewhere: spoor tail',
        "  spoor run --run build-7 -- sh -c 'make 2>&1'",
        "  spoor run --task -- claude -p 'fix the tests' --output-format stream-json --verbose",
      ].join('\n'),
    )
    .action(async (command: string[], options: Options, self: Command) => {
      checkCommand(command, args)
      const session = openSession(self, readSettings)
      const runId = nameOf(session)
      if (!options.task) return runLines(session, runId, command, options)
      // only here: an agent's languages are not needed for lines
      const { runTask } = await import('./run-task.ts')
      return runTask(session, runId, command, options)
    })
}

// without -- the command's own options would be read as ours
const checkCommand = (command: string[], args: string[]) => {
  const first = args.indexOf('--') + 1
  if (first > 0 && first + command.length === args.length) return
  throw new CliError(exitCodes.usage, 'the command stands behind --', 'as in: spoor run -- npm test')
}

const nameOf = ({ namedRun = newRunId(Date.now()) }: Session): string => {
  if (isId(namedRun) && namedRun !== 'latest') return namedRun
  const hint = 'letters, digits, dot, dash, underscore'
  throw new CliError(exitCodes.usage, `${namedRun} cannot be the name of a new run`, hint)
}

const runLines = async (
  session: Session,
  runId: string,
  command: string[],
  { source, wait, env, delta, exitStatus }: Options,
): Promise<void> => {
  const { place, say } = session
  const giveUp = new AbortController()
  // of the code as it is now: the command may change it
  const codeId = codeIdOf(process.cwd())
  const child = startChild(command, environmentFor(place, runId), () => giveUp.abort())
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
  const take = (lines: string[], stream: StreamName) => {
    const timestamp = new Date().toISOString()
    outbox.put(lines.map((message) => ({ timestamp, message, metadata: { stream } })))
  }
  const { exit, isLineOpen } = await captureAll(child, { take, room: outbox.room, maxLineBytes })
  process.exitCode = exit.code
  // our talk begins a line of its own
  if (isLineOpen && !session.isQuiet) process.stderr.write('\n')
  await deliver(outbox, sender, giveUp, wait)
  tellEnd(session, sender, outbox)
  if (!delta || sender.sent === 0) return
  const fresh = await tellDelta(session, runId, wait)
  if (exitStatus && process.exitCode === exitCodes.ok && fresh > 0) process.exitCode = exitCodes.issues
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
