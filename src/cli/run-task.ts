// Run task: a command that is an agent, in a task and a run of their own.
//
//   agent ─┬─ stdout ─▶ capture.ts ─▶ stdout     lines ─▶ task-feed.ts ─▶ the task's agent output, result, metadata
//          ├─ stderr ─▶ capture.ts ─▶ stderr     the same, marked as stderr
//          └─ its apps ─▶ their own loggers and OTLP ─▶ the run and the task, by the environment (run-environment.ts)
//
// Promises: those of `spoor run`: the agent runs, ends and is answered for as without us. However it ends, its task says how: without a
//   result of its own it was aborted.
import { basename } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { taskLog } from '../../client/src/index.ts'
import type { AgentResult } from '../intake/agents/agent-record.ts'
import { createAgentReader } from '../intake/agents/reader.ts'
import { newTaskId } from '../record/names.ts'
import { beginRun } from './begin-run.ts'
import { startChild } from './child.ts'
import { codeIdOf } from './code-id.ts'
import { pricesIn } from './prices.ts'
import { captureAll } from './run-capture.ts'
import { environmentFor, taskEnvironment, traceOf, writeEnv } from './run-environment.ts'
import { limitTo } from './run-limit.ts'
import { originOf } from './run-origin.ts'
import { promptOf } from './run-prompt.ts'
import { signsOfLife } from './run-task-alive.ts'
import type { TaskOptions } from './run-task-options.ts'
import { resultInWords } from './run-words.ts'
import type { Session } from './session.ts'
import { createTaskFeed } from './task-feed.ts'
import { counted, type Tally } from './task-tally.ts'

type Options = TaskOptions & { wait: number; env?: boolean }

// what is lost when we are killed is no older
const batchIntervalMs = 200

export const runTask = async (session: Session, runId: string, command: string[], options: Options): Promise<void> => {
  const { place, say, settings } = session
  const { taskId = newTaskId(), format, model } = options
  const prices = pricesIn(settings.settingsFile)
  const giveUp = new AbortController()
  const trace = traceOf(process.env.TRACEPARENT)
  const [codeId, origin] = [codeIdOf(process.cwd()), originOf(process.cwd())]
  const environment = environmentFor(place, runId)
  const env = { ...environment, ...taskEnvironment(place, { runId, taskId, trace }, environment) }
  const startedAt = new Date().toISOString()
  const child = startChild(command, env, () => giveUp.abort())
  const hindrance = await child.started
  if (hindrance) {
    session.warn(hindrance.why)
    process.exitCode = hindrance.exitCode
    return
  }
  say(`task ${taskId}, run ${runId}  ${session.address(runId)}`)
  if (options.env) await writeEnv(session, runId)

  const onError = (error: Error) => say(error.message)
  const tally = counted(taskLog(taskId, { url: place.url, token: place.token, batchIntervalMs, onError }))
  const { log } = tally
  const begun = beginRun({ place, runId, codeId, giveUp: giveUp.signal, say: () => undefined })
  const agent = options.agent ?? basename(command[0]!)
  const known = { source: 'cli', provider: 'local', status: 'running', created_at: startedAt, started_at: startedAt }
  const alive = signsOfLife(place, taskId, settings.taskLostAfterMs, known)
  void log.metadata({
    ...known,
    ...alive.first,
    ...{ assigned_agent: agent, ...(model !== undefined && { model }) },
    ...{ run_id: runId, trace_id: trace.traceId, cwd: process.cwd() },
    ...(settings.taskId !== '' && { parent_task_id: settings.taskId }),
  })
  void log.input({ message: promptOf(command) ?? command.join(' '), command, cwd: process.cwd() })
  void origin.then((place) => {
    if (Object.keys(place).length > 0) void log.metadata(place)
  })

  const feed = createTaskFeed(log, createAgentReader(format, { scope: runId, prices, ...(model && { model }) }))
  const limit = limitTo(child, options.limit, options.grace, () => session.warn('its time is over: SIGTERM'))
  const { exit, isLineOpen } = await captureAll(child, feed)
  limit.lift()
  alive.stop()
  process.exitCode = exit.code
  const result = feed.end({ exitCode: exit.code, signal: exit.signal, isTimedOut: limit.isOver })
  await origin
  void log.result({ ...result, completed_at: new Date().toISOString() })
  // our talk begins a line of its own
  if (isLineOpen && !session.isQuiet) process.stderr.write('\n')
  await deliver(tally, begun, giveUp, options.wait)
  tellEnd(session, tally, taskId, result)
}

/** Waits for the service; a signal ends it. What it has not taken then is on disk. */
const deliver = async ({ log, left }: Tally, begun: Promise<void>, giveUp: AbortController, waitMs: number) => {
  const stop = new Promise<void>((resolve) => giveUp.signal.addEventListener('abort', () => resolve()))
  await Promise.race([log.flush(waitMs), stop])
  await log.end(0)
  // it may have been asked for a moment ago, by a command that did nothing
  if (left().kept === 0) await Promise.race([begun, stop, sleep(waitMs, undefined, { ref: false })])
  giveUp.abort()
  await begun
}

const tellEnd = ({ say, warn, place }: Session, { left }: Tally, taskId: string, result: AgentResult) => {
  say(`task ${taskId}: ${resultInWords(result)}  spoor task ${taskId}`)
  const { kept, lost } = left()
  const because = `${place.url} did not take them; the exit code is the command's all the same`
  if (lost > 0) warn(`${recordsInWords(lost)} of the task lost: ${because}`)
  if (kept > 0) warn(`${recordsInWords(kept)} of the task kept on disk for the next command: ${because}`)
}

const recordsInWords = (count: number) => `${count.toLocaleString('en')} ${count === 1 ? 'record' : 'records'}`
