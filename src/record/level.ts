// Level: the names that loggers have for severities.
// Sources: winston's npm and syslog levels mapped as OpenTelemetry's winston transport does; the short ones of Serilog, zerolog, logrus,
//   charmbracelet and .NET.
import { type Level, levels } from './record.ts'

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
