// Level: severities as loggers write them, as OpenTelemetry's short names.
// Sources: pino's and bunyan's numbers, OpenTelemetry's severity numbers (logs data model, "Severity Fields").
import { levelNamed } from '../../record/level.ts'
import { type Json, type Level, levels } from '../../record/record.ts'

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
