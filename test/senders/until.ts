// Until: a question asked again and again, for what happens in another process.
import { setTimeout as pause } from 'node:timers/promises'

const everyMs = 20
const longestMs = 60_000

/** Resolves with the first answer that is `enough`; a question that fails is asked again. Rejects, with the last answer, after a minute. */
export const until = async <T>(ask: () => Promise<T>, enough: (answer: T) => boolean): Promise<T> => {
  const deadlineMs = Date.now() + longestMs
  for (let last: unknown; ; await pause(everyMs)) {
    try {
      const answer = await ask()
      if (enough(answer)) return answer
      last = answer
    } catch (error) {
      last = error
    }
    if (Date.now() > deadlineMs) throw new Error('it did not come about', { cause: last })
  }
}
