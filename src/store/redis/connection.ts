// Connection: runs scripts on Redis, and says in one way why it cannot.
// Promises: an answer belongs to its question; a call ends, by an answer or by STORE_UNAVAILABLE; what is away is noted, and mended
//   when it works again; it never exits and never throws beside a call.
// Leaves to others: sending again (whoever knows whether that is safe), what the scripts do.
import { setTimeout as pause } from 'node:timers/promises'
import { fail } from '../../errors.ts'
import type { Faults } from '../../lib/faults.ts'
import type { Address } from '../../lib/redis-address.ts'
import { clientOf, evaluate, nodesOf, type Patience } from './client.ts'
import { comebackOf } from './comeback.ts'
import { type Inspection, inspect } from './inspect.ts'
import { reasonOf, saysWhy, supposed } from './reasons.ts'
import type { Script } from './script.ts'
import type { Bulks } from './wire.ts'

export type Argument = string | number
export type Answer = (string | number | null | string[])[]

export interface Connection {
  /** The script's answer without the word; `more` are further arguments. Errors: STORE_UNAVAILABLE; what was asked may have been done all the same. */
  run(script: Script, keys: string[], args: Argument[], more?: Bulks[]): Promise<Answer>
  /** As far as is known; `problem`: why nothing or not everything works now. */
  about(): Inspection
  /** Looks again at how Redis is set up. */
  inspect(): Promise<void>
  /** Waits for what is under way. */
  end(): Promise<void>
}

const notReached = 'it was not reached yet'
const unknown: Inspection = { durability: 'accepted by Redis, which could not be asked yet how it keeps data' }

/** Resolves when it is known whether Redis is there; it may be away. */
export const connectTo = async (address: Address, patience: Patience, faults: Faults): Promise<Connection> => {
  const client = clientOf(address, patience)
  const comeback = comebackOf(client, patience.connectMs)
  let seen = unknown
  /** Why it is away; what it refuses. */
  let trouble: string | undefined = notReached
  let refused: string | undefined
  let words = 0
  let underWay = 0
  let whenIdle: (() => void) | undefined
  let wasReached = false
  let isEnding = false

  const away = (reason: string) => {
    if (isEnding) return
    trouble = wasReached ? reason : supposed(reason, address.hasTls)
    faults.note('redis away', `${address.where}: ${trouble}`)
  }
  const back = () => {
    trouble = undefined
    faults.mended('redis away')
  }
  // an answer too many or too few: nobody can say any more which question the next one belongs to
  const breakOff = (reason = 'its answers fell out of step with the questions') => {
    away(reason)
    for (const node of nodesOf(client)) node.stream?.destroy()
  }
  client.on('error', (error: Error) => {
    if (error.message.startsWith('Command queue state error')) breakOff()
    // the client would go on in database 0
    else if (isOfSelect(error)) breakOff(reasonOf(error))
    else if (saysWhy(error)) away(reasonOf(error))
  })
  client.on('node error', (error: Error) => {
    trouble ??= reasonOf(error)
  })
  client.on('close', () => {
    if (trouble === undefined || trouble === notReached) away('the connection was closed')
  })
  client.on('ready', () => {
    // a greeting that was broken off can be answered to its end all the same
    if (nodesOf(client).every(({ stream }) => stream?.destroyed)) return
    wasReached = true
    back()
    void look()
  })

  const look = async () => {
    try {
      seen = await inspect(nodesOf(client), address)
      if (seen.isEvicting) faults.note('redis evicts', seen.problem)
      else faults.mended('redis evicts')
    } catch (error) {
      // it went away again; the next time it is there it is asked again
      if (saysWhy(error as Error)) trouble ??= reasonOf(error as Error)
    }
  }

  const ask = async (script: Script, keys: string[], given: { args: Argument[]; more: Bulks[] }): Promise<unknown> => {
    try {
      return await evaluate(client, ['evalsha', script.sha], keys, given)
    } catch (error) {
      if (!(error as Error).message.startsWith('NOSCRIPT')) throw error
      // an answer that belongs to another question must not make this one be asked twice
      const echo = await evaluate(client, ['eval', 'return { ARGV[1] }'], keys, {
        args: [given.args[0]!],
        more: [],
      })
      if (!isOf(given.args[0], echo)) return echo
      return await evaluate(client, ['eval', script.lua], keys, given)
    }
  }

  const run: Connection['run'] = async (script, keys, args, more = []) => {
    if (seen.refusal !== undefined) throw unavailable(seen.refusal)
    const word = (++words).toString(36)
    const coming = comeback(underWay++ === 0)
    try {
      if (coming) await coming
      const answer = await ask(script, keys, { args: [word, ...args], more })
      if (!isOf(word, answer)) {
        breakOff()
        throw new Error(trouble)
      }
      if (trouble !== undefined) back()
      if (refused !== undefined && script.isWrite) {
        refused = undefined
        faults.mended('redis refuses')
      }
      return answer.slice(1) as Answer
    } catch (error) {
      throw explained(error as Error)
    } finally {
      if (--underWay === 0) whenIdle?.()
    }
  }

  const explained = (error: Error) => {
    if (error.name === 'ReplyError') {
      refused = reasonOf(error)
      faults.note('redis refuses', refused)
      return unavailable(refused, error)
    }
    return unavailable(trouble ?? 'the connection was lost before the answer', error)
  }
  const unavailable = (reason: string, cause?: Error) =>
    // ioredis' errors carry the command, and with it records
    fail('STORE_UNAVAILABLE', { reason: `Redis: ${reason}` }, cause && new Error(cause.message.slice(0, 200)))

  const greeted = async () => {
    try {
      await client.connect()
      await look()
    } catch (error) {
      // what was heard of before says more than that it could not connect
      if (trouble === notReached && saysWhy(error as Error)) away(reasonOf(error as Error))
    }
  }
  await Promise.race([greeted(), pause(patience.connectMs, undefined, { ref: false })])
  return {
    run,
    about: () => ({ ...seen, problem: trouble ?? refused ?? seen.problem }),
    inspect: look,
    async end() {
      isEnding = true
      if (underWay > 0) await new Promise<void>((resolve) => (whenIdle = resolve))
      client.disconnect()
    },
  }
}

const isOf = (word: Argument | undefined, answer: unknown): answer is [Argument, ...Answer] =>
  Array.isArray(answer) && answer[0] === word

const isOfSelect = (error: Error & { command?: { name: string } }) =>
  error.name === 'ReplyError' && error.command?.name === 'select'
