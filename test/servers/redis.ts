// Redis: Debian's redis-server, plain and as a cluster of three masters.
// Promises: it answers when started; nothing is kept over a restart unless the arguments say so.
// Leaves to others: a Redis that is there already (servers.ts).
import { execFile } from 'node:child_process'
import { connect } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { environmentOf, unpacked } from './debs.ts'
import { freePorts, served } from './process.ts'

export type RedisServer = {
  url: string
  port: number
  readonly pid: number
  stop(): Promise<void>
  /** SIGKILL: away from one moment to the next. */
  kill(): Promise<void>
  /** Ends it if it runs and starts it at the same port in the same folder, with other arguments if given. */
  restart(options?: RedisOptions): Promise<void>
}

/** `args`: as on redis-server's command line, after ours: ['--maxmemory', '3mb']. */
export type RedisOptions = { args?: string[] }

export type RedisCluster = {
  /** All masters, as one setting. */
  url: string
  /** Keys that begin like this share a slot. */
  prefix: string
  nodes: RedisServer[]
  stop(): Promise<void>
}

const togetherMs = 30_000

export const startRedis = async ({ args = [] }: RedisOptions = {}): Promise<RedisServer> => {
  const { program, env } = await redisProgram('redis-server')
  const [port] = (await freePorts(1)) as [number]
  const place = served()
  const own = ['--bind', '127.0.0.1', '--port', `${port}`, '--dir', place.folder, '--save', '', '--appendonly', 'no']
  const start = (more: string[]) =>
    place.start({ program, args: [...own, ...more], env, answers: async () => isReady(await ask(port, 'PING')) })
  try {
    await start(args)
  } catch (error) {
    await place.stop()
    throw error
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    get pid() {
      return place.pid
    },
    stop: place.stop,
    kill: place.kill,
    async restart(options) {
      await place.end()
      await start(options?.args ?? args)
    },
  }
}

/** Three masters that share the slots, without replicas. */
export const startRedisCluster = async (): Promise<RedisCluster> => {
  const { program, env } = await redisProgram('redis-cli')
  const buses = await freePorts(3)
  const nodes: RedisServer[] = []
  const stop = async () => {
    for (const node of nodes) await node.stop()
  }
  try {
    for (const bus of buses) {
      nodes.push(await startRedis({ args: ['--cluster-enabled', 'yes', '--cluster-port', `${bus}`] }))
    }
    const hosts = nodes.map(({ port }) => `127.0.0.1:${port}`)
    await promisify(execFile)(program, ['--cluster', 'create', ...hosts, '--cluster-yes'], {
      env: { ...process.env, ...env },
    })
    // the one that was asked first knows first
    const deadlineMs = Date.now() + togetherMs
    for (const { port } of nodes) {
      for (let info = ''; !/^cluster_state:ok\r$/m.test(info); info = await ask(port, 'CLUSTER INFO')) {
        if (Date.now() > deadlineMs) throw new Error(`the cluster did not come about: ${info}`)
        await pause(20)
      }
    }
    return { url: `redis+cluster://${hosts.join(',')}`, prefix: '{spoor}:', nodes, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

const redisProgram = async (name: string) => {
  const folder = await unpacked('redis', ['redis-server'])
  return { program: join(folder, 'usr/bin', name), env: environmentOf(folder) }
}

// one that wants a password is there too; one that is still loading its data is not
const isReady = (answer: string) => /^(\+PONG|-NOAUTH)/.test(answer)

/** One command and what comes back, over a connection of its own. */
const ask = async (port: number, command: string): Promise<string> => {
  const socket = connect(port, '127.0.0.1')
  socket.end(`${command}\r\nQUIT\r\n`)
  return text(socket)
}
