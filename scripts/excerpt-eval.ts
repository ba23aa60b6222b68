// Excerpt eval: how many of the texts that people marked in failed logs `spoor excerpt` shows.
//
//   npm run eval:excerpt -- <folder>      <folder>/evaluate.mjs and its data, which are not ours to ship
//
// Promises: the evaluator's own findings, counted in all, by origin and by ecosystem, at two budgets; beside each share how many cases it
//   is of; decoys as counts, because few cases have any; what is missing by name; the evaluator's exit code.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const budgets = ['tokens:1000', 'tokens:2000']
const [folder] = process.argv.slice(2)
const bin = fileURLToPath(new URL('../bin/spoor.js', import.meta.url))
const command = `'${process.execPath}' '${bin}' excerpt --quiet --budget "$BUDGET_TOKENS"`

/** What the evaluator says of one case at one budget. `bad`: whether a decoy was shown; null where the case has none. */
type Found = {
  id: string
  budget: string
  origin: string
  found: number
  items: number
  cause: boolean
  bad: boolean | null
  missing: readonly (string | { text?: string; any?: readonly string[] })[]
}

/** Whose tools a case is of, by the first words of what it says of itself; a tool of nobody's is under its own name. */
const ecosystems: Record<string, RegExp> = {
  'JavaScript, TypeScript':
    /^(?:eslint|jest|karma|mocha|node|npm|playwright|pnpm|prettier|stylelint|tsc|vite|vitest|yarn)\b/,
  Python: /^(?:flake8|mypy|pip|pytest|python|sphinx|testr|tox|unittest)\b/,
  'Java, Kotlin, Scala, Clojure': /^(?:ant|gradle|javac|leiningen|maven|sbt)\b/,
  'C, C++': /^(?:cmake|ctest|gcc|lit|make|meson|ninja)\b/,
  'Go, Rust': /^(?:cargo|go|rust)\b/,
  'Ruby, PHP, Perl': /^(?:composer|minitest|phpunit|prove|rake|rspec|ruby)\b/,
  'Elixir, Erlang, Haskell, Lua, R, Swift': /^(?:busted|common_test|elixir|ex_unit|R|tasty|xcodebuild)\b/,
  'containers, servers': /^(?:ansible|buildah|docker|helm|sql|terraform|wget)\b/,
  'shell, texts, git': /^(?:emacs|git|markdown|markdownlint|pdflatex|pester|shell|shellcheck)\b/,
  'the runner itself': /^(?:github actions|OOM)\b/,
}

const ecosystemOf = (data: string, id: string): string => {
  const file = ['open', 'heldout'].map((half) => join(data, half, `${id}.json`)).find(existsSync)
  const says: string = file === undefined ? '?' : JSON.parse(readFileSync(file, 'utf8')).ecosystem
  return Object.entries(ecosystems).find(([, words]) => words.test(says))?.[0] ?? says
}

const percent = (count: number, of: number) =>
  `${count}/${of}`.padStart(8) + `${((100 * count) / of).toFixed(0)} %`.padStart(6)

const rowOf = (name: string, rows: readonly Found[]): string => {
  const figures = budgets.map((budget) => {
    const of = rows.filter((row) => row.budget === budget)
    const decoys = of.filter(({ bad }) => bad !== null)
    const all = percent(of.filter(({ found, items }) => found === items).length, of.length)
    const cause = percent(of.filter((row) => row.cause).length, of.length)
    return `${all} ${cause} ${`${decoys.filter(({ bad }) => bad).length}/${decoys.length}`.padStart(7)}`
  })
  return [name.padEnd(40), ...figures].join('  |')
}

const print = (title: string, rows: readonly Found[], nameOf: (row: Found) => string): void => {
  const groups = Object.entries(Object.groupBy(rows, nameOf)).sort((a, b) => b[1]!.length - a[1]!.length)
  console.log(`\n${title}`)
  for (const [name, group] of groups) console.log(rowOf(name, group!))
}

const textOf = (missing: Found['missing'][number]): string =>
  typeof missing === 'string' ? missing : (missing.text ?? missing.any?.join(' or ') ?? '')

const evaluate = (data: string): number => {
  const args = [join(data, 'evaluate.mjs'), '--budgets', budgets.join(), '--json', '--cmd', command]
  const { status, stdout } = spawnSync(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  })
  if (status !== 0) return status ?? 1
  const [{ rows }] = JSON.parse(stdout) as [{ rows: Found[] }]
  const columns = budgets.map(
    (budget) => `${`all, ${budget}`.padStart(14)} ${'cause'.padStart(14)} ${'decoys'.padStart(7)}`,
  )
  console.log([''.padEnd(40), ...columns].join('  |'))
  print('all', rows, () => 'all cases')
  print('by origin', rows, ({ origin }) => origin)
  print('by ecosystem', rows, ({ id }) => ecosystemOf(data, id))
  console.log('\nmissing')
  for (const { id, budget, missing } of rows)
    for (const each of missing) console.log(`${id} ${budget}: ${JSON.stringify(textOf(each))}`)
  return 0
}

if (folder === undefined) {
  console.log('npm run eval:excerpt -- <folder with evaluate.mjs>')
  process.exitCode = 2
} else process.exitCode = evaluate(resolve(folder))
