// Mix: hashes of 32 bits for tables in memory. They are no identity: that is SHA-256 (groups.ts).

/** Of a text (FNV-1a, its low bits stirred once more). */
export const hashOf = (text: string): number => {
  let h = 0x811c9dc5 | 0
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return h ^ (h >>> 15)
}

/** Of two hashes, in this order. */
export const mix = (a: number, b: number): number => {
  const h = Math.imul(a ^ Math.imul(b, 0x85ebca6b), 0x9e3779b1)
  return h ^ (h >>> 15)
}
