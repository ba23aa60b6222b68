// Inner line: what a program says that logs JSON or logfmt, when its lines came as text.
// Sources: the names of pino, zap, bunyan, logrus, structlog, log4j's JSON layouts, ECS, Serilog and .NET.
import { levelNamed, levelOf } from '../record/level.ts'
import type { Attributes, Level } from '../record/record.ts'

export type InnerLine = { message: string; level: Level | undefined; attributes: Attributes }

/** Undefined when it is any other text. */
export const readJsonLine = (text: string): InnerLine | undefined => {
  if (text[0] !== '{' || !/"(?:(?:log\.)?level|severity|levelname|lvl|@l|LogLevel)":/.test(text)) return undefined
  const attributes = objectIn(text)
  const message = messageNames.map((name) => attributes?.[name]).find((each) => typeof each === 'string')
  if (attributes === undefined || message === undefined) return undefined
  const { log } = attributes
  const nested = typeof log === 'object' && log !== null && !Array.isArray(log) ? log.level : undefined
  const level = levelNames.map((name) => attributes[name]).find((each) => each !== undefined) ?? nested
  return { message: message as string, level: levelOf(level), attributes }
}

const messageNames = ['msg', 'message', 'event', 'Message', '@m', '@mt']
const levelNames = ['level', 'severity', 'levelname', 'lvl', 'log.level', '@l', 'LogLevel']

// a text that looks like JSON is a text all the same
const objectIn = (text: string): Attributes | undefined => {
  try {
    return JSON.parse(text) as Attributes
  } catch {
    return undefined
  }
}

/** What Docker's json-file driver wrapped, or the text as it is. */
export const unwrapped = (text: string): string => {
  if (!text.startsWith('{"log":"')) return text
  const { log, stream } = objectIn(text) ?? {}
  return typeof log === 'string' && typeof stream === 'string' ? log.trimEnd() : text
}

const pair = /(?:^|\s)([\w.]{1,40})=(?:"((?:[^"\\]|\\.){0,4000})"|(\S{0,4000}))/g

/** `time=… level=error msg="…" err="…"`, as logrus and Go's slog write it. */
export const readLogfmt = (text: string): InnerLine | undefined => {
  if (!/^(?:time|ts|t|timestamp|level|lvl|severity)=/.test(text)) return undefined
  const fields = Object.fromEntries(
    [...text.matchAll(pair)].map(([, key, quoted, bare]) => [key, quoted ?? bare ?? '']),
  )
  const level = fields.level ?? fields.lvl ?? fields.severity
  if (level === undefined || fields.msg === undefined) return undefined
  const error = fields.err ?? fields.error
  return {
    message: error === undefined ? fields.msg : `${fields.msg}: ${error}`,
    level: levelNamed(level),
    attributes: {},
  }
}
