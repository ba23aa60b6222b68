// A house for tests of the doors: the real rooms without a port, over memory or a folder that goes with the test.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { readConfig } from '../src/config/config.ts'
import { type House, openHouse, type World } from '../src/house.ts'
import type { Log } from '../src/log.ts'

const silent: Log = { info() {}, warn() {}, error() {} }

export const houseFor = async (t: TestContext, env: Record<string, string> = {}, world: World = {}): Promise<House> => {
  const data = mkdtempSync(join(tmpdir(), 'spoor-house-'))
  const house = await openHouse(
    readConfig({ SPOOR_STORE: 'memory', SPOOR_DATA: data, SPOOR_PORT: '0', SPOOR_ANALYSIS: 'off', ...env }),
    silent,
    world,
  )
  t.after(async () => {
    await house.end()
    rmSync(data, { recursive: true, force: true })
  })
  return house
}

export type Asked = {
  GET?: string
  POST?: string
  body?: string | Uint8Array<ArrayBuffer>
  headers?: Record<string, string>
}

/** One request through the app, as from this machine. */
export const ask = ({ app }: House, { GET, POST, body, headers }: Asked): Promise<Response> =>
  Promise.resolve(
    app.request(`http://127.0.0.1:3002${GET ?? POST}`, {
      method: POST ? 'POST' : 'GET',
      body,
      headers: { host: '127.0.0.1:3002', ...headers },
    }),
  )

export const askJson = async (house: House, asked: Asked) => {
  const response = await ask(house, { ...asked, headers: { accept: 'application/json', ...asked.headers } })
  return { status: response.status, headers: response.headers, json: (await response.json()) as Answer }
}

/** The members that answers of several routes have. */
export type Answer = {
  [member: string]: unknown
  code?: string
  detail?: string
  hint?: string
  runId: string
  cursor: string
  accepted: number
  rejected: { line: number; error: string }[]
  logs: {
    message: string
    line: number
    cursor: string
    level: string
    source: string
    before?: { message: string }[]
    after?: { message: string }[]
  }[]
  total: number
  hasMore: boolean
}
