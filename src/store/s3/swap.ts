// Swap: compare-and-set of one small object.
// Promises: whoever wrote knows it. An answer that was lost is found out by looking, so bodies must differ between writers; where others
// have written since, nobody can know, and it says so.
import { fail } from '../../errors.ts'
import type { Words } from './client.ts'
import { isKind } from './failure.ts'
import { type Conditions, problems } from './probe.ts'

/** Writes over the version `etag`, or where nothing is. Resolves to the new ETag; undefined when somebody else was first.
 *  Errors: STORE_UNAVAILABLE, also when it cannot be known whether it was written: read, and try again. */
export const swap = async (
  words: Words,
  conditions: Conditions,
  key: string,
  bytes: Buffer,
  etag: string | undefined,
): Promise<string | undefined> => {
  const conditionOf = await conditions.need()
  try {
    return await words.put(key, bytes, etag === undefined ? '*' : conditionOf(etag))
  } catch (error) {
    if (isKind(error, 'unsupported')) throw fail('STORE_UNAVAILABLE', { reason: problems.refused! }, error)
    if (!isKind(error, 'precondition', 'missing')) throw error
    const there = await words.get(key)
    if (there?.bytes.equals(bytes)) return there.etag
    if (error.mayHaveLanded) throw fail('STORE_UNAVAILABLE', { reason: unknown }, error)
    return undefined
  }
}

const unknown = 'S3 did not answer in time, and others have changed it since: read it again'
