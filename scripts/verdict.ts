// Verdict: what a test run ends by saying, and whether it passed.
// Promises: a server that no test could have is always named with its reason; with CI it fails the run.

export type Run = {
  met: string[]
  missed: string[]
  /** What tests noted, one line each: `radosgw: apt-get install: …`; many files may have missed the same server. */
  noted: string[]
  isCi: boolean
  seconds: number
}

export const verdict = ({ met, missed, noted, isCi, seconds }: Run): { text: string; exitCode: 0 | 1 } => {
  const absent = new Map(noted.map((line) => [line.slice(0, line.indexOf(': ')), line]))
  const names = [...absent.keys()]
  const wrong = isCi ? [...missed, ...names] : missed
  const without = !isCi && names.length > 0 ? `, without ${names.join(', ')}` : ''
  const told = wrong.length === 0 ? `met: ${met.join(', ')}${without}` : `not met: ${wrong.join(', ')}`
  return {
    text: [...[...absent.values()].map((line) => `not met: ${line}`), `${told}; ${seconds} s`].join('\n'),
    exitCode: wrong.length === 0 ? 0 : 1,
  }
}
