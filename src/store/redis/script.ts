// Script: a piece of Lua that Redis runs as one step. Everything that must not come apart is one.
// Promises: a script's first argument is a word of the caller and the first thing in its answer, so that an answer that belongs to
//   another question is recognised (connection.ts).
// Source: https://redis.io/docs/latest/develop/programmability/eval-intro/
import { createHash } from 'node:crypto'

export type Script = { lua: string; sha: string; isWrite: boolean }

/** `body` may use what `shared` defines. */
export const script = (body: string, { isWrite, shared = '' }: { isWrite: boolean; shared?: string }): Script => {
  const lua = `${shared}${body}`.trim()
  return { lua, sha: createHash('sha1').update(lua).digest('hex'), isWrite }
}

/** The time of Redis, by which keys expire: clocks of writers may differ. */
const clock = `
local function nowMs()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end
`

/** All keys of a run expire at one moment. It is rounded up, by a second at most and one percent of a short life, so that not every
 *  append of a busy run has to touch every key. */
export const expiry = `${clock}
local function dueAt(now, ttl)
  local step = math.min(1000, math.max(1, math.floor(ttl / 100)))
  return math.ceil((now + ttl) / step) * step
end
local function expireRun(prefix, id, due)
  for _, kind in ipairs({ 'stream:', 'sources:', 'batches:', 'batches-older:', 'note:run/', 'callback:', 'note:issues/', 'issues:' }) do
    redis.call('PEXPIREAT', prefix .. kind .. id, due)
  end
  for _, source in ipairs(redis.call('LRANGE', prefix .. 'sources:' .. id, 0, -1)) do
    redis.call('PEXPIREAT', prefix .. 'logs:' .. id .. ':' .. source, due)
  end
  if redis.call('GET', prefix .. 'latest_run') == id then
    redis.call('PEXPIREAT', prefix .. 'latest_run', due)
    redis.call('PEXPIREAT', prefix .. 'note:latest/run', due)
  end
end
`

/** In a list that ascends by seq: how many elements have one up to `seq`. Elements low … high-1 are in question; their numbers lie
 *  between `under` and `over`. Where as many lie there as fit, the place is known; else a guess by proportion, and halving where
 *  guesses do not help. */
export const placing = `
local function seqOf(stored)
  return tonumber(string.match(stored, '^{"seq":(%d+),'))
end
local function countUpTo(list, seq, floor, last)
  local low, high = 0, redis.call('LLEN', list)
  local under, over = floor, last + 1
  local guesses = 6
  while low < high do
    if seq <= under then return low end
    if seq >= over - 1 then return high end
    if over - under - 1 == high - low then return low + seq - under end
    local share = guesses > 0 and (seq - under) / (over - under) or 0.5
    guesses = guesses - 1
    local at = math.min(high - 1, low + math.floor((high - low) * share))
    local here = seqOf(redis.call('LINDEX', list, at))
    if here <= seq then low, under = at + 1, here else high, over = at, here end
  end
  return low
end
`
