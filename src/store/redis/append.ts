// Append, close: what adds to a stream, as scripts.
// Promises: a batch is in whole or not at all, once; its records are numbered by one counter over all sources; all keys of a run
//   get one expiry.
import { expiry, script } from './script.ts'

/** KEYS: stream, sources, batches, older batches, names of streams, then the lists of this batch.
 *  ARGV: word, prefix, id, name, a birth in case it begins now, ms to live or 0, batch ids to remember, '1' if there is a batch id,
 *  the id, its digest, the seq the lines were numbered from, how many lists, how many lines each gets, the lines of one list
 *  after those of the other.
 *  Answers: word, then 'ok', birth, last seq of the batch, last seq of the stream | 'closed' | 'mismatch'.
 *
 *  The first write must be one that Redis refuses when it is out of memory: after a first write it refuses none. Hence announcing and
 *  asking for the time before, and lists before everything else. */
export const append = script(
  `
local word, prefix, id, ttl = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[6])
local had = redis.call('HMGET', KEYS[1], 'birth', 'seq', 'floor', 'closed', 'until')
if had[4] then return { word, 'closed' } end
local birth, before = had[1] or ARGV[5], tonumber(had[2] or 0)
local hasId = ARGV[8] == '1'
if hasId and had[1] then
  local seen = redis.call('HGET', KEYS[3], ARGV[9]) or redis.call('HGET', KEYS[4], ARGV[9])
  local first, last, digest = string.match(seen or '', '^(%d+) (%d+) (.*)$')
  -- a batch id goes with its first record
  if first and tonumber(first) > tonumber(had[3] or 0) then
    if digest ~= ARGV[10] then return { word, 'mismatch' } end
    return { word, 'ok', birth, last, tostring(before) }
  end
end
redis.call('PUBLISH', prefix .. 'news', 's' .. ARGV[4])
local now = nowMs()

-- who sent the lines has numbered them by what it knew; when somebody else wrote meanwhile, they are numbered again
local guessed, lists = tonumber(ARGV[11]), tonumber(ARGV[12])
local first = 13 + lists
local seq = before + #ARGV - first + 1
if guessed ~= before then
  for i = first, #ARGV do
    local number, rest = string.match(ARGV[i], '^{"seq":(%d+)()')
    ARGV[i] = '{"seq":' .. (number - guessed + before) .. string.sub(ARGV[i], rest)
  end
end
local isFresh, begun = not had[1], {}
for n = 1, lists do
  local key, last = KEYS[5 + n], first + ARGV[12 + n] - 1
  -- what unpack hands over must fit on Lua's stack
  for from = first, last, 4000 do
    local to = math.min(last, from + 3999)
    if redis.call('RPUSH', key, unpack(ARGV, from, to)) == to - first + 1 and from == first then
      begun[#begun + 1] = string.sub(key, #prefix + #id + 7)
    end
  end
  first = last + 1
end
for _, source in ipairs(begun) do redis.call('RPUSH', KEYS[2], source) end
isFresh = isFresh or #begun > 0
if not had[1] then redis.call('ZADD', KEYS[5], 0, ARGV[4]) end
if hasId then
  redis.call('HSET', KEYS[3], ARGV[9], (before + 1) .. ' ' .. seq .. ' ' .. ARGV[10])
  local ids = redis.call('HLEN', KEYS[3])
  isFresh = isFresh or ids == 1
  if ids * 2 >= tonumber(ARGV[7]) then redis.call('RENAME', KEYS[3], KEYS[4]) end
end
local due = ttl > 0 and dueAt(now, ttl) or 0
redis.call('HSET', KEYS[1], 'birth', birth, 'seq', seq, 'at', now, 'until', due)
if ttl > 0 and (isFresh or tonumber(had[5]) ~= due) then expireRun(prefix, id, due) end
return { word, 'ok', birth, tostring(seq), tostring(seq) }
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
