// Level: severities as loggers write them, as OpenTelemetry's short names.
// Sources: winston's npm and syslog levels mapped as OpenTelemetry's winston transport does; the short ones of Serilog, zerolog, logrus,
//   charmbracelet and .NET; pino's and bunyan's numbers, OpenTelemetry's severity numbers (logs data model, "Severity Fields").
import { type Json, type Level, levels } from './record.ts'

const words: { [level in Level]: string[] } = {
  trace: ['trace', 'silly', 'finest', 'trc', 'trac', 'trce'],
  debug: ['debug', 'verbose', 'http', 'fine', 'dbg', 'debu', 'dbug', 'vrb'],
  info: ['info', 'notice', 'information', 'informational', 'inf', 'log'],
  warn: ['warn', 'warning', 'wrn'],
  error: ['error', 'err', 'severe', 'erro', 'fail'],
  fatal: [
    ...['fatal', 'critical', 'crit', 'alert', 'emerg', 'emergency', 'panic', 'dpanic'],
    'ftl',
    'fata',
    'pnc',
    'pani',
  ],
}

// lower and upper case at once, so that most levels need one look
const known = new Map(
  levels.flatMap((level) => words[level].flatMap((w) => [w, w.toUpperCase()]).map((w) => [w, level] as const)),
)

/** In any case; undefined when it is none. */
export const levelNamed = (word: string): Level | undefined => known.get(word) ?? known.get(word.toLowerCase())

/** From a name in any case, with terminal colours around it, or from pino's numbers (10 to 69). Undefined: unknown. */
export const levelOf = (value: Json | undefined): Level | undefined => {
  if (typeof value === 'string') return levelNamed(value) ?? plain(value)
  return typeof value === 'number' ? levels[Math.floor(value / 10) - 1] : undefined
}

/** From OpenTelemetry's severity number, 1 to 24. */
export const levelOfSeverity = (value: Json | undefined): Level | undefined =>
  typeof value === 'number' ? levels[Math.floor((value - 1) / 4)] : undefined

const colours = /\x1b\[[\d;]*m/g

const plain = (value: string): Level | undefined => {
  if (value.length > 64) return undefined
  const word = value.replace(colours, '').trim()
  // OpenTelemetry's texts have a degree: INFO2, WARN3
  return (
    levelNamed(word) ??
    levelNamed(word.replace(/[1-4]$/, '')) ??
    (/^\d\d$/.test(word) ? levelOf(Number(word)) : undefined)
  )
}
