// Docs: writes the documents that are printed from tables.
import { writeFileSync } from 'node:fs'
import { printed } from './printed.ts'

for (const [path, text] of Object.entries(printed())) {
  writeFileSync(new URL(`../${path}`, import.meta.url), text)
  console.log(path)
}
