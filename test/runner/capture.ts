// Capture: what the tests of the CI capture begin with: a job whose steps run under ci-tee, in every image, and a service that takes its
// logs.
// Leaves to others: the runner (job.ts), the service (receiver.ts).
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, type TestContext, test } from 'node:test'
import { orNoted } from '../servers/servers.ts'
import { folderFor } from '../service.ts'
import { type Image, imageIn, imageNames } from './images.ts'
import { type JobOptions, type JobResult, runJob } from './job.ts'
import { type Answer, type Received, receiverFor, token } from './receiver.ts'

const folder = mkdtempSync(join(tmpdir(), 'spoor-images-'))
after(() => rmSync(folder, { recursive: true }))

/** One that cannot be had is noted. */
export const images: Image[] = []
for (const name of imageNames) {
  const image = await orNoted(`image ${name}`, () => imageIn(folder, name))
  if (image !== undefined) images.push(image)
}

/** The same in every image, at once. */
export const inEveryImage = (name: string, check: (t: TestContext, image: Image) => Promise<void>): void => {
  if (images.length === 0) return
  test(name, { concurrency: true }, async (t) => {
    await Promise.all(images.map((image) => t.test(image.name, (inner) => check(inner, image))))
  })
}

export type Captured = JobResult & {
  received: Received[]
  /** What the send step printed. */
  said: string
  /** Between the beginning of the send step and its end. */
  sendMs: number
  /** All that the job printed before the send step. */
  printed: string
}

export type CaptureOptions = Omit<JobOptions, 'folder'> & {
  folder?: string
  answer?: Answer
  /** Instead of the receiver's; `suffix` is put behind it. */
  url?: string
  suffix?: string
  shell?: string
  /** The send step's condition, and more of its inputs. */
  when?: string
  inputs?: Record<string, string>
}

const secret = (name: string) => `\${{ secrets.${name} }}`

/** `steps`: YAML, a list. The set-up stands before them, the send step behind. */
export const capture = async (t: TestContext, steps: string, options: CaptureOptions): Promise<Captured> => {
  const { answer, suffix = '', shell = 'ci-tee {0}', when = 'failure() || cancelled()', inputs = {}, ...rest } = options
  const { url, received } = await receiverFor(t, answer)
  const workflow = `
jobs:
  test:
    defaults: ${JSON.stringify({ run: { shell } })}
    steps:
      - uses: owner/spoor/action@v1
${steps.trim().replaceAll(/^/gm, '      ')}
      - uses: owner/spoor/action/send@v1
        if: ${when}
        with: ${JSON.stringify({ url: secret('SPOOR_URL'), token: secret('SPOOR_INTERNAL_TOKEN'), ...inputs })}
`
  const secrets = { SPOOR_URL: `${options.url ?? url}${suffix}`, SPOOR_INTERNAL_TOKEN: token, ...options.secrets }
  const forge = options.image.name === 'dash' ? 'github' : 'forgejo'
  const result = await runJob(t, workflow, { forge, folder: folderFor(t), ...rest, secrets })
  const before = result.steps.slice(0, -1)
  const { output: said, ms: sendMs } = result.steps.at(-1)!
  return { ...result, received, said, sendMs, printed: before.map(({ output }) => output).join('') }
}
