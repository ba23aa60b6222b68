// Page: the blocks of docs/senders.md, by the heading they stand under.
// Leaves to others: running them. That each has a test is seen to by page.test.ts.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const text = readFileSync(fileURLToPath(new URL('../../docs/senders.md', import.meta.url)), 'utf8')

const texts = new Map(text.split(/^## /m).map((section) => [section.slice(0, section.indexOf('\n')), section]))

/** Heading → texts of its blocks, in order; sections without a block are left out. */
export const sections: ReadonlyMap<string, string[]> = new Map(
  [...texts]
    .map(([heading, section]): [string, string[]] => [
      heading,
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

/** What a section says is to be added with a token. */
export const tokenOf = (heading: string): string => {
  const said = /With a token[^`]*: `([^`]+)`/.exec(texts.get(heading) ?? '')?.[1]
  if (said === undefined) throw new Error(`docs/senders.md says nothing of a token under "${heading}"`)
  return said
}

/** A block as it would be typed where the service is at `url`. Throws when it names no place that could be replaced. */
export const at = (url: string, block: string): string => {
  const { port } = new URL(url)
  const moved = block.replaceAll('127.0.0.1:3002', `127.0.0.1:${port}`).replaceAll(/\bport: 3002\b/g, `port: ${port}`)
  if (moved === block || moved.includes('3002')) throw new Error(`no address in this block, or one too many:\n${block}`)
  return moved
}

/** `key: value` of each line of a block of YAML that has both; quotes are taken off. Throws when a line is anything but that, the head
 *  of what is indented under it, or an entry of a list that begins like one: more YAML than that the page does not need. */
export const settingsOf = (yaml: string): Map<string, string> => {
  const settings = new Map<string, string>()
  for (const line of yaml.trimEnd().split('\n')) {
    const [, indent, key, value] = /^((?: {2})*(?:- )?)([\w/]+):(?: (\S.*))?$/.exec(line) ?? []
    if (indent === undefined) throw new Error(`not read: ${line}`)
    if (value !== undefined) settings.set(key!, value.replace(/^'(.*)'$/, '$1'))
  }
  return settings
}
