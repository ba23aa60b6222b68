// Shelf: blocks that were looked into, so that a batch of a certain key, and a block of a certain number, is found.
import type { Block } from './block.ts'
import type { Copy } from './order.ts'

export type Shelf = {
  add(block: Block): void
  has(writer: string, seq: number): boolean
  copies(key: string): Copy[]
  size: number
}

export const createShelf = (): Shelf => {
  const ids = new Set<string>()
  const byKey = new Map<string, Copy[]>()
  return {
    add(block) {
      ids.add(`${block.writer}-${block.seq}`)
      for (const batch of block.batches) {
        if (batch.key === undefined) continue
        const copies = byKey.get(batch.key)
        if (copies) copies.push({ block, batch })
        else byKey.set(batch.key, [{ block, batch }])
      }
    },
    has: (writer, seq) => ids.has(`${writer}-${seq}`),
    copies: (key) => byKey.get(key) ?? [],
    get size() {
      return ids.size
    },
  }
}
