import type { Cost, HeatResult, Result } from './race.ts'
import { median, ratio } from './statistics.ts'

/** What the rounds of one contender come to, as text; what there is none of is empty. */
export interface Line {
  name: string
  clock: string
  /** The least and the most. */
  span: string
  cpu: string
  /** How many times its time, and its processors' time, ours is. */
  takes: string
  takesCpu: string
  /** What one unit costs; how much memory; what is missing, or has failed. */
  note: string
}

/** 0.123, 1.23, 12.3, 123: three figures, unless the time is shorter than a millisecond. */
export function seconds(value: number): string {
  return value.toFixed(value < 1 ? 3 : value < 10 ? 2 : value < 100 ? 1 : 0)
}

/** Of a heat; the first is ours. */
export function linesOf({ results, units }: HeatResult): Line[] {
  const ours = results[0]!
  return results.map((result) => lineOf(result, ours, units))
}

function lineOf(result: Result, ours: Result, units: HeatResult['units']): Line {
  const { name, missing, costs } = result
  const line: Line = { name, clock: '', span: '', cpu: '', takes: '', takesCpu: '', note: missing ?? '' }
  const good = costs.filter(({ failure }) => failure === undefined)
  const [walls, cpus, peaks] = [valuesOf(good, 'wall'), valuesOf(good, 'cpu'), valuesOf(good, 'peak')]
  const failure = costs.find((cost) => cost.failure !== undefined)?.failure
  const notes = [line.note]
  if (walls.length > 0) {
    line.clock = `${seconds(median(walls))} s`
    line.span = `${seconds(Math.min(...walls))} to ${seconds(Math.max(...walls))}`
    line.cpu = cpus.length > 0 ? `${seconds(median(cpus))} s` : ''
    if (units) notes.push(unitText(units, median(walls), cpus, peaks))
  }
  if (result !== ours) {
    line.takes = times(ratio(byRound(ours, 'wall'), byRound(result, 'wall')))
    line.takesCpu = times(ratio(byRound(ours, 'cpu'), byRound(result, 'cpu')))
  }
  if (failure !== undefined)
    notes.push(
      `${good.length === 0 ? '' : `${costs.length - good.length} of ${costs.length} rounds `}failed: ${failure}`,
    )
  return { ...line, note: notes.filter((text) => text !== '').join('; ') }
}

function unitText(
  { count, name }: NonNullable<HeatResult['units']>,
  wall: number,
  cpus: number[],
  peaks: number[],
): string {
  const milliseconds = (value: number): string => {
    const each = (value / count) * 1000
    return `${each.toFixed(each < 10 ? 1 : 0)} ms`
  }
  const cpu = cpus.length > 0 ? `, ${milliseconds(median(cpus))} of CPU` : ''
  const memory = peaks.length > 0 ? `; ${Math.max(...peaks).toFixed(0)} MiB at most` : ''
  return `${milliseconds(wall)} a ${name}${cpu}${memory}`
}

function times(value: number | undefined): string {
  return value === undefined ? '' : `${value.toFixed(2)} ×`
}

function valuesOf(costs: readonly Cost[], what: 'wall' | 'cpu' | 'peak'): number[] {
  return costs.flatMap((cost) => cost[what] ?? [])
}

function byRound({ costs }: Result, what: 'wall' | 'cpu'): (number | undefined)[] {
  return costs.map((cost) => (cost.failure === undefined ? cost[what] : undefined))
}

/** For a terminal: a heading, and a line a contender. */
export function heatText(heat: HeatResult): string {
  const lines = linesOf(heat)
  const compared = lines.some(({ takes }) => takes !== '')
  const heading = { clock: 'clock', span: 'least to most', cpu: 'CPU', takes: compared ? 'ackbook takes' : '' }
  const row = (
    indent: number,
    line: Pick<Line, 'clock' | 'span' | 'cpu' | 'takes' | 'takesCpu'>,
    name: string,
    note: string,
  ): string => {
    const values = [line.clock.padStart(8), line.span.padStart(16), line.cpu.padStart(8)]
    if (compared) values.push(line.takes.padStart(13), line.takesCpu.padStart(10))
    const text = `${' '.repeat(indent)}${name}`.padEnd(46)
    return line.clock === '' ? `${text} ${note}` : `${text} ${values.join('  ')}   ${note}`.trimEnd()
  }
  return [
    row(2, { ...heading, takesCpu: compared ? 'of its CPU' : '' }, heat.title, ''),
    ...lines.map((line) => row(4, line, line.name, line.note)),
  ].join('\n')
}
