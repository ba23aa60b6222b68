// The serverless entry as it is built, on Node 20, inside a function that is frozen right after its response: acknowledged means there.
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { symlinkSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { askJson } from './house.ts'
import { kindsOfStore } from './houses.ts'
import { orNoted } from './servers/servers.ts'
import { cleanEnv, folderFor } from './service.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const tsc = fileURLToPath(import.meta.resolve('typescript/package.json').replace('package.json', 'bin/tsc'))
const token = 'a-token-of-this-test'

const node20 = await orNoted('node 20', async () => {
  for (const folder of process.env.PATH!.split(delimiter)) {
    const program = join(folder, 'node')
    try {
      if (execFileSync(program, ['--version'], { encoding: 'utf8' }).startsWith('v20.')) return program
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
  }
  throw new Error('no Node 20 is in PATH')
})

// a platform in small: it hands requests on to a web-standard handler
const platform = `
import { createServer } from 'node:http'
import { openSpoor } from 'spoor/serverless'
const spoor = await openSpoor()
const handler = async (request) => {
  if (new URL(request.url).pathname !== '/hook') return spoor.fetch(request)
  const { delivery, action } = await request.json()
  return Response.json(await spoor.append('run/hook', [{ source: 'telegram', message: action }], { batchId: delivery }))
}
const server = createServer(async (incoming, outgoing) => {
  const chunks = []
  for await (const chunk of incoming) chunks.push(chunk)
  const { method, headers, url } = incoming
  const response = await handler(new Request('http://f.example' + url, { method, headers, body: Buffer.concat(chunks) }))
  outgoing.writeHead(response.status, { connection: 'close' }).end(await response.text())
})
server.listen(0, '127.0.0.1', () => console.log(process.version, server.address().port))
`

const built = (t: TestContext): string => {
  const folder = folderFor(t)
  const spoor = join(folder, 'spoor')
  execFileSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json'), '--outDir', join(spoor, 'dist')])
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  symlinkSync(join(root, 'package.json'), join(spoor, 'package.json'))
  // an import of its own name is how a package reaches what it exports
  writeFileSync(join(spoor, 'platform.mjs'), platform)
  return spoor
}

const platformFor = async (t: TestContext, env: Record<string, string>) => {
  const folder = built(t)
  const child = spawn(node20!, [join(folder, 'platform.mjs')], {
    env: { ...cleanEnv(), ...env, SPOOR_TOKEN: token, SPOOR_ALLOWED_HOSTS: 'f.example' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.after(async () => {
    child.kill('SIGKILL')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  })
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  const [version, port] = line.split(' ')
  assert.match(version!, /^v20\./)
  return {
    child,
    post: (path: string, body: string, headers: Record<string, string> = {}) =>
      fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', body, headers }),
  }
}

if (node20) {
  for (const { kind, env, houseFor } of kindsOfStore(['redis', 's3'])) {
    test(`what a function on Node 20 acknowledged is in ${kind}, though it is frozen right after, thawed and killed`, async (t) => {
      const shared = env()
      const { child, post } = await platformFor(t, { ...shared, SPOOR_STORE: kind })
      const house = await houseFor(t, shared)
      const kept = async (run: string) => {
        const { json } = await askJson(house, { GET: `/raw?runId=${run}&order=oldest&format=json` })
        return json.logs?.map(({ source, message }) => `${source} ${message}`)
      }
      const hook = async (delivery: string, action: string) => {
        const response = await post('/hook', JSON.stringify({ delivery, action }))
        child.kill('SIGSTOP')
        assert.equal(response.status, 200, await response.text())
      }
      await hook('d1', 'approved')
      assert.deepEqual(await kept('hook'), ['telegram approved'])
      child.kill('SIGCONT')
      await hook('d2', 'merged')
      child.kill('SIGCONT')
      // the platform delivers the first one once more
      await hook('d1', 'approved')
      assert.deepEqual(await kept('hook'), ['telegram approved', 'telegram merged'])
      child.kill('SIGCONT')

      const authorization = `Bearer ${token}`
      const refused = await post('/ingest?runId=web', 'from a stranger', { host: 'f.example' })
      assert.equal(refused.status, 401)
      const sent = await post('/ingest?runId=web&source=edge', `a secret: ghp_${'Ab1'.repeat(12)}`, { authorization })
      child.kill('SIGKILL')
      assert.equal(sent.status, 200, await sent.text())
      assert.match((await kept('web'))![0]!, /^edge a secret: (?!ghp_Ab1)/)
    })
  }
}
