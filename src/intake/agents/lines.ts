// Lines: the lines of a stream that comes in pieces of bytes.
// Promises: how it was cut makes no difference: no character is torn, a line comes once, when its break has come or the stream has ended;
//   one that is too long is cut, says by how much, and costs no more memory than the bound.
import { StringDecoder } from 'node:string_decoder'

export type LineSplitter = {
  /** The lines that end in this piece, without their breaks. */
  push(piece: Uint8Array): string[]
  /** What stands behind the last break. */
  end(): string[]
}

/** `maxChars`: of a line; what is longer is dropped. Bytes that are no UTF-8 become U+FFFD. */
export const createLineSplitter = (maxChars: number): LineSplitter => {
  const decoder = new StringDecoder('utf8')
  let parts: string[] = []
  let [kept, dropped] = [0, 0]

  const add = (text: string) => {
    const part = text.slice(0, maxChars - kept)
    kept += part.length
    dropped += text.length - part.length
    if (part !== '') parts.push(part)
  }
  const take = (): string => {
    const line = parts.join('')
    const note = dropped === 0 ? '' : ` … [cut: ${dropped} of ${kept + dropped} characters]`
    ;[parts, kept, dropped] = [[], 0, 0]
    return (line.endsWith('\r') ? line.slice(0, -1) : line) + note
  }
  const split = (text: string): string[] => {
    const lines: string[] = []
    let from = 0
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', from)) {
      add(text.slice(from, at))
      lines.push(take())
      from = at + 1
    }
    add(text.slice(from))
    return lines
  }
  return {
    push: (piece) => split(decoder.write(piece)),
    end() {
      const lines = split(decoder.end())
      return kept === 0 && dropped === 0 ? lines : [...lines, take()]
    },
  }
}
