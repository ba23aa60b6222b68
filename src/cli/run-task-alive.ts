// Run task alive: signs of life of whoever watches an agent, so that its task ends when we are killed, and never because the agent is silent.
// Promises: nothing waits for a sign, fails by it or keeps it: one that the service did not take is as good as the next. What keeps the
//   service from taking anything is told with the records (client/).
import { type Place, request } from '../../client/src/index.ts'

const signsInTime = 5

/** `known`: what the task begins with, should a sign come before it. */
export const signsOfLife = (place: Place, taskId: string, lostAfterMs: number, known: object) => {
  const everyMs = lostAfterMs / signsInTime
  const stopped = new AbortController()
  const sign = () => ({ alive_at: new Date().toISOString(), lost_after_seconds: lostAfterMs / 1000 })
  const give = async () => {
    const signal = AbortSignal.any([stopped.signal, AbortSignal.timeout(everyMs)])
    const answer = await request(place, `/api/tasks/${taskId}/metadata`, {
      ...{ method: 'PUT', signal },
      json: { ...known, ...sign() },
    })
    await answer.body?.cancel()
  }
  const timer = setInterval(() => give().catch(() => undefined), everyMs)
  timer.unref()
  return {
    first: sign(),
    stop() {
      clearInterval(timer)
      stopped.abort()
    },
  }
}
