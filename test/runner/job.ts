// Job: runs one job of a workflow as the runners document it, with our own files as `owner/spoor/…@v1`; other actions do nothing here.
// Promises: `{0}` is replaced by a script file, without suffix under a custom shell; the first word of a shell is looked up in PATH with what
//   GITHUB_PATH brought in front; GITHUB_ENV is read after each step; inside a composite action neither secrets nor, on Forgejo, the
//   matrix are seen, and job.status is its own.
// Source: GitHub's "Workflow syntax" and "Metadata syntax"; nektos/act, forgejo-runner: act/runner/{step_run,action_composite}.go.
// Leaves to others: processes (process.ts), expressions (expression.ts), what an image holds (images.ts).
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { type Contexts, interpolate, isMet, type Standing, type Value } from './expression.ts'
import type { Image } from './images.ts'
import { type Ended, type ProcessOptions, runProcess } from './process.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

export type Step = {
  id?: string
  uses?: string
  run?: string
  shell?: string
  if?: string
  with?: Record<string, string | boolean>
  env?: Record<string, string>
  'continue-on-error'?: boolean
  'timeout-minutes'?: number
}
type Job = { defaults?: { run?: { shell?: string } }; env?: Record<string, string>; steps: Step[] }
type Action = { inputs?: Record<string, { default?: string }>; runs: { steps: Step[] } }

export type JobOptions = Pick<ProcessOptions, 'isPty' | 'stopsAtExit' | 'cancel' | 'graceMs'> & {
  image: Image
  /** The runner's: temporary files, workspace. */
  folder: string
  forge?: 'github' | 'forgejo'
  /** Over the defaults; `event` is the payload. */
  github?: Record<string, Value>
  secrets?: Record<string, string>
  inputs?: Record<string, Value>
  matrix?: Value
  /** Where RUNNER_TEMP points; a folder of its own if not said. */
  temp?: string
}

export type StepResult = { id: string; outcome: string; code: number; output: string; ms: number }
export type JobResult = { status: string; steps: StepResult[] }

