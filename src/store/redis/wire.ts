// Wire: a call of a script as Redis' protocol has it. Whoever has hundreds of lines to send writes them out here once; a client that is
// handed hundreds of arguments looks at each several times, which costs more than all the rest of an append.
// Source: https://redis.io/docs/latest/develop/reference/protocol-spec/ (arrays of bulk strings)

/** Bulk strings, written out; `text` has one character a byte. */
export type Bulks = { text: string; count: number }

export const bulksOf = (values: (string | number)[]): Bulks => {
  let text = ''
  for (const value of values) text += bulkOf(String(value))
  return { text, count: values.length }
}

/** One command of all of them. */
export const commandOf = (parts: Bulks[]): Buffer => {
  let [whole, count] = ['', 0]
  for (const part of parts) {
    whole += part.text
    count += part.count
  }
  return Buffer.from(`*${count}\r\n${whole}`, 'latin1')
}

const bulkOf = (value: string): string => {
  const bytes = isAscii.test(value) ? value : Buffer.from(value).toString('latin1')
  return `$${bytes.length}\r\n${bytes}\r\n`
}

const isAscii = /^[\x00-\x7f]*$/
