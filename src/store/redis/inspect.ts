// Inspect: what an acknowledgement of this Redis means, and whether it may be used at all.
// Promises: the weakest of all nodes counts; where it may not be asked (CONFIG is often forbidden) it says that it does not know.
import type { Redis } from 'ioredis'
import type { Address } from '../../lib/redis-address.ts'

/** `refusal`: why nothing may be kept there. */
export type Inspection = { durability: string; problem?: string; refusal?: string; isEvicting?: boolean }

export const inspect = async (nodes: Redis[], address: Address): Promise<Inspection> => {
  const facts = await Promise.all(nodes.map(factsOf))
  const { version, isInCluster } = facts[0] ?? {}
  const refusal =
    version !== undefined && Number.parseInt(version, 10) < 7
      ? `it is version ${version}, needed is 7 or later`
      : isInCluster && !address.isCluster
        ? 'it is a node of a cluster: write redis+cluster://host:port,…'
        : undefined
  const evicting = facts.find(({ policy }) => policy !== undefined && policy !== 'noeviction')
  return {
    durability: durabilities[Math.min(...facts.map(({ rank }) => rank))] ?? durabilities[1]!,
    problem: refusal ?? (evicting && `maxmemory-policy ${evicting.policy} may delete records; set it to noeviction`),
    refusal,
    isEvicting: evicting !== undefined,
  }
}

// the weakest first
const durabilities = [
  'accepted by Redis, which keeps it in memory: a restart of Redis loses what no snapshot holds (appendonly no)',
  'accepted by Redis; how it keeps data may not be asked (CONFIG)',
  'accepted by Redis, which leaves writing to its system (appendfsync no)',
  'accepted by Redis, which writes to disk every second: a crash of its machine may lose the last one (appendfsync everysec)',
  'synced to disk by Redis before it is acknowledged (appendfsync always)',
]

const factsOf = async (node: Redis) => {
  const info = fieldsOf(await node.info())
  const isAppending = info.get('aof_enabled')
  const rank = isAppending === '0' ? 0 : isAppending === '1' ? await syncRank(node) : 1
  return {
    version: info.get('redis_version'),
    isInCluster: info.get('cluster_enabled') === '1',
    policy: info.get('maxmemory_policy'),
    rank,
  }
}

const syncRank = async (node: Redis): Promise<number> => {
  try {
    const [, policy] = (await node.config('GET', 'appendfsync')) as string[]
    return { no: 2, everysec: 3, always: 4 }[policy ?? ''] ?? 1
  } catch (error) {
    // forbidden, or the command was renamed: that is an answer
    if ((error as Error).name === 'ReplyError') return 1
    throw error
  }
}

const fieldsOf = (info: string): Map<string, string> =>
  new Map([...info.matchAll(/^(\w+):(.*?)\r?$/gm)].map(([, name, value]) => [name!, value!]))
