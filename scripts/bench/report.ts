export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[sorted.length >> 1]!
}

/** One line of a report: what, how much, and how that compares. */
export function row(what: string, value: string, compared = ''): string {
  return `  ${what.padEnd(46)} ${value.padStart(18)}   ${compared}`.trimEnd()
}

/** 123,456 */
export function thousands(value: number): string {
  return Math.round(value).toLocaleString('en-GB')
}
