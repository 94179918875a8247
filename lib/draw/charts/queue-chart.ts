import { max, sum } from 'd3-array'
import { DROPPED, PACKET_ROW, QUEUE, QUEUE_ROW } from '../../network/columns.ts'
import { columnsOf, type Recorded } from '../../network/recorded.ts'
import type { Trace } from '../../network/trace-types.ts'
import { count, type Put } from '../../words.ts'
import { figureOf, type ShownFigure } from '../figure.ts'
import { crossed } from '../key.ts'
import { duration, plain } from '../numbers.ts'
import { missingEnd } from '../recording.ts'
import type { Point } from '../svg.ts'
import { cross, path, short } from '../svg.ts'
import { WIDE } from '../theme.ts'
import { spanOf } from '../viewpoint.ts'
import { chart, type TimeChartOptions } from './chart.ts'
import { ceiling, timeAxis } from './plot.ts'
import { rowsTable } from './rows.ts'
import { stairs } from './strokes.ts'

/** What it says, by key. */
const SAYS = {
  inTheQueue: 'in the queue',
  full: 'full',
  droppedQueueFull: 'dropped: queue full',
  noQueueWasRecorded: 'No queue was recorded',
  staysEmpty: 'stays empty',
  growsTo: (longest: Put, unit: Put) => `grows to ${longest} ${unit}`,
  dropsNothing: 'drops nothing',
  drops: (length: Put) => `drops ${length}`,
  theQueueOfAnd: (link: Put, grows: Put, dropped: Put) => `The queue of ${link} ${grows} and ${dropped}`,
  noQueueSentence: 'No queue was recorded.',
  nothingIsDropped: 'Nothing is dropped.',
  droppedBecauseItIsFull: (amount: Put, duration: Put) =>
    `${amount} dropped because it is full, the first at ${duration}.`,
  packet: 'packet',
  theQueueOfIsLongest: (link: Put, duration: Put, longest: Put, unit: Put, mean: Put) =>
    `The queue of ${link} is longest at ${duration} with ${longest} ${unit}, on average ${mean}.`,
  fromMs: 'from (ms)',
  mean: (unit: Put) => `mean (${unit})`,
  longest: 'longest',
  dropped: 'dropped',
} as const

export interface QueueChartOptions extends TimeChartOptions {
  /** `left → right`: the first link with a queue, unless told. */
  link?: string
  /** Where the queue is full: a line. In what `unit` says. */
  capacity?: number
  /** `packets`, unless told. */
  unit?: 'packets' | 'bytes'
}

/** How long a link's queue is over time, and what was dropped because it was full. */
export function queueFigure(trace: Trace, options: QueueChartOptions = {}): ShownFigure<Trace> {
  const reading = readQueue(trace, options)
  return figureOf({
    data: trace,
    draw: (width) => drawQueue(reading, options, width),
    table: () => tableOfQueue(reading),
    sentence: () => options.description ?? queueInWords(reading),
  })
}

/** The figure's picture. @returns SVG text */
export function queueChart(trace: Trace, options: QueueChartOptions = {}): string {
  return drawQueue(readQueue(trace, options), options, options.width ?? WIDE)
}

function drawQueue(reading: QueueReading, options: QueueChartOptions, width: number): string {
  const { unit, lengths, drops, start, until } = reading
  const { capacity } = options
  return chart(
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
      key: [drops.length > 0 && [SAYS.droppedQueueFull, crossed]],
    },
    (area) => [
      stairs('l1', lengths, area),
      capacity !== undefined && path('l2', `M${short(area.left)} ${short(area.y(capacity))}H${short(area.right)}`),
      path('gone', dropMarks(drops, area.x, area.top)),
    ],
  )
}

/** A cross for each, above the plot; those that would stand on another are left out. */
function dropMarks(times: readonly number[], x: (time: number) => number, y: number): string {
  let last = -Infinity
  return times
    .map((time) => {
      const at = x(time)
      if (at - last < 5) return ''
      last = at
      return cross(at, y, 4)
    })
    .join('')
}

function titleOfQueue({ link, unit, lengths, drops }: QueueReading): string {
  const longest = max(lengths, ([, length]) => length)
  if (longest === undefined) return SAYS.noQueueWasRecorded
  const grows = longest === 0 ? SAYS.staysEmpty : SAYS.growsTo(plain(longest), unit)
  const dropped = drops.length === 0 ? SAYS.dropsNothing : SAYS.drops(drops.length)
  return SAYS.theQueueOfAnd(link, grows, dropped)
}

/** The queue's largest and mean length, and what it dropped, in words. */
export function describeQueue(trace: Trace, options: QueueChartOptions = {}): string {
  return queueInWords(readQueue(trace, options))
}

function queueInWords({ link, unit, lengths, drops, start, until, rest }: QueueReading): string {
  const [first] = lengths
  if (!first) return [SAYS.noQueueSentence, ...rest].join(' ')
  const [time, longest] = lengths.reduce((best, point) => (point[1] > best[1] ? point : best), first)
  const dropped =
    drops.length === 0
      ? SAYS.nothingIsDropped
      : SAYS.droppedBecauseItIsFull(count(drops.length, SAYS.packet), duration(drops[0]!))
  const mean = plain(areaOf(lengths, start, until) / (until - start))
  return [SAYS.theQueueOfIsLongest(link, duration(time), longest, unit, mean), dropped, ...rest].join(' ')
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
function tableOfQueue({ unit, lengths, drops, start, until }: QueueReading): string {
  if (lengths.length === 0) return ''
  const step = (until - start) / INTERVALS
  const rows = Array.from({ length: INTERVALS }, (_, index) => {
    const [from, to] = [start + index * step, start + (index + 1) * step]
    const isLast = index === INTERVALS - 1
    const isWithin = (time: number): boolean => time >= from && (time < to || isLast)
    const held = lengths.findLast(([time]) => time <= from)?.[1] ?? 0
    const longest = Math.max(held, max(lengths, ([time, length]) => (isWithin(time) ? length : 0)) ?? 0)
    return [from, to, areaOf(lengths, from, to) / step, longest, drops.filter(isWithin).length]
  })
  return rowsTable([SAYS.fromMs, 'to', SAYS.mean(unit), SAYS.longest, SAYS.dropped], rows)
}

interface QueueReading {
  link: string
  unit: 'packets' | 'bytes'
  lengths: Point[]
  drops: number[]
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
  const drops = dropsIn({ columns, length }, link).filter(isWithin)
  return {
    link,
    unit,
    lengths,
    drops,
    ...spanOf(
      lengths.slice(0, 1).map(([time]) => ({ time })),
      options,
      lengths.at(-1)?.[0] ?? trace.end,
    ),
    rest: missingEnd(trace, options.until),
  }
}

/** When the link's queue was too full for a packet. */
function dropsIn({ columns, length }: Recorded, link: string): number[] {
  const { values } = columns.packets
  return columns.rare.flatMap((rare, row) => {
    if (rare?.reason !== 'queue full' || (rare.at !== undefined && rare.at !== link)) return []
    const at = row * PACKET_ROW.width
    const isOurs = values[at + PACKET_ROW.what] === DROPPED && values[at + PACKET_ROW.order]! < length
    return isOurs ? [values[at]!] : []
  })
}
