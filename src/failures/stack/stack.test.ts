// Stacks: the forms in which runtimes name a place, each read by hand from what they print.
// Sources: V8's "Stack trace API"; MDN, "Error.prototype.stack"; the Python, Go, Rust, Java and .NET manuals.
import assert from 'node:assert/strict'
import test from 'node:test'
import { failuresOf, samples } from '../testing/samples.ts'
import { placeOf, readTrace } from '../trace.ts'
import { isInApp } from './in-app.ts'
import { scriptFrame } from './script.ts'

const read = (text: string) => readTrace(text.split('\n')).thrown
const short = (text: string) =>
  read(text).map(({ type, message, frames }) => [
    type,
    message,
    ...frames.map(({ file, func, line }) => `${file}:${line} ${func ?? ''}`.trim()),
  ])

test('every form of a frame of V8, Firefox and Safari is read', () => {
  const forms: [string, string, number, number, string | undefined][] = [
    ['    at run (/app/a.js:3:9)', '/app/a.js', 3, 9, 'run'],
    ['    at /app/a.js:3:9', '/app/a.js', 3, 9, undefined],
    ['    at async run (file:///app/a.mjs:3:9)', '/app/a.mjs', 3, 9, 'run'],
    ['    at async file:///app/a.mjs:3:9', '/app/a.mjs', 3, 9, undefined],
    ['    at new Cart (/app/a.js:3:9)', '/app/a.js', 3, 9, 'Cart'],
    ['    at Cart.add [as push] (/app/a.js:3:9)', '/app/a.js', 3, 9, 'Cart.add'],
    ['    at Object.<anonymous> (/app/a.js:3:9)', '/app/a.js', 3, 9, '<anonymous>'],
    ['    at eval (eval at calc (/app/a.js:3:9), <anonymous>:1:1)', '/app/a.js', 3, 9, 'eval'],
    ['    at C:\\app\\a.js:3:9', 'C:\\app\\a.js', 3, 9, undefined],
    ['    at run (C:\\my app\\a.js:3:9)', 'C:\\my app\\a.js', 3, 9, 'run'],
    ['    at TCP.onread (node:net:12:3) {', 'node:net', 12, 3, 'TCP.onread'],
    ['    at run (http://localhost:3000/static/a.js?v=1:3:9)', 'http://localhost:3000/static/a.js', 3, 9, 'run'],
    ['    at render (webpack-internal:///./src/a.tsx:3:9)', 'webpack-internal:///./src/a.tsx', 3, 9, 'render'],
    ['run@http://localhost:3000/a.js:3:9', 'http://localhost:3000/a.js', 3, 9, 'run'],
    ['@http://localhost:3000/a.js:3:9', 'http://localhost:3000/a.js', 3, 9, undefined],
    [' ❯ add src/sum.ts:3:9', 'src/sum.ts', 3, 9, 'add'],
  ]
  for (const [text, file, line, column, func] of forms) {
    const { isInApp: _, ...frame } = scriptFrame(text)!
    assert.deepEqual(frame, { file, line, column, ...(func && { func }) }, text)
  }
  for (const text of ['at the end of the day', '    at Array.map (<anonymous>)', 'look at a.js:3', 'at 12:30:15'])
    assert.equal(scriptFrame(text), undefined, text)
})

test('what others wrote is not the app', () => {
  const foreign = [
    ...[
      '/app/node_modules/pg/lib/client.js',
      'node:internal/process/promises',
      'C:\\app\\node_modules\\pg\\a.js',
      '/app/.pnp.cjs',
    ],
    ...[
      '/usr/local/lib/python3.11/json/decoder.py',
      '/app/.venv/lib/python3.12/site-packages/x.py',
      '<frozen importlib._bootstrap>',
    ],
    ...[
      '/usr/local/go/src/net/http/server.go',
      '/root/go/pkg/mod/github.com/x/y@v1.2.3/z.go',
      '/app/vendor/github.com/x/y.go',
    ],
    ...[
      '/home/a/.cargo/registry/src/index.crates.io-6f17d22bba15001f/tokio-1.0/src/lib.rs',
      '/rustc/abc/library/core/src/panicking.rs',
    ],
    ...[
      '/usr/lib/ruby/3.1.0/json.rb',
      '/home/a/.gem/gems/rack-2/lib/rack.rb',
      '/usr/include/c++/12/vector',
      '../sysdeps/x.c',
    ],
  ]
  for (const file of foreign) assert.equal(isInApp(file), false, file)
  for (const file of [
    '/app/src/a.js',
    'C:\\app\\a.ts',
    '/home/node/a.js',
    './main.go',
    'src/main.rs',
    '<stdin>',
    '/srv/lib/a.py',
  ])
    assert.equal(isInApp(file), true, file)
  for (const func of [
    'java.util.ArrayList.get',
    'org.springframework.web.X.y',
    'runtime.gopanic',
    'core::panicking::panic',
    'System.IO.File.Open',
  ])
    assert.equal(isInApp('X.java', func), false, func)
  for (const func of ['com.acme.Shop.main', 'main.main', 'shop::cart::add', 'A$Repo.find', 'timer.run'])
    assert.equal(isInApp('X.java', func), true, func)
})

