// Issues over Redis: workers that BullMQ wakes, any number of them.
import { after, type TestContext } from 'node:test'
import { openQueue } from '../src/queue/queue.ts'
import { analysisRig } from './analysis.ts'
import { issuesContract } from './issues-contract.ts'
import { newPrefix, redisSubject } from './redis-subject.ts'
import { serverFor } from './servers/servers.ts'

const redis = await serverFor('redis')
after(() => redis?.stop())

const rigFor = (url: string) => async (t: TestContext) => {
  const prefix = newPrefix()
  const { store, end } = await redisSubject({ url, prefix })
  const rig = analysisRig(t, store, ({ walk: work, isBehind }) =>
    openQueue({
      url,
      prefix,
      name: 'log-processing',
      work,
      isBehind,
      faults: rig.faults,
      maxWorks: 2,
      maxWaiting: 100,
      pauseMs: 5,
      retryMs: 20,
      connectMs: 2000,
      lockMs: 2000,
    }),
  )
  t.after(end)
  return rig
}

if (redis) issuesContract('redis', rigFor(redis.url))
