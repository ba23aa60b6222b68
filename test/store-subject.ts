// What the suites of the store have in common: a driver under test, and short words for what goes in and comes out.
import { toLines } from '../src/record/record.ts'
import type { BatchId, Cursor, Store } from '../src/store/store.ts'

/** A driver under test: `reopen` lets go of it and opens it again over the same data (memory cannot). `shake` does what the
 *  driver does to its data by itself, such as packing. */
export type Subject = {
  store: Store
  reopen?: () => Promise<Store>
  shake?: (store: Store) => Promise<void>
  end(): Promise<void>
}

export const line = (text: string) =>
  `{"ts":"2026-01-01T00:00:00.000Z","level":"info","source":"t","message":${JSON.stringify(text)}}`
export const batch = (...texts: string[]) => toLines(texts.map(line))
export const id = (key: string, digest = '0'): BatchId => ({ key, digest })

export const readAll = async (store: Store, stream: string, after?: Cursor): Promise<string[]> => {
  const lines: string[] = []
  for (;;) {
    const page = await store.read(stream, { after }, 100)
    lines.push(...page.entries.map((entry) => entry.line))
    after = page.next
    if (page.upToDate) return lines
  }
}
