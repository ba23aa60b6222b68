// Real stacks: small programs that really fail, in the ways programs do; each is one failure, found at the line where it went wrong.
// The line that is meant is marked in the program itself.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { failuresOf } from '../src/failures/testing/samples.ts'

type Program = {
  what: string
  file: string
  /** `// here` or `# here` ends the line that is meant. */
  source: string
  rule: string
  /** Of the function that is meant, when the runtime names it. */
  func?: string
}

const node = (what: string, rule: string, source: string, func?: string, file = 'src/app.mjs'): Program => ({
  what,
  file,
  source,
  rule,
  func,
})
const nodePrograms = [
  node(
    'reads a property of undefined',
    'code-error',
    'const greet = (user) => {\n  return user.name.trim() // here\n}\ngreet({})\n',
    'greet',
  ),
  node(
    'rejects without anybody there',
    'exception',
    'const bill = async () => {\n  throw new Error("no money") // here\n}\nbill()\n',
    'bill',
  ),
  node(
    'wraps what went wrong',
    'code-error',
    'const parse = () => JSON.parse("{oops") // here\nconst start = () => {\n  try {\n    parse()\n  } catch (cause) {\n    throw new Error("could not start", { cause })\n  }\n}\nstart()\n',
    'parse',
  ),
  node(
    'reads a file that is not there',
    'file-not-found',
    'const fs = require("node:fs")\nfunction load() {\n  return fs.readFileSync("/nothere/config.json") // here\n}\nload()\n',
    'load',
    'app.cjs',
  ),
  node(
    'asks for a module that is not there',
    'module-not-found',
    'const left = require("left-pad-that-is-not") // here\n',
    undefined,
    'lib/deep/app.cjs',
  ),
  node('has a syntax error', 'code-error', 'const a = 1\nconst b = = 2 // here\n', undefined, 'app.cjs'),
  node(
    'listens where somebody listens',
    'port-in-use',
    'const { createServer } = require("node:net")\nconst first = createServer().listen(0, () => {\n  const second = createServer()\n  second.listen(first.address().port) // here\n  second.on("error", (error) => { console.error(error); process.exit(1) })\n})\n',
    undefined,
    'app.cjs',
  ),
  node(
    'calls itself for ever',
    'code-error',
    'function walk() {\n  return walk() + 1 // here\n}\nwalk()\n',
    'walk',
    'app.cjs',
  ),
  node(
    'is TypeScript, with its types taken away',
    'code-error',
    'type Item = { price?: number }\nconst priceOf = (item: Item): number =>\n  item.price!.valueOf() // here\npriceOf({})\n',
    'priceOf',
    'src/app.mts',
  ),
]

const python = (what: string, rule: string, source: string, func: string): Program => ({
  what,
  file: 'app.py',
  source,
  rule,
  func,
})
const pythonPrograms = [
  python('misses a key', 'exception', 'def load(d):\n    return d["name"]  # here\n\nload({})\n', 'load'),
  python(
    'wraps what went wrong',
    'exception',
    'def port(d):\n    return d["port"]  # here\n\ndef start():\n    try:\n        port({})\n    except KeyError as e:\n        raise RuntimeError("could not start") from e\n\nstart()\n',
    'port',
  ),
  python(
    'fails in a thread',
    'exception',
    'import threading\n\ndef work():\n    1 / 0  # here\n\nt = threading.Thread(target=work)\nt.start()\nt.join()\n',
    'work',
  ),
  python(
    'logs an exception and goes on',
    'exception',
    'import logging\nlogging.basicConfig(format="%(asctime)s %(levelname)s %(message)s", level="INFO")\n\ndef job():\n    int("many")  # here\n\ntry:\n    job()\nexcept ValueError:\n    logging.exception("the job failed")\nlogging.info("done")\n',
    'job',
  ),
  python(
    'finds nobody at a port',
    'connection-refused',
    'import socket\n\ndef connect():\n    socket.create_connection(("127.0.0.1", 9))  # here\n\nconnect()\n',
    'connect',
  ),
  python(
    'fails a test',
    'test-failed',
    'import unittest\n\nclass SumTest(unittest.TestCase):\n    def test_adds(self):\n        self.assertEqual(1 + 1, 3)  # here\n\nunittest.main()\n',
    'test_adds',
  ),
]

