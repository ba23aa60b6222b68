// Marks: the line numbers of a stream, one place in about a thousand lines.
// Promises: numbering a line costs reading a thousand, not all; 16 bytes a mark.

const every = 1000

export class Marks {
  #pairs = new Float64Array(32)
  #used = 0
  #lines = 0
  #next = 0

  /** `count` lines begin at `position`. */
  add(position: number, count: number): void {
    if (this.#lines >= this.#next) {
      if (this.#used === this.#pairs.length) {
        const larger = new Float64Array(this.#used * 2)
        larger.set(this.#pairs)
        this.#pairs = larger
      }
      this.#pairs[this.#used++] = position
      this.#pairs[this.#used++] = this.#lines
      this.#next = this.#lines + every
    }
    this.#lines += count
  }

  /** Forgets the lines behind the first `count`. */
  cutTo(count: number): void {
    while (this.#used > 0 && this.#pairs[this.#used - 1]! >= count) this.#used -= 2
    this.#lines = count
    this.#next = this.#used > 0 ? this.#pairs[this.#used - 1]! + every : 0
  }

  get lines(): number {
    return this.#lines
  }

  /** Pairs (position, lines before it), ascending. */
  pairs(): Float64Array {
    return this.#pairs.slice(0, this.#used)
  }
}
