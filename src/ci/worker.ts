// Worker: the thread in which logs are read; this file is its entry.
// Promises: one task at a time, answered once; on Linux the thread gives way to all others.
import { parentPort, workerData } from 'node:worker_threads'
import { builtInRules } from '../failures/rules/rules.ts'
import { userRulesIn, withUserRules } from '../failures/user.ts'
import { givesWay } from '../lib/gives-way.ts'
import type { Fault } from '../lib/thread.ts'
import { createRedactor } from '../redact/redact.ts'
import { type Answer, excerpts, keep, type Task, type Tools } from './work.ts'

/** `patterns`: the owner's own secrets. `rulesText`: rules of the owner, as the section `rules` of their file holds them. */
export type WorkerSettings = { patterns: readonly string[]; rulesText: string | undefined }

const port = parentPort!
const say = (message: Answer | Fault) => port.postMessage(message)

const { patterns, rulesText } = workerData as WorkerSettings
const faults = {
  note(fault: string, detail: unknown) {
    // a key that has not ended when its log has is none of the next log's
    if (fault !== 'redact.openKeys') say({ fault, detail: String(detail) })
  },
  mended() {},
  list: () => ({}),
}
const tools: Tools = {
  redactor: createRedactor({ patterns, maxOpenKeys: 1, faults }),
  rules: rulesText === undefined ? builtInRules : withUserRules(builtInRules, userRulesIn(rulesText)),
}

const answer = async (task: Task): Promise<Answer> => {
  try {
    return 'keep' in task ? { kept: await keep(task.keep, tools) } : { shown: await excerpts(task.excerpts) }
  } catch (error) {
    return { error: (error as Error).stack ?? String(error) }
  }
}

// a little: agents wait for it, and everybody for the corridor
const lowered = givesWay('ci', 2)
if (lowered) say(lowered)

port.on('message', async (task: Task) => say(await answer(task)))
