// Cite: the citations of an answer, held against the lines that were shown.
// Promises: a citation of a line that was not shown is taken out and counted, however the text is split while it streams; anything
//   else comes out as it went in, but for control characters.
import { stripControls } from '../render/escape.ts'

export type CiteFilter = {
  /** What of the text so far may be shown. */
  push(text: string): string
  /** What was held back. */
  end(): string
  /** Numbers of lines, in the order they were cited first. */
  readonly cited: number[]
  readonly removed: number
}

// [L12], [L12, L15], [L12-L15], 【L12】; longer ones than this are no citation
const maxChars = 120
const bracket = /( *)[[【]([^[\]【】\n]*)[\]】]/g
const one = 'L\\s?\\d+'
const range = `${one}(?:\\s*[-–—]\\s*L?\\s?\\d+)?`
const citation = new RegExp(`^\\s*${range}(?:\\s*(?:,|;|and|&)\\s*${range})*\\s*$`, 'i')

export const createCiteFilter = (isShown: (line: number) => boolean): CiteFilter => {
  let held = ''
  let removed = 0
  const cited = new Set<number>()

  const checked = (whole: string, spaces: string, inner: string): string => {
    if (!citation.test(inner)) return whole
    const parts = inner.split(/,|;|and|&/i).map((part) => part.trim())
    const good = parts.filter((part) => {
      const numbers = [...part.matchAll(/\d+/g)].map(([digits]) => Number(digits))
      if (!numbers.every(isShown)) return false
      for (const number of numbers) cited.add(number)
      return true
    })
    removed += parts.length - good.length
    if (good.length === parts.length) return whole
    return good.length === 0 ? '' : `${spaces}[${good.join(', ')}]`
  }

  return {
    push(text) {
      held += text
      // what may yet become a citation, the space in front of it, half a character
      const open = Math.max(held.lastIndexOf('['), held.lastIndexOf('【'))
      const isOpen = open >= 0 && !/[\]】\n]/.test(held.slice(open)) && held.length - open <= maxChars
      const end = isOpen ? open : held.length
      const safe = held.slice(0, end).replace(/ *[\ud800-\udbff]?$/, '')
      held = held.slice(safe.length)
      return stripControls(safe, '\n\t').replace(bracket, checked)
    },
    end() {
      const rest = stripControls(held, '\n\t').replace(bracket, checked)
      held = ''
      return rest
    },
    get cited() {
      return [...cited]
    },
    get removed() {
      return removed
    },
  }
}
