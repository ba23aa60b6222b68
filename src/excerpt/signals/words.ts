// Words: which of many words occur in a text, in any case, in one walk over it (Aho and Corasick, 1975).
// Promises: a few nanoseconds a letter, however many words there are; nothing is made anew for a text.

export type Words = {
  /** Writes the numbers of the groups of which a word occurs into `found`, each once; returns how many there are. */
  find(text: string, found: Int32Array): number
}

/** `groups[i]`: words of one letter or more; fewer than 65,536 letters in all. */
export const createWords = (groups: readonly (readonly string[])[]): Words => {
  const { classes, count: width } = classesOf(groups.flat())
  const { next: rows, ends } = machineOf(groups, classes, width)
  // a state is where its row begins: one multiplication less for each letter
  const next = Uint32Array.from(rows, (state) => state * width)
  const isEnd = new Uint8Array(next.length)
  ends.forEach((list, state) => {
    if (list.length > 0) isEnd[state * width] = 1
  })
  const seenAt = new Int32Array(groups.length)
  let turn = 0
  return {
    find(text, found) {
      // after two thousand million texts the turns of old would come again
      if (++turn === 0x7fffffff) {
        seenAt.fill(0)
        turn = 1
      }
      let count = 0
      for (let i = 0, at = 0; i < text.length; i++) {
        at = next[at + classes[text.charCodeAt(i)]!]!
        if (isEnd[at] === 0) continue
        const list = ends[at / width]!
        for (let k = 0; k < list.length; k++) {
          const group = list[k]!
          if (seenAt[group] === turn) continue
          seenAt[group] = turn
          found[count++] = group
        }
      }
      return count
    },
  }
}

// letters that no word holds are one class, a letter and its capital another
const classesOf = (words: readonly string[]): { classes: Uint8Array; count: number } => {
  const classes = new Uint8Array(65_536)
  let count = 1
  for (let i = 0, all = words.join(''); i < all.length; i++) {
    const letter = all[i]!.toLowerCase()
    if (classes[letter.charCodeAt(0)] !== 0) continue
    for (const form of [letter, letter.toUpperCase()]) classes[form.charCodeAt(0)] = count
    count++
  }
  return { classes, count }
}

// state 0 is the start; `next[state * count + class]`; `ends[state]`: groups of the words that end there
const machineOf = (groups: readonly (readonly string[])[], classes: Uint8Array, count: number) => {
  const states = 1 + groups.flat().reduce((sum, word) => sum + word.length, 0)
  const next = new Uint16Array(states * count)
  const ends: number[][] = [[]]
  groups.forEach((words, group) => {
    for (const word of words) {
      let at = 0
      for (let i = 0; i < word.length; i++) {
        const edge = at * count + classes[word.charCodeAt(i)]!
        if (next[edge] === 0) next[edge] = ends.push([]) - 1
        at = next[edge]!
      }
      ends[at]!.push(group)
    }
  })
  link(next, ends, count)
  return { next, ends }
}

// nearest states first: where a state knows no way on, it goes as the longest ending of what led to it would
const link = (next: Uint16Array, ends: number[][], count: number) => {
  const endings = new Uint16Array(ends.length)
  const queue: number[] = []
  for (let letter = 0; letter < count; letter++) if (next[letter] !== 0) queue.push(next[letter]!)
  for (const state of queue) {
    const ending = endings[state]!
    ends[state]!.push(...ends[ending]!)
    for (let letter = 0; letter < count; letter++) {
      const edge = state * count + letter
      const other = next[ending * count + letter]!
      if (next[edge] === 0) next[edge] = other
      else {
        endings[next[edge]!] = other
        queue.push(next[edge]!)
      }
    }
  }
}
