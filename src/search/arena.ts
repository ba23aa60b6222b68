// Arena: the memory in which blocks of log are searched, and the one instruction loop that JavaScript has no fast word for.
// Promises: `find` looks at 64 bytes a turn (WebAssembly SIMD); bytes can be read from a file straight into the arena.
// Leaves to others: which bytes are worth looking for (anchor.ts), and what a find means (match.ts).

/** `bytes` is replaced when the arena grows: take it anew after `reserve`. */
export type Arena = {
  bytes: Buffer
  reserve(size: number): void
  /** The first index i in [from, to) with `a` at i + offsetA, `b` at i + offsetB and `c` at i + offsetC, or -1.
   *  Offsets are at most `maxOffset`; the bytes may lie beyond `to`. */
  find(from: number, to: number, ...bytesAndOffsets: Three): number
}

type Three = [a: number, offsetA: number, b: number, offsetB: number, c: number, offsetC: number]

// of its types, what is used here: the library for browsers has them, the one for Node does not
declare const WebAssembly: {
  Memory: new (pages: { initial: number }) => { readonly buffer: ArrayBuffer; grow(pages: number): number }
  Module: new (bytes: Uint8Array) => object
  Instance: new (
    module: object,
    imports: Record<string, Record<string, unknown>>,
  ) => { exports: { find: Arena['find'] } }
}

const pageBytes = 65_536
// 64 bytes read at the last index, moved by the longest offset, must still lie in the memory
const slackBytes = pageBytes
export const maxOffset = slackBytes - 64

export const createArena = (size: number): Arena => {
  const memory = new WebAssembly.Memory({ initial: pagesFor(size) })
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(moduleBytes()), { house: { memory } })
  const view = () => Buffer.from(memory.buffer, 0, memory.buffer.byteLength - slackBytes)
  const arena: Arena = {
    bytes: view(),
    reserve(wanted) {
      if (wanted <= arena.bytes.length) return
      memory.grow(pagesFor(wanted) - memory.buffer.byteLength / pageBytes)
      arena.bytes = view()
    },
    find: exports.find,
  }
  return arena
}

const pagesFor = (size: number) => Math.ceil((size + slackBytes) / pageBytes)

// The binary format and the opcodes: WebAssembly Core Specification 2.0, chapter 5.
const i32 = 0x7f
const v128 = 0x7b
const nothing = 0x40
const get = (local: number) => [0x20, local]
const set = (local: number) => [0x21, local]
const tee = (local: number) => [0x22, local]
const add = (local: number, step: number) => [...get(local), ...constant(step), 0x6a, ...set(local)]
const constant = (value: number) => [0x41, (value & 0x7f) | 0x80, (value >> 7) & 0x7f] // signed LEB128 in two bytes
const [block, loop, when] = [0x02, 0x03, 0x04].map((opcode) => [opcode, nothing])
const [end, leave, select, ctz, plus] = [[0x0b], [0x0f], [0x1b], [0x68], [0x6a]]
const [isAbove, isBelow, isAtLeast] = [[0x4b], [0x49], [0x4f]]
const branch = (depth: number) => [0x0c, depth]
const branchIf = (depth: number) => [0x0d, depth]
const load = (offset: number) => [0xfd, 0x00, 0x00, offset]
const [splat, equal, both, either, anyTrue, bitmask] = [[0x0f], [0x23], [0x4e], [0x50], [0x53], [0xe4, 0x00]].map(
  (op) => [0xfd, ...op],
)

// locals: the parameters, of which the offsets become addresses; the three bytes spread over vectors; a bit for each byte
const [from, to, a, atA, b, atB, c, atC, vectorA, vectorB, vectorC, bits] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
] as const

const matchesAt = (offset: number) => [
  ...[...get(atA), ...load(offset), ...get(vectorA), ...equal!],
  ...[...get(atB), ...load(offset), ...get(vectorB), ...equal!, ...both!],
  ...[...get(atC), ...load(offset), ...get(vectorC), ...equal!, ...both!],
]
const advance = (step: number) => [from, atA, atB, atC].flatMap((local) => add(local, step))
const spread = (byte: number, vector: number) => [...get(byte), ...splat!, ...set(vector)]
const toAddress = (offset: number) => [...get(from), ...get(offset), ...plus!, ...set(offset)]

const find = [
  ...[...spread(a, vectorA), ...spread(b, vectorB), ...spread(c, vectorC)],
  ...[...toAddress(atA), ...toAddress(atB), ...toAddress(atC)],
  // wide: 64 bytes a turn while nothing is found
  ...[...block!, ...loop!],
  ...[...get(from), ...constant(64), ...plus!, ...get(to), ...isAbove!, ...branchIf(1)],
  ...[...matchesAt(0), ...matchesAt(16), ...either!, ...matchesAt(32), ...either!, ...matchesAt(48), ...either!],
  ...[...anyTrue!, ...branchIf(1), ...advance(64), ...branch(0), ...end!, ...end!],
  // narrow: which of the 64 it was, or what is left at the end
  ...[...loop!, ...get(from), ...get(to), ...isAtLeast!, ...when!, ...constant(-1), ...leave!, ...end!],
  ...[...matchesAt(0), ...bitmask!, ...tee(bits), ...when!],
  ...[...get(from), ...get(bits), ...ctz!, ...plus!, ...tee(from), ...constant(-1), ...get(from), ...get(to)],
  ...[...isBelow!, ...select!, ...leave!, ...end!, ...advance(16), ...branch(0), ...end!],
  0x00, // unreachable: the loop above only ends by leaving
]

const moduleBytes = (): Uint8Array<ArrayBuffer> => {
  const text = (word: string) => [word.length, ...Buffer.from(word)]
  const size = (count: number) => [(count & 0x7f) | 0x80, count >> 7] // LEB128 in two bytes
  const section = (id: number, content: number[]) => [id, ...size(content.length), ...content]
  const body = [2, 3, v128, 1, i32, ...find, ...end!]
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, [1, 0x60, 8, ...new Array<number>(8).fill(i32), 1, i32]),
    ...section(2, [1, ...text('house'), ...text('memory'), 0x02, 0x00, 0x01]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...text('find'), 0x00, 0]),
    ...section(10, [1, ...size(body.length), ...body]),
  ])
}
