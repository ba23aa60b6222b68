// Notes and names, as scripts: compare-and-set with the keys readers of the original know, and lists of what there is.
// Promises: a note and its projection never differ; a version is never used again, also after a delete; KEYS is never asked of Redis.
import { expiry, script } from './script.ts'

/** KEYS: note. ARGV: word. Answers: word, value as JSON or null, version. */
export const getNote = script(
  `
local had = redis.call('HMGET', KEYS[1], 'value', 'version')
return { ARGV[1], had[1], had[2] }
`,
  { isWrite: false },
)

/** KEYS: note, names of notes, and the projection if there is one. ARGV: word, prefix, the note's key, the version it must have or '',
 *  its new one, its new value as JSON or '' to delete it, the projection's value or '' for none, the run whose expiry it shares or '',
 *  ms to live. Answers: word, then 'ok' | 'conflict'. */
export const putNote = script(
  `
local word, prefix, key, value, run = ARGV[1], ARGV[2], ARGV[3], ARGV[6], ARGV[8]
if (redis.call('HGET', KEYS[1], 'version') or '') ~= ARGV[4] then return { word, 'conflict' } end
redis.call('PUBLISH', prefix .. 'news', 'n' .. key)
local now = nowMs()
if value == '' then
  redis.call('UNLINK', KEYS[1])
  redis.call('ZREM', KEYS[2], key)
else
  redis.call('HSET', KEYS[1], 'value', value, 'version', ARGV[5])
  redis.call('ZADD', KEYS[2], 0, key)
end
if KEYS[3] then
  if value == '' or ARGV[7] == '' then redis.call('UNLINK', KEYS[3]) else redis.call('SET', KEYS[3], ARGV[7]) end
end
if run ~= '' then
  -- a run that has no stream yet lives from its first note on
  local due = tonumber(redis.call('HGET', prefix .. 'stream:' .. run, 'until') or 0)
  if due == 0 then due = redis.call('PEXPIRETIME', prefix .. 'note:run/' .. run) end
  if due <= now then due = dueAt(now, tonumber(ARGV[9])) end
  redis.call('PEXPIREAT', KEYS[1], due)
  if KEYS[3] then redis.call('PEXPIREAT', KEYS[3], due) end
end
return { word, 'ok' }
`,
  { isWrite: true, shared: expiry },
)

// one page of a sorted set of names, from behind the last one on; names whose keys have expired are cleaned away when they are met
const named = (body: string) => `
local prefix, from = ARGV[2], ARGV[4] == '' and '[' .. ARGV[3] or '(' .. ARGV[4]
local names = redis.call('ZRANGE', KEYS[1], from, '[' .. ARGV[3] .. string.char(255), 'BYLEX', 'LIMIT', 0, 500)
local answer, expired = { ARGV[1], names[#names] or '' }, {}
for _, name in ipairs(names) do
${body}
end
if #expired > 0 then redis.pcall('ZREM', KEYS[1], unpack(expired)) end
return answer
`

/** KEYS: names of streams. ARGV: word, prefix, what names begin with, the last name of the page before or ''. Answers: word, the last
 *  name of this page or '', then name, ms of the last append and closed of each. */
export const listStreams = script(
  named(`
  local had = redis.call('HMGET', prefix .. 'stream:' .. (string.match(name, '^run/([^/]+)$') or name), 'birth', 'at', 'closed')
  if had[1] then answer[#answer + 1] = { name, had[2] or '0', had[3] or '' } else expired[#expired + 1] = name end`),
  { isWrite: false },
)

/** The same for notes. Answers: word, the last name or '', then each name. */
export const listNotes = script(
  named(`
  if redis.call('EXISTS', prefix .. 'note:' .. name) == 1 then answer[#answer + 1] = name else expired[#expired + 1] = name end`),
  { isWrite: false },
)
