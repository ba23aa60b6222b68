// Errors: what an Error says, as plain fields, since JSON sees none of them.

/** name, message, stack, cause, errors (of an AggregateError) and its own fields (`code`, `errno`…); absent ones are undefined.
 *  A field whose getter throws holds a sentence that says so. */
export const errorFields = (error: Error): Record<string, unknown> => {
  const own: Record<string, unknown> = {}
  for (const key of [...hidden, ...Object.keys(error)]) {
    try {
      own[key] = (error as unknown as Record<string, unknown>)[key]
    } catch (thrown) {
      own[key] = `[threw: ${thrown instanceof Error ? thrown.name : typeof thrown}]`
    }
  }
  return own
}

// not enumerable on an Error
const hidden = ['name', 'message', 'stack', 'cause', 'errors']
