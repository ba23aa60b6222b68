// Counts: how often a line of one key came, in a table that never grows.
// Promises: never too few; too many only when two of 262,144 places are shared by both ways to hash.

export type Counts = { add(key: number): void; of(key: number): number }

const places = 2 ** 18

export const createCounts = (): Counts => {
  const table = new Uint32Array(2 * places)
  const first = (key: number) => key & (places - 1)
  const second = (key: number) => places + ((Math.imul(key, 0x9e3779b1) >>> 13) & (places - 1))
  return {
    add(key) {
      table[first(key)]!++
      table[second(key)]!++
    },
    of: (key) => Math.min(table[first(key)]!, table[second(key)]!),
  }
}
