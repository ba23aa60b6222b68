// A realm that has what the web has and nothing of Node, as a process of its own:
//   `node --experimental-vm-modules realm.ts <entry of the built package> <script> <json>`
// The script is the body of an async function of `client` (the package's exports), `given` (the JSON), `seen` (what the realm was
// asked for: requests, timers, listeners) and `page` (its document and its events, if the script makes one); what it returns is
// printed as JSON.
import { readFileSync } from 'node:fs'
import { createContext, type Module, runInContext, SourceTextModule } from 'node:vm'

const [entry, script, json] = process.argv.slice(2)

/** Every request with whether it outlives its page, every timer and every listener that was ever set. */
const seen = { requests: [] as { keepalive: boolean; bytes: number }[], timers: 0, listeners: [] as string[] }

class Listened extends EventTarget {
  override addEventListener(type: string, listener: () => void): void {
    seen.listeners.push(type)
    super.addEventListener(type, listener)
  }
  override removeEventListener(type: string, listener: () => void): void {
    seen.listeners.splice(seen.listeners.indexOf(type), 1)
    super.removeEventListener(type, listener)
  }
}
const window = new Listened()
const document = Object.assign(new Listened(), { visibilityState: 'visible' })

const web: Record<string, unknown> = {
  fetch: (url: string, init: RequestInit = {}) => {
    seen.requests.push({ keepalive: init.keepalive === true, bytes: (init.body as Uint8Array)?.length ?? 0 })
    return fetch(url, init)
  },
  setTimeout: (...call: Parameters<typeof setTimeout>) => {
    seen.timers++
    // a browser's timer is a number
    return Number(setTimeout(...call))
  },
  crypto: { getRandomValues: crypto.getRandomValues.bind(crypto) },
  addEventListener: window.addEventListener.bind(window),
  removeEventListener: window.removeEventListener.bind(window),
}
for (const name of [
  'clearTimeout',
  'TextEncoder',
  'TextDecoder',
  'URL',
  'URLSearchParams',
  'AbortController',
  'AbortSignal',
])
  web[name] = (globalThis as Record<string, unknown>)[name]
for (const name of ['Blob', 'Response', 'CompressionStream', 'DecompressionStream', 'console', 'btoa'])
  web[name] = (globalThis as Record<string, unknown>)[name]

const context = createContext(web)
const modules = new Map<string, SourceTextModule>()

const load = (url: string): SourceTextModule => {
  const known = modules.get(url)
  if (known) return known
  const module = new SourceTextModule(readFileSync(new URL(url), 'utf8'), { context, identifier: url })
  modules.set(url, module)
  return module
}
const link = (name: string, from: Module): SourceTextModule => {
  if (!name.startsWith('./')) throw new Error(`${from.identifier} imports ${name}`)
  return load(new URL(name, from.identifier).href)
}

const root = load(entry!)
await root.link(link)
await root.evaluate()

const page = {
  open: () => void Object.assign(web, { document }),
  hide: () => {
    document.visibilityState = 'hidden'
    document.dispatchEvent(new Event('visibilitychange'))
  },
  go: () => window.dispatchEvent(new Event('pagehide')),
}
const body = runInContext(`(async (client, given, seen, page) => {${script}})`, context)
console.log(JSON.stringify(await body(root.namespace, JSON.parse(json!), seen, page)))
