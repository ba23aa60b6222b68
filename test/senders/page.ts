// Page: the blocks of docs/senders.md, by the heading they stand under.
// Leaves to others: running them. That each has a test is seen to by page.test.ts.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const text = readFileSync(fileURLToPath(new URL('../../docs/senders.md', import.meta.url)), 'utf8')

/** Heading → texts of its blocks, in order; sections without a block are left out. */
export const sections: ReadonlyMap<string, string[]> = new Map(
  text
    .split(/^## /m)
    .map((section): [string, string[]] => [
      section.slice(0, section.indexOf('\n')),
      [...section.matchAll(/^```\w+\n(.*?)^```$/gms)].map(([, block]) => block!),
    ])
    .filter(([, blocks]) => blocks.length > 0),
)

/** All blocks under a heading. Throws where there is none. */
export const blocksOf = (heading: string): string[] => {
  const blocks = sections.get(heading)
  if (blocks === undefined) throw new Error(`docs/senders.md has no block under "${heading}"`)
  return blocks
}

/** The block under a heading that has one. */
export const blockOf = (heading: string): string => {
  const [block, ...more] = blocksOf(heading)
  if (more.length > 0) throw new Error(`docs/senders.md has several blocks under "${heading}"`)
  return block!
}

/** A block as it would be typed where the service is at `url`. Throws when it names no place that could be replaced. */
export const at = (url: string, block: string): string => {
  const { port } = new URL(url)
  const moved = block.replaceAll('127.0.0.1:3002', `127.0.0.1:${port}`).replaceAll(/\bport: 3002\b/g, `port: ${port}`)
  if (moved === block || moved.includes('3002')) throw new Error(`no address in this block, or one too many:\n${block}`)
  return moved
}
