// Jsonline: VictoriaLogs' way of taking in lines of JSON: the sender says which fields are the time, the message and the stream.
//
//   time ─▶ _time     message ─▶ _msg     ignored fields out, colours out     extra fields in     stream ─▶ source, if none is named
//
// Promises: the names `_time` and `_msg` win over all others (ingest/fields.ts); a line whose time cannot be read is rejected, one
//   that says nothing, 0 or `-` has the time of its arrival.
import { stripVTControlCharacters } from 'node:util'
import type { Json } from '../../record/record.ts'
import { cutDepth } from '../ingest/depth.ts'
import type { Batch, Dialect } from '../ingest/dialect.ts'
import { isObject, type JsonObject, put } from '../ingest/json.ts'
import { shortSource } from '../ingest/named.ts'
import { ndjsonWith } from '../ingest/ndjson.ts'
import { takeValue } from '../ingest/take.ts'
import { timeOf } from '../ingest/time.ts'
import type { Params } from './params.ts'

export const jsonline = (params: Params): Dialect => {
  const read = ndjsonWith((value, line, batch, slice) => {
    if (!isObject(value)) return takeValue(value, line, batch, slice)
    const object = cutDepth(value)
    const error = nameTime(object, params, batch)
    if (error !== undefined) return void slice.rejected.push({ line, error })
    nameMessage(object, params)
    clean(object, '', params)
    for (const [name, extra] of params.extraFields) put(object, name, extra)
    takeValue(object, line, withStream(object, params, batch), slice)
  })
  // extra fields make a record longer than its own bytes
  return (body, batch) => read(body, { ...batch, canBeLong: true })
}

// the object is fresh from JSON.parse and nobody else's: it is changed where it is
const nameTime = (object: JsonObject, { timeFields }: Params, { nowIso }: Batch): string | undefined => {
  for (const name of timeFields) {
    const place = find(object, name)
    if (place === undefined) continue
    const said = place.holder[place.key]!
    const ts = isNothing(said) ? nowIso : timeOf(said)
    if (ts === undefined) return `${name} is no moment`
    delete place.holder[place.key]
    put(object, '_time', ts)
    return undefined
  }
}

const isNothing = (value: Json) => value === null || value === '' || value === 0 || value === '0' || value === '-'

const nameMessage = (object: JsonObject, { msgFields }: Params): void => {
  for (const name of msgFields) {
    const place = find(object, name)
    const said = place?.holder[place.key]
    // as in VictoriaLogs, an object is only the names inside of it
    if (place === undefined || said === undefined || said === null || said === '' || isObject(said)) continue
    delete place.holder[place.key]
    put(object, '_msg', said)
    return
  }
}

const clean = (object: JsonObject, prefix: string, params: Params): void => {
  const { isIgnored, isColoured } = params
  if (isIgnored === undefined && isColoured === undefined) return
  for (const [key, value] of Object.entries(object)) {
    const path = prefix + key
    if (isIgnored?.(path)) delete object[key]
    else if (isObject(value)) clean(value, `${path}.`, params)
    else if (typeof value === 'string' && isColoured?.(path)) put(object, key, stripVTControlCharacters(value))
  }
}

const withStream = (object: JsonObject, { streamFields }: Params, batch: Batch): Batch => {
  const values = streamFields.map((name) => textAt(object, name)).filter((text) => text !== '')
  return values.length === 0 ? batch : { ...batch, fallbackSource: shortSource(values.join('/')) }
}

const textAt = (object: JsonObject, name: string): string => {
  const place = find(object, name)
  const value = place?.holder[place.key] ?? ''
  if (typeof value === 'object') return ''
  return String(value)
}

type Place = { holder: JsonObject; key: string }

/** Where `path` leads: a member of that name, or one inside of the member that a beginning of it names. */
const find = (object: JsonObject, path: string): Place | undefined => {
  if (Object.hasOwn(object, path)) return { holder: object, key: path }
  for (let dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
    const head = path.slice(0, dot)
    const inner = Object.hasOwn(object, head) ? object[head] : undefined
    const place = isObject(inner) ? find(inner, path.slice(dot + 1)) : undefined
    if (place !== undefined) return place
  }
}
