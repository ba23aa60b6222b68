// Leaves: a JSON value of any size as small pieces, for records that are bounded, and back.
//
//   {"a":{"b":"long text","c":[]}}  ⇄  {at:[],put:{a:{}}}  {at:["a"],put:{b:"long "}}  {at:["a"],put:{b:"text"}}  {at:["a"],put:{c:[]}}
//
// Promises: the same value comes back, with the order of its members; whoever looks at a leaf sees its name beside it, as masks do.

/** `put`: one member, a scalar or an empty container, of the container at `at`. A text that is put twice goes on where it ended. */
export type Leaf = { at: (string | number)[]; put: Record<string, unknown> }

/** No text in a leaf is longer than `maxChars` UTF-16 units. `value` is JSON: an object or a list. */
export function* leavesOf(value: object, maxChars: number, at: Leaf['at'] = []): Generator<Leaf> {
  for (const [name, member] of Object.entries(value) as [string, unknown][]) {
    const leaf = (put: unknown): Leaf => ({ at, put: { [name]: put } })
    if (typeof member === 'string') for (const piece of cut(member, maxChars)) yield leaf(piece)
    else if (typeof member !== 'object' || member === null) yield leaf(member)
    else {
      yield leaf(Array.isArray(member) ? [] : {})
      yield* leavesOf(member, maxChars, [...at, name])
    }
  }
}

/** The object that leaves were made of. Throws TypeError when one of them is missing. */
export const fromLeaves = (leaves: Iterable<Leaf>): Record<string, unknown> => {
  const root: Record<string, unknown> = {}
  for (const { at, put } of leaves) {
    let container = root
    for (const name of at) container = container[name] as Record<string, unknown>
    for (const [name, member] of Object.entries(put)) {
      const before = Object.hasOwn(container, name) ? container[name] : undefined
      const value = typeof before === 'string' ? before + String(member) : member
      // not by assignment: a member may be called __proto__
      Object.defineProperty(container, name, { value, enumerable: true, configurable: true, writable: true })
    }
  }
  return root
}

function* cut(text: string, maxChars: number): Generator<string> {
  let start = 0
  do {
    const end = endOf(text, start, maxChars)
    yield text.slice(start, end)
    start = end
  } while (start < text.length)
}

/** Behind white space if there is any near the end: a secret that is cut in two is not seen as one. Never within a character. */
const endOf = (text: string, start: number, maxChars: number): number => {
  const end = start + maxChars
  if (end >= text.length) return text.length
  const space = Math.max(text.lastIndexOf(' ', end - 1), text.lastIndexOf('\n', end - 1)) + 1
  if (space > end - 1024 && space > start) return space
  const isInside = (text.charCodeAt(end - 1) & 0xfc00) === 0xd800
  return isInside && end - 1 > start ? end - 1 : end
}
