import { max } from 'd3-array'
import { FONT, SMALL, textWidth } from '../text.ts'
import type { TimeAxis } from './axis.ts'
import { type Forms, ROOMY_LABEL } from './forms.ts'
import { type Gutter, type GutterMoment, type Remark, remarkWidth } from './gutter.ts'
import type { LadderRows } from './rows.ts'
import type { SegmentRun } from './runs.ts'

/** The place of one ladder in a picture. */
export interface PanelFrame {
  x: number
  width: number
  /** Where its hosts' names stand. */
  top: number
}

/** Where lifelines, words and times stand. */
export interface Margins {
  /** Of each host's lifeline. */
  xs: Map<string, number>
  gutters: { left?: Gutter; right?: Gutter }
}

/** Of each row of hosts' names. */
export const HEAD_LINE = 16

/** In how many rows the names of hosts stand. */
export function headLevels(hosts: readonly string[], { width }: Pick<PanelFrame, 'width'>): number {
  if (hosts.length < 3) return 1
  const room = (width - (width < ROOMY_LABEL ? 180 : 340)) / (hosts.length - 1)
  const longest = Math.min(110, max(hosts, (host) => textWidth(host, FONT, true))!)
  return Math.min(4, Math.ceil((longest + 20) / room))
}

/** What happens at a host, a moment each; of bursts, their first and their last. */
export function gutterMoments(
  host: string | undefined,
  { notes }: LadderRows,
  runs: readonly SegmentRun[],
  axis: TimeAxis,
  top: number,
  forms: Forms,
): Map<string, GutterMoment> {
  const found = new Map<string, GutterMoment>()
  if (host === undefined) return found
  const at = (time: number, remark?: Remark, before = false): void => {
    const text = forms.time(time)
    const key = before ? 'before' : text
    let moment = found.get(key)
    if (!moment) {
      moment = { y: before ? top : axis.y(time), time: text, remarks: [], before }
      found.set(key, moment)
    }
    if (remark) moment.remarks.push(remark)
  }
  for (const note of notes) if (note.host === host) at(note.time, note, note.before)
  for (const run of runs) {
    const last = run.at(-1)!
    if (run[0].from === host) {
      at(run[0].sent)
      at(last.sent)
    }
    if (run[0].to === host) {
      if (run[0].arrived !== undefined) at(run[0].arrived)
      if (last.arrived !== undefined) at(last.arrived)
    }
  }
  return found
}

/** Where lifelines, words and times stand. */
export function marginsOf(
  hosts: readonly string[],
  [left, right]: readonly [Map<string, GutterMoment>, Map<string, GutterMoment>],
  frame: PanelFrame,
  isMarginal: boolean,
): Margins {
  const isBrief = frame.width < ROOMY_LABEL
  const pairs = Math.max(1, hosts.length - 1)
  const timesWidth = (moments: Map<string, GutterMoment>): number =>
    Math.max(textWidth('ms', SMALL), max(moments.values(), ({ time }) => textWidth(time, SMALL)) ?? 0)
  const widest = (moments: Map<string, GutterMoment>, cap: number): number =>
    max(moments.values(), ({ remarks }) => max(remarks, (remark) => remarkWidth(remark, cap, isBrief))) ?? 0
  const times = [timesWidth(left), right.size > 0 ? timesWidth(right) : 0] as const
  const room = frame.width - (isBrief ? 0 : times[0] + times[1]) - (isBrief ? 150 : 190) * pairs
  const most = isBrief ? 80 : hosts.length === 1 ? 300 : 132
  const cap = Math.max(isBrief ? 56 : 70, Math.min(most, room / 2))
  const words = [widest(left, cap), widest(right, cap)] as const
  const margin = isMarginal ? (isBrief ? 76 : 120) : 0
  const sideOf = (index: 0 | 1): { inner: number; width: number } => {
    const width = Math.max(words[index], margin)
    if (isBrief) return { inner: Math.max(times[index], width) + 9, width }
    return { inner: times[index] + (width > 0 ? width + 8 : 0) + 11, width }
  }
  const [leftSide, rightSide] = [sideOf(0), sideOf(1)]
  const from = frame.x + leftSide.inner
  const to = frame.x + frame.width - (hosts.length < 2 ? 24 : rightSide.inner)
  const places = new Map(hosts.map((host, index) => [host, from + ((to - from) * index) / pairs]))
  const gutterOf = (x: number, side: -1 | 1, width: number): Gutter => ({
    x,
    side,
    wordsX: x + 9 * side,
    timesX: isBrief ? x + 6 * side : x + (width > 0 ? width + 17 : 8) * side,
    isOneColumn: isBrief,
    wordsWidth: isBrief ? Math.max(width, 40) : width,
  })
  return {
    xs: places,
    gutters: {
      ...(hosts.length > 0 && { left: gutterOf(from, -1, leftSide.width) }),
      ...(hosts.length > 1 && { right: gutterOf(to, 1, rightSide.width) }),
    },
  }
}
