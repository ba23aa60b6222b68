// Figures: cost, tokens and times of tasks, as short as a column of a table.

/** `$0.0234`, `$12.30`; a dash where nobody said. */
export const dollars = (usd: number | undefined): string =>
  usd === undefined ? '-' : `$${usd.toFixed(usd < 1 ? 4 : 2)}`

/** `800`, `1.5k`, `12k`, `1.2M`. */
export const tokens = (count: number | undefined): string => {
  if (count === undefined) return '-'
  if (count < 1000) return String(count)
  const [value, unit] = count < 999_500 ? [count / 1000, 'k'] : [count / 1e6, 'M']
  return `${value.toFixed(value < 9.95 ? 1 : 0)}${unit}`
}

/** `45.2s`, `3m05s`, `2h04m`. */
export const seconds = (value: number | undefined): string => {
  if (value === undefined) return '-'
  if (value < 59.95) return `${value.toFixed(1)}s`
  const [minutes, rest] = [Math.floor(Math.round(value) / 60), Math.round(value) % 60]
  if (minutes < 60) return `${minutes}m${String(rest).padStart(2, '0')}s`
  return `${Math.floor(minutes / 60)}h${String(minutes % 60).padStart(2, '0')}m`
}

/** `97%`. */
export const percent = (share: number | undefined | null): string =>
  share === undefined || share === null ? '-' : `${Math.round(share * 100)}%`
