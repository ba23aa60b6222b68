// Words: how counts are said.

/** `1 line`, `12,345 lines`. */
export const linesInWords = (count: number): string => `${count.toLocaleString('en')} ${count === 1 ? 'line' : 'lines'}`
