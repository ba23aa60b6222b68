// Append, close: what adds to a stream, as scripts.
// Promises: a batch is in whole or not at all, once; its records are numbered by one counter over all sources; all keys of a run
//   get one expiry.
import { expiry, script } from './script.ts'

/** KEYS: stream, sources, batches, older batches, names of streams, then the lists of this batch.
 *  ARGV: word, prefix, id, name, a birth in case it begins now, ms to live or 0, batch ids to remember, '1' if there is a batch id,
 *  the id, its digest, the lines, then pairs: which list, how many lines in a row.
 *  Answers: word, then 'ok', birth, last seq | 'closed' | 'mismatch'.
 *
 *  The first write must be one that Redis refuses when it is out of memory: after a first write it refuses none. Hence announcing and
 *  asking for the time before, and lists before everything else. */
export const append = script(
  `
local word, prefix, id, ttl = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[6])
local had = redis.call('HMGET', KEYS[1], 'birth', 'seq', 'floor', 'closed', 'until')
if had[4] then return { word, 'closed' } end
local hasId = ARGV[8] == '1'
if hasId and had[1] then
  local seen = redis.call('HGET', KEYS[3], ARGV[9]) or redis.call('HGET', KEYS[4], ARGV[9])
  local first, last, digest = string.match(seen or '', '^(%d+) (%d+) (.*)$')
  -- a batch id goes with its first record
  if first and tonumber(first) > tonumber(had[3] or 0) then
    if digest ~= ARGV[10] then return { word, 'mismatch' } end
    return { word, 'ok', had[1], last }
  end
end
redis.call('PUBLISH', prefix .. 'news', 's' .. ARGV[4])
local now = nowMs()
local birth, before = had[1] or ARGV[5], tonumber(had[2] or 0)

local find, sub = string.find, string.sub
local lines, seq, at, lists = ARGV[11], before, 1, {}
for i = 12, #ARGV, 2 do
  local n = tonumber(ARGV[i])
  local list = lists[n] or {}
  lists[n] = list
  local size = #list
  for _ = 1, tonumber(ARGV[i + 1]) do
    local stop = find(lines, '\\n', at, true)
    seq = seq + 1
    size = size + 1
    list[size] = '{"seq":' .. seq .. ',' .. sub(lines, at + 1, stop - 1)
    at = stop + 1
  end
end
local isFresh = not had[1]
local begun = {}
for n, list in ipairs(lists) do
  local key = KEYS[5 + n]
  -- what unpack hands over must fit on Lua's stack
  for from = 1, #list, 4000 do
    local to = math.min(#list, from + 3999)
    if redis.call('RPUSH', key, unpack(list, from, to)) == to then begun[#begun + 1] = sub(key, #prefix + #id + 7) end
  end
end
if #begun > 0 then
  isFresh = true
  for _, source in ipairs(begun) do redis.call('RPUSH', KEYS[2], source) end
end
redis.call('HSET', KEYS[1], 'birth', birth, 'seq', seq, 'at', now)
if not had[1] then redis.call('ZADD', KEYS[5], 0, ARGV[4]) end
if hasId then
  if redis.call('HLEN', KEYS[3]) * 2 >= tonumber(ARGV[7]) then redis.call('RENAME', KEYS[3], KEYS[4]) end
  redis.call('HSET', KEYS[3], ARGV[9], (before + 1) .. ' ' .. seq .. ' ' .. ARGV[10])
  isFresh = isFresh or redis.call('HLEN', KEYS[3]) == 1
end
if ttl > 0 then
  local due = dueAt(now, ttl)
  if isFresh or tonumber(had[5]) ~= due then
    redis.call('HSET', KEYS[1], 'until', due)
    expireRun(prefix, id, due)
  end
end
return { word, 'ok', birth, tostring(seq) }
`,
  { isWrite: true, shared: expiry },
)

/** KEYS: stream, names of streams. ARGV: word, prefix, id, name, birth, ms to live or 0. Answers: word. */
export const close = script(
  `
local prefix, ttl = ARGV[2], tonumber(ARGV[6])
redis.call('PUBLISH', prefix .. 'news', 's' .. ARGV[4])
local now = nowMs()
local isNew = redis.call('HSETNX', KEYS[1], 'birth', ARGV[5]) == 1
redis.call('HSET', KEYS[1], 'closed', 1)
if isNew then
  redis.call('ZADD', KEYS[2], 0, ARGV[4])
  if ttl > 0 then
    redis.call('HSET', KEYS[1], 'until', dueAt(now, ttl))
    expireRun(prefix, ARGV[3], dueAt(now, ttl))
  end
end
return { ARGV[1] }
`,
  { isWrite: true, shared: expiry },
)
