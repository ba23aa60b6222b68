// Read, drop: pages of a stream out of the lists of its sources, as scripts.
// Promises: a page costs what is on it, not what is in the stream; the order is that of the numbers.
import { placing, script } from './script.ts'

/** A page that holds more ends early. */
const pageBytes = 4 << 20

// shared by all that take a cursor: it must be of this birth, and of what is kept
const known = `
local had = redis.call('HMGET', KEYS[1], 'birth', 'seq', 'floor', 'closed')
local last, floor = tonumber(had[2] or 0), tonumber(had[3] or 0)
local function isGone(birth, seq)
  return birth ~= '' and (birth ~= had[1] or seq < floor or seq > last)
end
`

/** KEYS: stream, sources. ARGV: word, what list names begin with, '1' forwards or '-1' back, limit, then birth and seq of the cursor
 *  and of the last one to go to ('' if there is none). Answers: word, then 'gone' | 'none' | 'ok', birth, seq to read on from,
 *  the end that way, closed, the seqs of a page that should be there and are not, and the page. */
export const read = script(
  `
${known}
local word, step, limit = ARGV[1], tonumber(ARGV[3]), tonumber(ARGV[4])
local cursor, upTo = tonumber(ARGV[6]), tonumber(ARGV[8])
if isGone(ARGV[5], cursor) or isGone(ARGV[7], upTo) then return { word, 'gone' } end
if not had[1] then return { word, 'none' } end
local from = cursor or (step > 0 and floor or last)
local stop = step > 0 and (upTo or last) or floor
local isBack = step < 0

-- each source gets a reader; a chunk grows while its lines are short
local readers = {}
local function fill(r)
  local to = isBack and math.max(0, r.at - r.size + 1) or r.at + r.size - 1
  if r.at < 0 then r.stored = {} else r.stored = redis.call('LRANGE', r.list, math.min(r.at, to), math.max(r.at, to)) end
  local bytes = 0
  for _, stored in ipairs(r.stored) do bytes = bytes + #stored end
  r.at = to + step
  r.size = bytes < 262144 and math.min(1024, r.size * 2) or r.size
  r.next = isBack and #r.stored or 1
end
local function head(r)
  if r.stored[r.next] == nil then fill(r) end
  local stored = r.stored[r.next]
  r.seq = stored and seqOf(stored)
end
if (stop - from) * step > 0 then
  for _, source in ipairs(redis.call('LRANGE', KEYS[2], 0, -1)) do
    local list = ARGV[2] .. source
    local at = countUpTo(list, from, floor, last)
    local r = { list = list, at = isBack and at - 1 or at, size = 16, stored = {}, next = 1 }
    head(r)
    if r.seq then readers[#readers + 1] = r end
  end
end
local page, bytes, r, missing = {}, 0, nil, 0
while #page < limit and bytes < ${pageBytes} and (stop - from) * step > 0 do
  -- mostly the source that wrote the last line wrote the next one
  local wanted = isBack and from or from + 1
  if not r or r.seq ~= wanted then
    r = nil
    for _, other in ipairs(readers) do
      if other.seq and (not r or (other.seq - r.seq) * step < 0) then r = other end
    end
  end
  local seq = r and r.seq
  if not seq or (seq - stop) * step > (isBack and -1 or 0) then
    missing = missing + math.abs(stop - from)
    from = stop
    break
  end
  missing = missing + math.abs(seq - wanted)
  local stored = r.stored[r.next]
  page[#page + 1] = stored
  bytes = bytes + #stored
  from = isBack and seq - 1 or seq
  r.next = r.next + step
  head(r)
end
return { word, 'ok', had[1], tostring(from), tostring(stop), had[4] or '', missing, page }
`,
  { isWrite: false, shared: placing },
)

/** KEYS: stream, sources, batches, older batches, names of streams. ARGV: word, prefix, what list names begin with, name, birth and seq
 *  of the cursor ('' for all of it). Answers: word, then 'gone' | 'ok'. */
export const drop = script(
  `
${known}
local upTo = tonumber(ARGV[6])
if isGone(ARGV[5], upTo) then return { ARGV[1], 'gone' } end
redis.call('PUBLISH', ARGV[2] .. 'news', 's' .. ARGV[4])
local sources = redis.call('LRANGE', KEYS[2], 0, -1)
if not upTo or upTo == last then
  for _, source in ipairs(sources) do redis.call('UNLINK', ARGV[3] .. source) end
  redis.call('UNLINK', KEYS[1], KEYS[2], KEYS[3], KEYS[4])
  redis.call('ZREM', KEYS[5], ARGV[4])
  return { ARGV[1], 'ok' }
end
for _, source in ipairs(sources) do
  local list = ARGV[3] .. source
  local count = countUpTo(list, upTo, floor, last)
  if count == redis.call('LLEN', list) then redis.call('LREM', KEYS[2], 1, source) end
  if count > 0 then redis.call('LTRIM', list, count, -1) end
end
redis.call('HSET', KEYS[1], 'floor', upTo)
return { ARGV[1], 'ok' }
`,
  { isWrite: true, shared: placing },
)