const c = (what: string, rule: string, source: string, func?: string): Program => ({
  what,
  file: 'main.c',
  source,
  rule,
  func,
})
const cPrograms: [Program, ...string[]][] = [
  [
    c(
      'reads a null pointer',
      'sanitizer',
      'int deref(int *p) {\n  return *p; // here\n}\nint main(void) { return deref(0); }\n',
      'deref',
    ),
    '-fsanitize=address',
  ],
  [
    c(
      'reads behind the end',
      'sanitizer',
      '#include <stdlib.h>\nint at(int *p, int i) {\n  return p[i]; // here\n}\nint main(void) { int *p = malloc(8); return at(p, 4); }\n',
      'at',
    ),
    '-fsanitize=address',
  ],
  [
    c(
      'claims what is not so',
      'aborted',
      '#include <assert.h>\nint half(int n) {\n  assert(n % 2 == 0); // here\n  return n / 2;\n}\nint main(void) { return half(3); }\n',
      'half',
    ),
  ],
  [
    c(
      'adds too much',
      'sanitizer',
      '#include <limits.h>\nint add(int a) {\n  return a + INT_MAX; // here\n}\nint main(int n, char **v) { (void)v; return add(n) == 0; }\n',
    ),
    '-fsanitize=undefined',
  ],
  [c('does not compile', 'compiler', 'int main(void) {\n  return total; // here\n}\n')],
]

test('Node programs that fail are found at the line where they do', (t) => {
  for (const program of nodePrograms) check(t, program, (file) => print(t, process.execPath, [file], file))
})

test('Python programs that fail are found at the line where they do', (t) => {
  if (isThere(t, 'python3'))
    for (const program of pythonPrograms) check(t, program, (file) => print(t, 'python3', [file], file))
})

test('C programs that fail are found at the line where they do', (t) => {
  if (!isThere(t, 'cc')) return
  for (const [program, ...flags] of cPrograms) {
    check(t, program, (file) => {
      const binary = join(dirname(file), 'main')
      const said = print(t, 'cc', ['-w', '-g', ...flags, '-o', binary, file], file)
      return said === '' ? print(t, binary, [], file) : said
    })
  }
})

const check = (t: TestContext, { what, file, source, rule, func }: Program, run: (file: string) => string) => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'spoor-stacks-')))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, file)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, source)
  const text = run(path)
  const line = source.split('\n').findIndex((each) => /(?:\/\/|#) here$/.test(each)) + 1
  const found = failuresOf(`before\n${text}\nafter`).map((failure) => ({ rule: failure.rule, place: failure.frame }))
  assert.equal(found.length, 1, `${file} ${what}:\n${text}\n${JSON.stringify(found)}`)
  const [{ rule: by, place }] = found as [(typeof found)[0]]
  const named = {
    rule: by,
    file: place && join(folder, place.file.replace(folder, '')),
    line: place?.line,
    func: func && place?.func,
  }
  assert.deepEqual(named, { rule, file: path, line, func }, `${file} ${what}:\n${text}`)
}

const print = (t: TestContext, command: string, args: string[], file: string): string => {
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(?:NODE_|PYTHON)/.test(name)))
  // both streams into one pipe, in the order in which they were written
  const { stdout, error } = spawnSync('sh', ['-c', 'exec "$@" 2>&1', 'sh', command, ...args], {
    cwd: dirname(file),
    env: { ...clean, LC_ALL: 'C', PYTHONDONTWRITEBYTECODE: '1' },
    encoding: 'utf8',
    signal: t.signal,
  })
  if (error !== undefined) throw error
  return stdout.trimEnd()
}

const isThere = (t: TestContext, tool: string): boolean => {
  const { status } = spawnSync(tool, ['--version'])
  if (status !== 0) {
    t.diagnostic(`${tool} is not here: its programs were not tried`)
    assert.ok(!process.env.CI, `${tool} is needed`)
  }
  return status === 0
}
