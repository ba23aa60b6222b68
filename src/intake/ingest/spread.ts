// Spread: the members of an inner object (metadata, an error) among a record's attributes.
import type { Attributes } from '../../record/record.ts'
import { type JsonObject, put } from './json.ts'

/** `members` is not copied when there are no other attributes. Members whose name is taken stay together under `name`. */
export const spread = (attributes: Attributes | undefined, members: JsonObject, name: string): Attributes => {
  if (attributes === undefined) return members
  const left: JsonObject = {}
  for (const key in members) put(Object.hasOwn(attributes, key) ? left : attributes, key, members[key]!)
  let freeName = name
  while (Object.hasOwn(attributes, freeName)) freeName += '_'
  if (Object.keys(left).length > 0) put(attributes, freeName, left)
  return attributes
}
