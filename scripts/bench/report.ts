import { thousands } from '../../lib/words.ts'

/**
 * Seconds of the processor's time, of this process with its garbage collector's threads: on an idle machine hardly more
 * than real time, and on a busy one not counting what others take.
 */
export function processorSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

/** One line of a report: what, how much, and how that compares. */
export function row(what: string, value: string, compared = ''): string {
  return `  ${what.padEnd(46)} ${value.padStart(18)}   ${compared}`.trimEnd()
}

/** 123,456: the nearest whole number. */
export function grouped(value: number): string {
  return thousands(Math.round(value))
}

/** Everything once, a quarter as long, and without its peer: one round of many, in which two states take turns. */
export const brief: boolean = process.argv.includes('--brief')
