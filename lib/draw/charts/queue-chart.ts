import { max, sum } from 'd3-array'
import { QUEUE, QUEUE_ROW } from '../../network/columns.ts'
import { columnsOf } from '../../network/recorded.ts'
import type { Trace } from '../../network/trace-types.ts'
import type { Put } from '../../words.ts'
import { duration, plain } from '../numbers.ts'
import { missingEnd } from '../recording.ts'
import type { Point } from '../svg.ts'
import { cross, diamond, path, short } from '../svg.ts'
import { WIDE } from '../theme.ts'
import { spanOf } from '../viewpoint.ts'
import { type Charted, type ChartFigure, charted, chartFigure, type TimeChartOptions } from './chart.ts'
import { ceiling, timeAxis } from './plot.ts'
import {
  type Disciplined,
  disciplineInBrief,
  disciplineInWords,
  disciplineKey,
  disciplineOf,
  signsAt,
} from './queue-discipline.ts'
import { rowsTable } from './rows.ts'
import { stairs } from './strokes.ts'

/** What it says, by key. */
const SAYS = {
  inTheQueue: 'in the queue',
  full: 'full',
  noQueueWasRecorded: 'No queue was recorded',
  staysEmpty: 'stays empty',
  growsTo: (longest: Put, unit: Put) => `grows to ${longest} ${unit}`,
  theQueueOfAnd: (link: Put, grows: Put, dropped: Put) => `The queue of ${link} ${grows} and ${dropped}`,
  noQueueSentence: 'No queue was recorded.',
  theQueueOfIsLongest: (link: Put, duration: Put, longest: Put, unit: Put, mean: Put) =>
    `The queue of ${link} is longest at ${duration} with ${longest} ${unit}, on average ${mean}.`,
  fromMs: 'from (ms)',
  mean: (unit: Put) => `mean (${unit})`,
  longest: 'longest',
  dropped: 'dropped',
  marked: 'marked',
} as const

export interface QueueChartOptions extends TimeChartOptions {
  /** `left → right`: the first link with a queue, unless told. */
  link?: string
  /** Where the queue is full: a line. In what `unit` says. */
  capacity?: number
  /** `packets`, unless told. */
  unit?: 'packets' | 'bytes'
}

/** How long a link's queue is over time, and what it dropped or marked. */
export function queueFigure(trace: Trace, options: QueueChartOptions = {}): ChartFigure<Trace> {
  const reading = readQueue(trace, options)
  return chartFigure({
    data: trace,
    charted: (width) => drawQueue(reading, options, width),
    table: () => tableOfQueue(reading),
    sentence: () => options.description ?? queueInWords(reading),
  })
}

/** The figure's picture. @returns SVG text */
export function queueChart(trace: Trace, options: QueueChartOptions = {}): string {
  return drawQueue(readQueue(trace, options), options, options.width ?? WIDE).svg()
}

function drawQueue(reading: QueueReading, options: QueueChartOptions, width: number): Charted {
  const { unit, lengths, disciplined, start, until } = reading
  const { full, early, marked } = disciplined
  const { capacity } = options
  return charted(
    { ...options, width },
    {
      title: titleOfQueue(reading),
      description: queueInWords(reading),
      x: timeAxis(start, until),
      y: {
        name: SAYS.inTheQueue,
        unit,
        from: 0,
        to: ceiling([...lengths.map(([, length]) => length), capacity ?? 0]) * 1.04,
      },
      height: 230,
      lines: capacity === undefined ? [] : [{ text: SAYS.full, value: capacity, line: 'l2', style: 't2' }],
      key: disciplineKey(disciplined),
    },
    (area) => [
      stairs('l1', lengths, area),
      capacity !== undefined && path('l2', `M${short(area.left)} ${short(area.y(capacity))}H${short(area.right)}`),
      path(
        'gone',
        signsAt(
          [...full, ...early].sort((one, other) => one - other),
          area.x,
          area.top,
          smallCross,
        ),
      ),
      path('marked', signsAt(marked, area.x, area.top, smallDiamond)),
    ],
  )
}

const smallCross = (x: number, y: number): string => cross(x, y, 4)
const smallDiamond = (x: number, y: number): string => diamond(x, y, 4)