test('a chain is read from what was reported to what caused it; the place is the root of it', () => {
  const script =
    'Error: could not start\n    at start (/app/a.js:9:1) {\n  [cause]: TypeError: x is null\n      at load (/app/b.js:3:1)\n}'
  assert.deepEqual(short(script), [
    ['Error', 'could not start', '/app/a.js:9 start'],
    ['TypeError', 'x is null', '/app/b.js:3 load'],
  ])
  assert.equal(placeOf(readTrace(script.split('\n')))?.file, '/app/b.js')
  const python =
    'Traceback (most recent call last):\n  File "/app/a.py", line 3, in load\n    d["x"]\nKeyError: \'x\'\n\nThe above exception was the direct cause of the following exception:\n\nTraceback (most recent call last):\n  File "/app/a.py", line 9, in start\n    load()\n  File "/app/a.py", line 5, in load\n    raise ConfigError("bad") from e\nshop.ConfigError: bad'
  assert.deepEqual(short(python), [
    ['shop.ConfigError', 'bad', '/app/a.py:5 load', '/app/a.py:9 start'],
    ['KeyError', "'x'", '/app/a.py:3 load'],
  ])
  const java =
    'Exception in thread "main" com.acme.Bad: outer\n\tat com.acme.Shop.main(Shop.java:9)\n\tSuppressed: java.io.IOException: closing\n\t\tat com.acme.Shop.close(Shop.java:5)\nCaused by: java.lang.NullPointerException\n\tat java.base/java.util.Objects.requireNonNull(Objects.java:233)\n\tat com.acme.Repo.find(Repo.java:4)\n\t... 3 more'
  assert.deepEqual(short(java), [
    ['com.acme.Bad', 'outer', 'Shop.java:9 com.acme.Shop.main'],
    [
      'java.lang.NullPointerException',
      '',
      'Objects.java:233 java.util.Objects.requireNonNull',
      'Repo.java:4 com.acme.Repo.find',
    ],
  ])
  assert.equal(placeOf(readTrace(java.split('\n')))?.line, 4)
})

test('several errors in one, groups, and an emitter that only passed on', () => {
  const aggregate =
    'AggregateError: All promises were rejected {\n  [errors]: [\n    Error: mirror 1 is down\n        at mirror (/app/a.js:3:9)\n        at main (/app/a.js:9:1),\n    Error: mirror 2 is down\n        at mirror (/app/a.js:3:9)\n  ]\n}'
  assert.deepEqual(
    read(aggregate).map(({ type }) => type),
    ['AggregateError', 'Error', 'Error'],
  )
  assert.equal(placeOf(readTrace(aggregate.split('\n')))?.line, 3)
  const group =
    '  + Exception Group Traceback (most recent call last):\n  |   File "/app/a.py", line 3, in fetch\n  |     raise ExceptionGroup("all", [])\n  | ExceptionGroup: all (1 sub-exception)\n  +-+---------------- 1 ----------------\n    | ValueError: mirror\n    +------------------------------------'
  assert.deepEqual(short(group)[0], ['ExceptionGroup', 'all (1 sub-exception)', '/app/a.py:3 fetch'])
  const emitted =
    "Error: connect ECONNREFUSED\n    at run (/app/a.js:3:9)\nEmitted 'error' event on Socket instance at:\n    at other (/app/b.js:5:1)"
  assert.deepEqual(
    read(emitted).map(({ message }) => message),
    ['connect ECONNREFUSED'],
  )
})

test('where memory came from is no part of where it was misused', () => {
  const text =
    '==1==ERROR: AddressSanitizer: heap-use-after-free on address 0x6\n    #0 0x5 in read_at /app/a.c:5:3\n\nfreed by thread T0 here:\n    #0 0x4 in drop /app/a.c:9:1'
  assert.deepEqual(short(text)[0], ['AddressSanitizer', 'heap-use-after-free', '/app/a.c:5 read_at'])
})

