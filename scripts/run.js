// Run: `node scripts/run.js test …` runs scripts/test.ts. Plain JavaScript, so that an old Node reads this far and can say what it needs.
const needed = 24

if (Number(process.versions.node.split('.')[0]) < needed) {
  console.error(
    `spoor needs Node ${needed} or newer, this is ${process.version}: install it (on linux-x64, npm ci brings one for the npm scripts)`,
  )
  process.exit(1)
}
// the script finds its own arguments where it would if it had been started by itself
const [name] = process.argv.splice(2, 1)
await import(new URL(`./${name}.ts`, import.meta.url).href)
