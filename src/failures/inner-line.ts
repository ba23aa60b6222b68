// Inner line: what a program says that logs JSON or logfmt, when its lines came as text.
// Sources: pino's numbers for levels; the names of zap, bunyan, logrus, structlog and log4j's JSON layouts.
import { type Attributes, type Level, levels } from '../record/record.ts'
import { levelOf } from './envelope.ts'

export type InnerLine = { message: string; level: Level | undefined; attributes: Attributes }

/** Undefined when it is any other text. */
export const readJsonLine = (text: string): InnerLine | undefined => {
  if (text[0] !== '{' || !/"(?:level|severity|levelname|lvl)":/.test(text)) return undefined
  let attributes: Attributes
  try {
    attributes = JSON.parse(text) as Attributes
  } catch {
    // a text that looks like JSON is a text all the same
    return undefined
  }
  const message = attributes.msg ?? attributes.message ?? attributes.event
  if (typeof message !== 'string') return undefined
  const level = attributes.level ?? attributes.severity ?? attributes.levelname ?? attributes.lvl
  return {
    message,
    level: typeof level === 'number' ? levels[Math.floor(level / 10) - 1] : levelOf(String(level)),
    attributes,
  }
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
    level: levelOf(level),
    attributes: {},
  }
}