/** Runs the only job of `workflow`, a YAML text. */
export const runJob = async (t: TestContext, workflow: string, options: JobOptions): Promise<JobResult> => {
  const { image, folder, forge = 'github', secrets = {}, inputs = {}, matrix = null, cancel } = options
  const [[jobId, job]] = Object.entries((parse(workflow) as { jobs: Record<string, Job> }).jobs) as [[string, Job]]
  const temp = options.temp ?? join(folder, 'temp')
  const files = join(folder, 'files')
  mkdirSync(files, { recursive: true })
  if (options.temp === undefined) mkdirSync(temp, { recursive: true })

  const github: Record<string, Value> = {
    repository: 'acme/shop',
    run_id: '42',
    run_attempt: '2',
    job: jobId,
    workflow: 'CI',
    event_name: 'push',
    ref: 'refs/heads/main',
    sha: 'a'.repeat(40),
    token: 'forge-token-of-this-job',
    event: { repository: { default_branch: 'main' } },
    ...options.github,
  }
  const standing: Standing = { hasFailed: false, isCancelled: false }
  cancel?.addEventListener('abort', () => {
    standing.isCancelled = true
  })
  const extra: string[] = []
  const added: Record<string, string> = {}
  let scripts = 0

  const contextsOf = (): Contexts => ({
    github,
    secrets,
    inputs,
    matrix,
    env: { ...added },
    job: { status: standing.isCancelled ? 'cancelled' : standing.hasFailed ? 'failure' : 'success' },
  })

  const runStep = async (step: Step, id: string, shell: string | undefined, contexts: Contexts, path?: string) => {
    const own = Object.fromEntries(
      Object.entries({ ...job.env, ...step.env }).map(([name, text]) => [name, interpolate(text, contexts, standing)]),
    )
    for (const name of ['env', 'path']) writeFileSync(join(files, name), '')
    const PATH = [...extra, image.path].join(delimiter)
    const upper = (name: string) => `GITHUB_${name.toUpperCase()}`
    const known = Object.entries(github).filter(([name, value]) => typeof value === 'string' && name !== 'token')
    const env: NodeJS.ProcessEnv = {
      ...Object.fromEntries(known.map(([name, value]) => [upper(name), value as string])),
      CI: 'true',
      HOME: folder,
      PATH,
      RUNNER_TEMP: temp,
      GITHUB_ACTION: id,
      GITHUB_ENV: join(files, 'env'),
      GITHUB_PATH: join(files, 'path'),
      ...(image.libraries === '' ? {} : { LD_LIBRARY_PATH: image.libraries }),
      ...(path === undefined ? {} : { GITHUB_ACTION_PATH: path }),
      ...(forge === 'forgejo' ? { FORGEJO_TOKEN: github.token as string } : {}),
      ...added,
      ...own,
    }
    const isBuiltIn = shell === undefined || builtIn[shell] !== undefined
    const script = join(files, `${++scripts}${isBuiltIn ? '.sh' : ''}`)
    // forgejo's and act's begin with an empty line
    writeFileSync(script, `${forge === 'forgejo' ? '\n' : ''}${interpolate(step.run!, contexts, standing)}\n`)
    const command = commandOf(shell, PATH, script, image)
    const minutes = step['timeout-minutes']
    const ended: Ended =
      command === undefined
        ? { code: 127, output: `${shell}: command not found\n`, isStopped: false }
        : await runProcess(t, command, { ...options, env, cwd: folder, limitMs: minutes && minutes * 60_000 })
    extra.unshift(...linesOf(join(files, 'path')).toReversed())
    for (const line of linesOf(join(files, 'env'))) added[line.split('=', 1)[0]!] = line.slice(line.indexOf('=') + 1)
    return ended
  }

  const runAction = async (step: Step, id: string, contexts: Contexts): Promise<Ended> => {
    const path = /^owner\/spoor\/(.*)@v1$/.exec(step.uses!)?.[1]
    if (path === undefined) return { code: 0, output: '', isStopped: false }
    const action = parse(readFileSync(join(root, path, 'action.yml'), 'utf8')) as Action
    const given = { ...step.with }
    const values = Object.entries(action.inputs ?? {}).map(([name, input]) => {
      const { secrets: _, ...visible } = contexts
      const text = given[name]
      return [
        name,
        text === undefined
          ? interpolate(input.default ?? '', visible, standing)
          : interpolate(`${text}`, contexts, standing),
      ]
    })
    const inner: Contexts = { github, inputs: Object.fromEntries(values), job: { status: 'success' }, env: {} }
    if (forge === 'github') inner.matrix = matrix
    let output = ''
    for (const part of action.runs.steps) {
      const ended = await runStep(part, id, part.shell, inner, join(root, path))
      output += ended.output
      if (ended.code !== 0 && part['continue-on-error'] !== true) return { ...ended, output }
    }
    return { code: 0, output, isStopped: false }
  }

  const steps: StepResult[] = []
  let unnamed = 0
  for (const [index, step] of job.steps.entries()) {
    const ids = {
      github: step.run === undefined ? '__spoor' : `__run${++unnamed > 1 ? `_${unnamed}` : ''}`,
      forgejo: `${index}`,
    }
    const id = step.id ?? ids[forge]
    const contexts = contextsOf()
    if (!isMet(step.if, contexts, standing)) {
      steps.push({ id, outcome: 'skipped', code: 0, output: '', ms: 0 })
      continue
    }
    const begunMs = performance.now()
    const ended =
      step.run === undefined
        ? await runAction(step, id, contexts)
        : await runStep(step, id, step.shell ?? job.defaults?.run?.shell, contexts)
    const outcome =
      ended.isStopped && standing.isCancelled
        ? 'cancelled'
        : ended.isStopped || ended.code !== 0
          ? 'failure'
          : 'success'
    steps.push({ id, outcome, code: ended.code, output: ended.output, ms: performance.now() - begunMs })
    if (outcome === 'failure' && step['continue-on-error'] !== true) standing.hasFailed = true
  }
  return { status: (contextsOf().job as { status: string }).status, steps }
}

const builtIn: Record<string, string> = {
  bash: 'bash --noprofile --norc -e -o pipefail {0}',
  sh: 'sh -e {0}',
}

/** Undefined when the first word is nowhere in PATH. A script is started by the image's /bin/sh. */
const commandOf = (shell: string | undefined, path: string, script: string, image: Image): string[] | undefined => {
  const find = (name: string) =>
    path
      .split(delimiter)
      .map((folder) => join(folder, name))
      .find((file) => existsSync(file))
  const text =
    shell === undefined ? (find('bash') === undefined ? 'sh -e {0}' : 'bash -e {0}') : (builtIn[shell] ?? shell)
  if (!text.includes('{0}')) throw new Error(`the shell ${text} has no {0}`)
  const [name, ...args] = text.split(' ').map((word) => word.replace('{0}', script))
  const program = find(name!)
  if (program === undefined) return undefined
  const isScript = readFileSync(program).subarray(0, 10).toString() === '#!/bin/sh\n'
  return [...(isScript ? [image.sh] : []), program, ...args]
}

const linesOf = (path: string): string[] => readFileSync(path, 'utf8').split('\n').filter(Boolean)