function titleOfQueue({ link, unit, lengths, disciplined }: QueueReading): string {
  const longest = max(lengths, ([, length]) => length)
  if (longest === undefined) return SAYS.noQueueWasRecorded
  const grows = longest === 0 ? SAYS.staysEmpty : SAYS.growsTo(plain(longest), unit)
  return SAYS.theQueueOfAnd(link, grows, disciplineInBrief(disciplined))
}

/** The queue's largest and mean length, and what it dropped or marked, in words. */
export function describeQueue(trace: Trace, options: QueueChartOptions = {}): string {
  return queueInWords(readQueue(trace, options))
}

function queueInWords({ link, unit, lengths, disciplined, start, until, rest }: QueueReading): string {
  const [first] = lengths
  if (!first) return [SAYS.noQueueSentence, ...rest].join(' ')
  const [time, longest] = lengths.reduce((best, point) => (point[1] > best[1] ? point : best), first)
  const mean = plain(areaOf(lengths, start, until) / (until - start))
  return [
    SAYS.theQueueOfIsLongest(link, duration(time), longest, unit, mean),
    ...disciplineInWords(disciplined),
    ...rest,
  ].join(' ')
}

/** Length times milliseconds between two times; before the first change the queue is empty. */
function areaOf(lengths: readonly Point[], from: number, until: number): number {
  return sum(lengths, ([time, length], index) => {
    const [begin, end] = [Math.max(time, from), Math.min(lengths[index + 1]?.[0] ?? until, until)]
    return end > begin ? length * (end - begin) : 0
  })
}

const INTERVALS = 16

/** The queue in equal parts of the time. */
function tableOfQueue({ unit, lengths, disciplined, start, until }: QueueReading): string {
  if (lengths.length === 0) return ''
  const { full, early, marked } = disciplined
  const step = (until - start) / INTERVALS
  const rows = Array.from({ length: INTERVALS }, (_, index) => {
    const [from, to] = [start + index * step, start + (index + 1) * step]
    const isLast = index === INTERVALS - 1
    const isWithin = (time: number): boolean => time >= from && (time < to || isLast)
    const held = lengths.findLast(([time]) => time <= from)?.[1] ?? 0
    const longest = Math.max(held, max(lengths, ([time, length]) => (isWithin(time) ? length : 0)) ?? 0)
    const dropped = full.filter(isWithin).length + early.filter(isWithin).length
    const row = [from, to, areaOf(lengths, from, to) / step, longest, dropped]
    return marked.length === 0 ? row : [...row, marked.filter(isWithin).length]
  })
  const heads = [SAYS.fromMs, 'to', SAYS.mean(unit), SAYS.longest, SAYS.dropped]
  return rowsTable(marked.length === 0 ? heads : [...heads, SAYS.marked], rows)
}

interface QueueReading {
  link: string
  unit: 'packets' | 'bytes'
  lengths: Point[]
  disciplined: Disciplined
  start: number
  until: number
  /** That the recording ended early, in words. */
  rest: string[]
}

function readQueue(trace: Trace, options: QueueChartOptions): QueueReading {
  const { from = -Infinity, until = Infinity, unit = 'packets' } = options
  const { columns, length } = columnsOf(trace)
  const isWithin = (time: number): boolean => time >= from && time <= until
  const { values } = columns.queues
  const queued = columns.kinds.subarray(0, length).reduce((sum, kind) => (kind === QUEUE ? sum + 1 : sum), 0)
  const link = options.link ?? (queued > 0 ? columns.links[0] : undefined) ?? ''
  const number = columns.links.indexOf(link)
  const lengths: Point[] = []
  for (let row = 0, at = 0; row < queued; row++, at += QUEUE_ROW.width) {
    if (values[at + QUEUE_ROW.link] === number && isWithin(values[at]!))
      lengths.push([values[at]!, values[at + QUEUE_ROW[unit]]!])
  }
  return {
    link,
    unit,
    lengths,
    disciplined: disciplineOf({ columns, length }, link, isWithin),
    ...spanOf(
      lengths.slice(0, 1).map(([time]) => ({ time })),
      options,
      lengths.at(-1)?.[0] ?? trace.end,
    ),
    rest: missingEnd(trace, options.until),
  }
}
