// Excerpt eval: how many of the texts that people marked in failed logs `spoor excerpt` shows.
//
//   npm run eval:excerpt -- <folder>      <folder>/evaluate.mjs and its data, which are not ours to ship
//
// Promises: the evaluator's own figures, by origin and ecosystem, and its exit code.
import { spawnSync } from 'node:child_process'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const [folder] = process.argv.slice(2)
const bin = fileURLToPath(new URL('../bin/spoor.js', import.meta.url))
const command = `'${process.execPath}' '${bin}' excerpt --quiet --budget "$BUDGET_TOKENS"`

/** All cases, grouped by one of their properties; the evaluator's exit code. */
const evaluate = (evaluator: string, budgets: string, by: string): number => {
  const args = [evaluator, '--budgets', budgets, '--by', by, '--verbose', '--cmd', command]
  return spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 1
}

if (folder === undefined) {
  console.log('npm run eval:excerpt -- <folder with evaluate.mjs>')
  process.exitCode = 2
} else {
  const evaluator = join(resolve(folder), 'evaluate.mjs')
  process.exitCode =
    evaluate(evaluator, 'tokens:1000,tokens:2000', 'origin') || evaluate(evaluator, 'tokens:2000', 'ecosystem')
}
