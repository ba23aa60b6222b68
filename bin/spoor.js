#!/usr/bin/env -S node --max-semi-space-size=16 --heap-growing-percent=75
// The bin: plain JavaScript, so that an old Node reads this far and can say what it needs.
// A small young generation and an old one that grows slowly nearly halve the memory of the service under load and leave its speed
// (npm run bench -- memory ingest). `npm start` says the same.
import { existsSync } from 'node:fs'
import * as nodeModule from 'node:module'

const major = Number(process.versions.node.split('.')[0])
if (major < 24) {
  console.error(
    `spoor needs Node 24 or newer, this is ${process.version}: install it, or run the npm scripts of a clone on linux-x64`,
  )
  process.exit(1)
}
// a command is over in a moment: most of it would be compiling
nodeModule.enableCompileCache()
// a package carries compiled code, a clone runs its TypeScript as it is
const built = new URL('../dist/src/main.js', import.meta.url)
const source = new URL('../src/main.ts', import.meta.url)
const { main } = await import((existsSync(source) ? source : built).href)
await main(process.argv)