test('Go, Rust, .NET, Ruby, PHP, and the tools for C: what, where, in which function', () => {
  const cases: [string, string, string, string][] = [
    [
      'panic: boom [recovered]\n\tpanic: boom\n\ngoroutine 1 [running]:\nmain.f.func1()\n\t/app/a.go:9 +0x1d\npanic({0x1, 0x2})\n\t/usr/local/go/src/runtime/panic.go:884 +0x212\nmain.(*Cart).add(0x0, 0x1)\n\t/app/cart.go:7 +0x1d',
      'panic',
      'boom',
      '/app/cart.go:7 main.(*Cart).add',
    ],
    [
      "thread 'main' panicked at 'no user', src/main.rs:2:5\nnote: run with `RUST_BACKTRACE=1`",
      'panic',
      'no user',
      'src/main.rs:2',
    ],
    ["thread 'w' (12) panicked at src/main.rs:2:5:\nno user", 'panic', 'no user', 'src/main.rs:2'],
    [
      'Unhandled exception. System.InvalidOperationException: no user\n   at Shop.Repo.Find(Int32 id) in /app/Repo.cs:line 4\n   at Program.<Main>$(String[] args) in /app/Program.cs:line 2',
      'System.InvalidOperationException',
      'no user',
      '/app/Repo.cs:4 Shop.Repo.Find',
    ],
    [
      "a.rb:2:in `fetch': key not found: :name (KeyError)\n\tfrom a.rb:5:in `load'",
      'KeyError',
      'key not found: :name',
      'a.rb:2 fetch',
    ],
    ["a.rb:2:in 'Hash#fetch': no key (KeyError)", 'KeyError', 'no key', 'a.rb:2 Hash#fetch'],
    [
      'PHP Fatal error:  Uncaught App\\NotFound: no user in /app/a.php:3\nStack trace:\n#0 /app/a.php(5): load(7)\n#1 {main}',
      'App\\NotFound',
      'no user',
      '/app/a.php:3 load',
    ],
    ["prog: a.c:5: half: Assertion `n' failed.", 'Assertion', 'n', 'a.c:5 half'],
    [
      '==1==ERROR: AddressSanitizer: heap-use-after-free on address 0x6\n    #0 0x4 in free (/lib/libasan.so+0x1)\n    #1 0x5 in read_at /app/a.c:5:3',
      'AddressSanitizer',
      'heap-use-after-free',
      '/app/a.c:5 read_at',
    ],
    [
      'a.c:2:25: runtime error: shift exponent 40 is too large',
      'runtime error',
      'shift exponent 40 is too large',
      'a.c:2',
    ],
    [
      "terminate called after throwing an instance of 'std::out_of_range'\n  what():  at 5",
      'std::out_of_range',
      'at 5',
      '',
    ],
  ]
  for (const [text, type, message, place] of cases) {
    const [first] = read(text)
    const frame = first?.frames.find((each) => each.isInApp)
    const found = frame === undefined ? '' : `${frame.file}:${frame.line} ${frame.func ?? ''}`.trim()
    assert.deepEqual([first?.type, first?.message, found], [type, message, place], text)
  }
})

test('what runtimes printed that not every machine has is found at the line that is to blame', () => {
  // read by hand in testing/stacks/
  const places: Record<string, string> = {
    'go/nilmap/count/b': '/srv/app/main.go:6 main.count',
    'go/goroutine/crunch/a': '/home/ann/shop/main.go:5 main.crunch',
    'go/http/handler/a': '/home/ann/shop/main.go:5 main.handle',
    'go/custom/user/c': '/builds/x7f3a9c21/shop/main.go:16 main.find',
    'java/caused/npe/b': 'Shop.java:7 Shop$Repo.find',
    'java/thread/pool/a': 'Shop.java:5 Shop.lambda$main$0',
    'java/stream/map/c': 'Shop.java:16 Shop.lambda$main$0',
    'rust/unwrap/price/b': 'src/main.rs:4 main::price',
    'rust/thread/worker/c': 'src/main.rs:13 main::work',
    'ruby-php/key/load/b': 'app.rb:5 fetch',
    'ruby-php/wrapped/outer/a': 'app.rb:7 b',
    'ruby-php/throw/user/c': '/builds/x7f3a9c21/shop/app.php:14 load',
    'ruby-php/type/add/a': '/home/ann/shop/app.php:2 add',
  }
  const found = samples()
    .map(({ family, group, run, text }) => [`${family}/${group}/${run}`, text] as const)
    .filter(([name]) => name in places)
    .map(([name, text]) => {
      const frame = failuresOf(text)[0]?.frame
      return [name, `${frame?.file}:${frame?.line} ${frame?.func}`]
    })
  assert.deepEqual(Object.fromEntries(found), places)
})
