// Params: what VictoriaLogs' senders say in query or headers about the fields of their lines.
// Promises: query wins over header; what cannot be honoured is a 400 that names the parameter.
// Source: VictoriaLogs' manual, "Data ingestion", HTTP parameters.
import { fail } from '../../errors.ts'

/** Names are paths: `log.offset` is also the `offset` inside of `log`. `isIgnored` and `isColoured` tell of a path whether a list has
 *  it, by name or by its beginning (`log.*`). */
export type Params = {
  timeFields: string[]
  msgFields: string[]
  streamFields: string[]
  extraFields: [name: string, value: string][]
  isIgnored?: (path: string) => boolean
  isColoured?: (path: string) => boolean
}

/** `said` gives what a query parameter says, or else a header. Throws FIELD_INVALID. */
export const readParams = (said: (parameter: string, header: string) => string | undefined): Params => {
  refuseDebug(said('debug', 'VL-Debug'))
  const list = (parameter: string, header: string): string[] => {
    const names = (said(parameter, header) ?? '').split(',').filter((name) => name !== '')
    if (names.length > maxNames) throw invalid(parameter, `at most ${maxNames} names`)
    return names
  }
  const timeFields = list('_time_field', 'VL-Time-Field')
  return {
    timeFields: timeFields.length > 0 ? timeFields : ['_time'],
    msgFields: list('_msg_field', 'VL-Msg-Field'),
    streamFields: list('_stream_fields', 'VL-Stream-Fields'),
    extraFields: list('extra_fields', 'VL-Extra-Fields').map(pairOf),
    isIgnored: matcher(list('ignore_fields', 'VL-Ignore-Fields')),
    isColoured: matcher(list('decolorize_fields', 'VL-Decolorize-Fields')),
  }
}

// every line is looked through for each of them
const maxNames = 100

// VictoriaLogs writes such lines into its own log and keeps none of them. Here a 200 means kept, so this must not be one.
const refuseDebug = (debug = ''): void => {
  if (['', '0', 'f', 'false'].includes(debug.toLowerCase())) return
  throw invalid(
    'debug',
    'lines are kept or refused here, never only looked at: send some without it and read them with GET /raw',
  )
}

const pairOf = (text: string): [string, string] => {
  const at = text.indexOf('=')
  if (at > 0 && at < text.length - 1) return [text.slice(0, at), text.slice(at + 1)]
  throw invalid('extra_fields', 'name=value, with commas between them')
}

const matcher = (names: string[]): ((path: string) => boolean) | undefined => {
  if (names.length === 0) return undefined
  const whole = new Set(names)
  const beginnings = names.filter((name) => name.endsWith('*')).map((name) => name.slice(0, -1))
  return (path) => whole.has(path) || beginnings.some((beginning) => path.startsWith(beginning))
}

const invalid = (field: string, reason: string) => fail('FIELD_INVALID', { field, reason })
