// Table: one measured figure a row, beside what was aimed at.

/** `atLeast` and `atMost`: the target and, where there is one, the stretch. None: for information. */
export type Row = {
  what: string
  value: number
  unit: string
  atLeast?: readonly [number, number?]
  atMost?: readonly [number, number?]
  note?: string
}

/** `stretch` is met too, or only the target, or not even that. */
export const verdictOf = ({ value, atLeast, atMost }: Row): 'stretch' | 'met' | 'NOT MET' | '' => {
  const [target, stretch] = atLeast ?? atMost ?? []
  if (target === undefined) return ''
  const holds = (bound: number) => (atLeast ? value >= bound : value <= bound)
  if (stretch !== undefined && holds(stretch)) return 'stretch'
  return holds(target) ? 'met' : 'NOT MET'
}

export const printRows = (rows: readonly Row[]): void => {
  for (const row of rows) {
    const sign = row.atLeast ? '≥' : '≤'
    const [target, stretch] = row.atLeast ?? row.atMost ?? []
    const aim =
      target === undefined ? '' : `${sign} ${short(target)}${stretch === undefined ? '' : ` (${short(stretch)})`}`
    const columns = [
      row.what.padEnd(58),
      `${short(row.value)} ${row.unit}`.padStart(18),
      aim.padStart(16),
      verdictOf(row).padEnd(8),
      row.note ?? '',
    ]
    console.log(columns.join('  ').trimEnd())
  }
}

const short = (value: number): string => {
  if (!Number.isFinite(value)) return String(value)
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en').replaceAll(',', ' ')
  return String(Number(value.toPrecision(3)))
}
