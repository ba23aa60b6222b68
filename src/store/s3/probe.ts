// Probe: whether this server's conditional writes hold, tried on an object of no use.
// Promises: asked once, when first needed, and again only after a failure. Where they do not hold that is a fault, and whoever needs
// them is refused: a lost update would be silent.
// Leaves to others: appends, which need none (writer.ts).
import { randomUUID } from 'node:crypto'
import { fail } from '../../errors.ts'
import type { Faults } from '../../lib/faults.ts'
import type { Condition, Words } from './client.ts'
import { isKind } from './failure.ts'

/** Amazon's and most: `quoted`. Ceph's radosgw before 20 compares an ETag as it is sent, with its quotes, and so never finds it. */
export type Findings = 'quoted' | 'unquoted' | 'ignored' | 'refused'

export type Conditions = {
  /** Resolves to what stands for this ETag in a condition. Throws STORE_UNAVAILABLE where conditions do not hold. */
  need(): Promise<(etag: string) => Condition>
  /** A conditional write was answered with 501. */
  refused(): void
  /** As far as is known. */
  findings(): Findings | undefined
}

export const conditionsFault = 's3 conditional writes'

export const problems: Partial<Record<Findings, string>> = {
  ignored: 'this S3 server ignores conditions on writes (If-Match, If-None-Match), so changes could be lost',
  refused: 'this S3 server refuses conditional writes (501)',
}

export const createConditions = (words: Words, faults: Faults, keyOf: (name: string) => string): Conditions => {
  let asking: Promise<Findings> | undefined
  let findings: Findings | undefined

  const found = (result: Findings): Findings => {
    findings = result
    const problem = problems[result]
    if (problem) faults.note(conditionsFault, problem)
    return result
  }

  const ask = () => {
    asking ??= probe(words, keyOf(randomUUID())).then(found, (error) => {
      asking = undefined
      throw error
    })
    return asking
  }

  return {
    async need() {
      const result = findings === 'refused' ? findings : await ask()
      const reason = problems[result]
      if (reason) throw fail('STORE_UNAVAILABLE', { reason })
      return (etag) => ({ etag: result === 'quoted' ? `"${etag}"` : etag })
    },
    refused() {
      found('refused')
    },
    findings: () => findings,
  }
}

const probe = async (words: Words, key: string): Promise<Findings> => {
  const body = Buffer.from('whether conditional writes hold')
  const isTaken = async (condition: Condition) => {
    try {
      await words.put(key, body, condition)
      return true
    } catch (error) {
      if (isKind(error, 'precondition', 'missing')) return false
      throw error
    }
  }
  const etag = await words.put(key, body)
  try {
    const isQuoted = await isTaken({ etag: `"${etag}"` })
    if (!isQuoted && !(await isTaken({ etag }))) return 'refused'
    const isStaleTaken = await isTaken({ etag: isQuoted ? `"${'0'.repeat(32)}"` : '0'.repeat(32) })
    const isOldTaken = await isTaken('*')
    if (isStaleTaken || isOldTaken) return 'ignored'
    return isQuoted ? 'quoted' : 'unquoted'
  } catch (error) {
    if (isKind(error, 'unsupported')) return 'refused'
    throw error
  } finally {
    await words.remove(key)
  }
}
