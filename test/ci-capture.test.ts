// What arrives of a job: which steps, under which names, with which fields; and that the job is what it would have been.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { capture, images, inEveryImage } from './runner/capture.ts'

const broken = `
- run: echo fine
- id: unit
  run: |
    echo one
    echo broken >&2
    exit 7
`

inEveryImage('the log of a failed step arrives with what names it, and the job fails as it would', async (t, image) => {
  const { status, steps, received, said } = await capture(t, broken, { image, matrix: { os: 'linux', node: 20 } })
  assert.equal(status, 'failure')
  assert.deepEqual(
    steps.map(({ outcome, code }) => [outcome, code]),
    [
      ['success', 0],
      ['success', 0],
      ['failure', 7],
      ['success', 0],
    ],
  )
  assert.deepEqual(
    received.map(({ form, fields, text, status }) => ({ form, fields, text, status })),
    [
      {
        form: 'text',
        text: 'one\nbroken\n',
        status: 201,
        fields: {
          repo: 'acme/shop',
          run_id: '42',
          run_attempt: '2',
          job_id: 'test',
          leg: 'linux, 20',
          workflow: 'CI',
          head_sha: 'a'.repeat(40),
          step_name: 'unit',
          conclusion: 'failure',
        },
      },
    ],
  )
  assert.equal(said, 'spoor: sent unit (failure)\n')
})

inEveryImage('a job that passes sends nothing, and the send step does not even run', async (t, image) => {
  const { status, steps, received } = await capture(t, '- run: echo fine', { image })
  assert.equal(status, 'success')
  assert.equal(steps.at(-1)!.outcome, 'skipped')
  assert.deepEqual(received, [])
})

inEveryImage(
  'a step without an id is called as the forges show it, and two of one name are told apart',
  async (t, image) => {
    const steps = `
- run: |

    make  "all" 100%
  continue-on-error: true
- run: exit 1
  continue-on-error: true
- run: exit 1
- id: lint
  if: always()
  run: exit 2
`
    const { received } = await capture(t, steps, { image })
    assert.deepEqual(received.map(({ fields }) => fields.step_name).sort(), [
      'Run exit 1',
      'Run exit 1 (2)',
      'Run make  "all" 100%',
      'lint',
    ])
  },
)

inEveryImage('a name of any length and alphabet arrives as valid UTF-8 within 256 bytes', async (t, image) => {
  const { received } = await capture(t, `- run: "false # ${'😀'.repeat(100)}"`, { image })
  const name = received[0]!.fields.step_name!
  // 12 bytes and whole characters of 4 bytes, up to 246
  assert.equal(name, `Run false # ${'😀'.repeat(58)}...`)
  assert.ok(Buffer.byteLength(name) <= 256)
})

const [first] = images
if (first !== undefined) {
  const image = first

  test('a pull request is told by its head, not by the merge that was built', async (t) => {
    const github = {
      event_name: 'pull_request',
      ref: 'refs/pull/7/merge',
      event: { pull_request: { head: { sha: 'b'.repeat(40) } } },
    }
    const { received } = await capture(t, broken, { image, github })
    assert.equal(received[0]!.fields.head_sha, 'b'.repeat(40))
  })

  test('the workflow is its file where the forge says so', async (t) => {
    const github = { workflow_ref: 'acme/shop/.github/workflows/ci.yml@refs/heads/main' }
    const { received } = await capture(t, broken, { image, github })
    assert.equal(received[0]!.fields.workflow, 'ci.yml')
  })

  test('a job of no matrix has an empty leg, and a leg that was given is taken as it is', async (t) => {
    const none = await capture(t, broken, { image })
    assert.equal(none.received[0]!.fields.leg, '')
    const given = await capture(t, broken, { image, inputs: { leg: 'arm64, slow' } })
    assert.equal(given.received[0]!.fields.leg, 'arm64, slow')
  })

  const green = { image, when: 'always()', inputs: { green: 'true' } }
  const sent = async (t: Parameters<typeof capture>[0], options: Parameters<typeof capture>[2]) =>
    (await capture(t, broken, options)).received.map(({ fields }) => [fields.step_name, fields.conclusion])
  const both = [
    ['unit', 'failure'],
    ['Run echo fine', 'success'],
  ]

  test('green: true sends what passed, too, behind what failed, and from the default branch alone', async (t) => {
    assert.deepEqual(await sent(t, green), both)
    assert.deepEqual(await sent(t, { ...green, inputs: {} }), both.slice(0, 1))
    assert.deepEqual(await sent(t, { ...green, github: { ref: 'refs/heads/other' } }), both.slice(0, 1))
    // its ref is the branch it goes to
    assert.deepEqual(await sent(t, { ...green, github: { event_name: 'pull_request_target' } }), both.slice(0, 1))
    assert.deepEqual(await sent(t, { ...green, github: { event: {}, ref: 'refs/heads/' } }), both.slice(0, 1))
  })

  test('why nothing was sent is said in one line, and the job is none the worse', async (t) => {
    const said = async (options: Partial<Parameters<typeof capture>[2]>, steps = broken) => {
      const captured = await capture(t, steps, { image, when: 'always()', ...options })
      assert.deepEqual(captured.received, [])
      assert.equal(captured.steps.at(-1)!.outcome, 'success')
      return captured.said
    }
    const fork = 'a pull request from a fork sees no secrets'
    assert.equal(await said({}, '- run: echo fine'), 'spoor: sent nothing (no step that ran under ci-tee failed)\n')
    assert.equal(
      await said({ secrets: { SPOOR_INTERNAL_TOKEN: '' } }),
      `spoor: sent nothing (no token was given; ${fork})\n`,
    )
    assert.equal(await said({ secrets: { SPOOR_URL: '' } }), `spoor: sent nothing (no url was given; ${fork})\n`)
    assert.equal(await said({ shell: 'sh' }), 'spoor: sent nothing (no step that ran under ci-tee failed)\n')
  })
}
