// ci-tee as a shell: a step under it ends, prints and is cancelled as it would without it, and its log is whole.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { until } from '../src/lib/testing/until.ts'
import { capture, images, inEveryImage } from './runner/capture.ts'
import type { Image } from './runner/images.ts'
import { type ProcessOptions, runProcess } from './runner/process.ts'
import { folderFor } from './service.ts'

const ciTee = fileURLToPath(new URL('../action/bin/ci-tee', import.meta.url))

/** As the set-up leaves it; `log(n)`: what was kept of the n-th step (latin1), `rc(n)`: its exit code, if it came so far. */
const shellIn = (t: TestContext, image: Image) => {
  const folder = folderFor(t)
  for (const name of ['bin', 'steps']) mkdirSync(join(folder, name))
  const program = join(folder, 'bin/ci-tee')
  copyFileSync(ciTee, program)
  const script = join(folder, 'script')
  const of = (n: number, name: string) => join(folder, 'steps', `${n}`, name)
  return {
    folder,
    script,
    command: [image.sh, program],
    log: (n = 1) => readFileSync(of(n, 'log'), 'latin1'),
    rc: (n = 1) => (existsSync(of(n, 'rc')) ? readFileSync(of(n, 'rc'), 'utf8').trim() : undefined),
    run(text: string, { flags = [], ...options }: { flags?: string[] } & Partial<ProcessOptions> = {}) {
      writeFileSync(script, text)
      const env = { PATH: image.path, ...options.env }
      return runProcess(t, [image.sh, program, ...flags, script], { cwd: folder, ...options, env })
    },
  }
}

inEveryImage('the exit code is that of the script, and of a signal that ended it', async (t, image) => {
  const shell = shellIn(t, image)
  for (const [n, [text, code]] of (
    [
      ['exit 0', 0],
      ['exit 1', 1],
      ['exit 7', 7],
      ['kill -TERM $$', 143],
      ['no-such-command', 127],
    ] as const
  ).entries()) {
    assert.equal((await shell.run(text)).code, code, text)
    assert.equal(shell.rc(n + 1), `${code}`)
  }
})

inEveryImage('-e ends a script at its first failure', async (t, image) => {
  const shell = shellIn(t, image)
  const { code, output } = await shell.run('echo before\nfalse\necho after')
  assert.deepEqual([code, output, shell.log()], [1, 'before\n', 'before\n'])
})

inEveryImage('what is printed comes in its order, whole, byte for byte, and the log is the same', async (t, image) => {
  const shell = shellIn(t, image)
  const lines = Array.from({ length: 500 }, (_, i) => `out ${i}\nerr ${i}\n`).join('')
  const text = `i=0; while [ $i -lt 500 ]; do echo "out $i"; echo "err $i" >&2; i=$((i + 1)); done
printf '::error file=a.ts,line=1::bad\\n::add-mask::hush-hush\\n'
printf 'nul\\000 high\\377\\200 esc\\033[31m cr\\r no end'`
  const { code, output } = await shell.run(text)
  const expected = `${lines}::error file=a.ts,line=1::bad\n::add-mask::hush-hush\nnul\0 high\xff\x80 esc\x1b[31m cr\r no end`
  assert.equal(code, 0)
  assert.equal(output, expected)
  assert.equal(shell.log(), expected)
})

inEveryImage('two million lines arrive', async (t, image) => {
  const shell = shellIn(t, image)
  writeFileSync(shell.script, 'seq 2000000\n')
  // past the runner's own reading, which is not what is asked here
  const count = `${shell.command.map((word) => `'${word}'`).join(' ')} '${shell.script}' | wc -l`
  const { stdout } = await promisify(execFile)(image.sh, ['-c', count], { env: { PATH: image.path } })
  assert.equal(stdout.trim(), '2000000')
  const log = shell.log()
  assert.equal(log.length, 14_888_896) // sum of digits and line ends of 1 … 2,000,000
  assert.ok(log.endsWith('\n1999999\n2000000\n'))
})

inEveryImage('a hundred steps one after the other are all complete', async (t, image) => {
  const shell = shellIn(t, image)
  writeFileSync(shell.script, 'echo begin; echo middle >&2; printf end\n')
  const [sh, program] = shell.command
  const loop = `i=0; while [ $i -lt 100 ]; do '${sh}' '${program}' '${shell.script}' || exit 1; echo; i=$((i + 1)); done`
  const { stdout } = await promisify(execFile)(image.sh, ['-c', loop], { env: { PATH: image.path } })
  assert.equal(stdout, 'begin\nmiddle\nend\n'.repeat(100))
  assert.equal(readdirSync(join(shell.folder, 'steps')).length, 100)
  for (let n = 1; n <= 100; n++) assert.deepEqual([shell.log(n), shell.rc(n)], ['begin\nmiddle\nend', '0'])
})

inEveryImage('a server left running keeps neither the step nor is it ended, and its log goes on', async (t, image) => {
  const shell = shellIn(t, image)
  const serve = 'until [ -e go ]; do sleep 0.05; done; echo served 1; echo served 2; : >went'
  const { code, output } = await shell.run(`{ ${serve}; } &\necho started`, { stopsAtExit: true })
  assert.deepEqual([code, output, shell.log()], [0, 'started\n', 'started\n'])
  writeFileSync(join(shell.folder, 'go'), '')
  // nobody reads what it prints any more
  await until(() => existsSync(join(shell.folder, 'went')) && shell.log() === 'started\nserved 1\nserved 2\n')
})

