// Grouping: how well `spoor fingerprint` groups lines that people have labelled, messages alone and whole lines.
//
//   npm run eval:grouping -- <folder>      <folder>/evaluate.mjs and its data, which are not ours to ship
//
// Promises: the evaluator's own figures and its exit code.
import { spawnSync } from 'node:child_process'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const [folder] = process.argv.slice(2)
const bin = fileURLToPath(new URL('../bin/spoor.js', import.meta.url))
const command = `'${process.execPath}' '${bin}' fingerprint`

/** One kind of input through the evaluator; its exit code. */
const evaluate = (input: 'content' | 'raw', evaluator: string): number => {
  console.log(`\n${input === 'content' ? 'messages' : 'whole lines'}`)
  const args = [evaluator, '--input', input, '--labels', 'both', '--run', command]
  return spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 1
}

if (folder === undefined) {
  console.log('npm run eval:grouping -- <folder with evaluate.mjs>')
  process.exitCode = 2
} else {
  const evaluator = join(resolve(folder), 'evaluate.mjs')
  process.exitCode = evaluate('content', evaluator) || evaluate('raw', evaluator)
}