inEveryImage(
  'ci-tee ends after all that was printed is with the runner, which may stop reading then',
  async (t, image) => {
    const shell = shellIn(t, image)
    // more than the runner's pipe holds, less than that and ours together: the script ends while half of it is on its way
    writeFileSync(shell.script, 'seq 20000\n')
    const [sh, program] = shell.command
    const reader = `until [ -e '${shell.folder}/steps/1/rc' ]; do sleep 0.02; done; cat`
    const text = `{ '${sh}' '${program}' '${shell.script}'; echo ended; } | { ${reader}; }`
    const { stdout } = await promisify(execFile)(image.sh, ['-c', text], { env: { PATH: image.path } })
    assert.ok(stdout.endsWith('\n19999\n20000\nended\n'), stdout.slice(-60))
  },
)

inEveryImage('the script sees no variable and no open file of ours', async (t, image) => {
  const shell = shellIn(t, image)
  const names = 'at code dir done flags line log n name pause rc script steps status'.split(' ')
  const env = Object.fromEntries(names.map((name) => [name, `mine ${name}`]))
  const { output } = await shell.run('env; echo ---; ls /proc/self/fd', { env })
  for (const name of names) assert.match(output, new RegExp(`^${name}=mine ${name}$`, 'm'))
  assert.doesNotMatch(output, /^ci_tee/m)
  const plain = await runProcess(t, [image.sh, shell.script], { cwd: shell.folder, env: { PATH: image.path } })
  assert.equal(output.split('---')[1], plain.output.split('---')[1])
})

inEveryImage('where nothing can be kept, the script runs as if ci-tee were not there', async (t, image) => {
  const { script, command, folder, run } = shellIn(t, image)
  await run('echo ran; exit 7')
  const options = { cwd: folder, env: { PATH: image.path } }
  const plain = async ([sh, program]: string[]) => (await runProcess(t, [sh!, program!, script], options)).output
  rmSync(join(folder, 'steps'), { recursive: true })
  assert.equal(await plain(command), 'ran\n')
  writeFileSync(join(folder, 'steps'), 'in the way')
  assert.equal(await plain(command), 'ran\n')
  // where it stands when the set-up could make no folder
  assert.equal(await plain([image.sh, ciTee]), 'ran\n')
  const temp = join(folder, 'nowhere')
  const { status, steps, said } = await capture(t, '- run: exit 7', { image, temp })
  assert.deepEqual([status, steps[1]!.code], ['failure', 7])
  assert.equal(steps[0]!.output, `spoor: no folder can be made in ${temp}; the steps run, and nothing is kept\n`)
  assert.equal(said, `spoor: nothing was sent: no folder can be made in ${temp}\n`)
})

const logOf = (folder: string): string | undefined => {
  const [path] = globSync(join(folder, 'temp/spoor-ci.*/steps/1/log'))
  return path && readFileSync(path, 'latin1')
}

inEveryImage('what a cancelled step had printed arrives', async (t, image) => {
  const folder = folderFor(t)
  const cancelled = new AbortController()
  const job = capture(t, '- run: echo half; sleep 600', {
    image,
    folder,
    cancel: cancelled.signal,
    graceMs: [200, 200],
  })
  await until(() => logOf(folder) === 'half\n')
  cancelled.abort()
  const { status, steps, received } = await job
  assert.deepEqual([status, steps[1]!.outcome], ['cancelled', 'cancelled'])
  assert.deepEqual(
    received.map(({ text, fields }) => [text, fields.conclusion]),
    [['half\n', 'cancelled']],
  )
})

inEveryImage('a cancelled step may end by itself, and what it still prints is not lost', async (t, image) => {
  const folder = folderFor(t)
  const cancelled = new AbortController()
  const run = 'echo half; until [ -e go ]; do sleep 0.05; done; echo rest; exit 5'
  const job = capture(t, `- run: ${run}`, { image, folder, cancel: cancelled.signal, graceMs: [60_000, 60_000] })
  await until(() => logOf(folder) === 'half\n')
  cancelled.abort()
  writeFileSync(join(folder, 'go'), '')
  const { steps, received } = await job
  assert.deepEqual([steps[1]!.output, steps[1]!.code], ['half\nrest\n', 5])
  assert.deepEqual(
    received.map(({ text }) => text),
    ['half\nrest\n'],
  )
})

inEveryImage('what a step had printed before its time was over arrives, as a failure', async (t, image) => {
  const steps = '- run: echo half; sleep 600\n  timeout-minutes: 0.05'
  const { status, received } = await capture(t, steps, { image, graceMs: [200, 200] })
  assert.equal(status, 'failure')
  assert.deepEqual(
    received.map(({ text, fields }) => [text, fields.conclusion]),
    [['half\n', 'failure']],
  )
})

test('pipefail is kept, and left out where the job says so', async (t) => {
  for (const image of images.filter(({ name }) => name !== 'busybox')) {
    const shell = shellIn(t, image)
    assert.equal((await shell.run('false | true')).code, 1)
    assert.equal((await shell.run('false | true', { flags: ['--no-pipefail'] })).code, 0)
    assert.equal((await shell.run('false; true', { flags: ['--no-pipefail'] })).code, 1)
    const steps = '- run: "false | true"'
    assert.equal((await capture(t, steps, { image, shell: 'ci-tee --no-pipefail {0}' })).status, 'success')
  }
})

inEveryImage('on a terminal, as a runner on the host gives one, output and code are the same', async (t, image) => {
  const shell = shellIn(t, image)
  const { code, output } = await shell.run('seq 1000; exit 7', { isPty: true, env: { PATH: `${image.path}:/usr/bin` } })
  const expected = Array.from({ length: 1000 }, (_, i) => `${i + 1}\n`).join('')
  assert.deepEqual([code, output, shell.log()], [7, expected, expected])
})
