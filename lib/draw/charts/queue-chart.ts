import { DROPPED, PACKET_ROW, QUEUE, QUEUE_ROW } from '../../network/columns.ts'
import { columnsOf, type Recorded } from '../../network/recorded.ts'
import type { Trace } from '../../network/trace-types.ts'
import { count } from '../../words.ts'
import { crossed } from '../key.ts'
import { duration, plain } from '../numbers.ts'
import { missingEnd } from '../recording.ts'
import { cross, path, short } from '../svg.ts'
import { spanOf } from '../viewpoint.ts'
import { chart, type TimeChartOptions } from './chart.ts'
import { ceiling, type Point, stairs, timeAxis } from './plot.ts'

export interface QueueChartOptions extends TimeChartOptions {
  /** `left → right`: the first link with a queue, unless told. */
  link?: string
  /** Where the queue is full: a line. In what `unit` says. */
  capacity?: number
  /** `packets`, unless told. */
  unit?: 'packets' | 'bytes'
}

/**
 * How long a link's queue is over time, and what was dropped because it was full.
 *
 * @returns SVG text
 */
export function queueChart(trace: Trace, options: QueueChartOptions = {}): string {
  const { capacity } = options
  const reading = readQueue(trace, options)
  const { link, unit, lengths, drops, start, until } = reading
  return chart(
    options,
    {
      title: `Queue of ${link || 'no link'}`,
      description: queueInWords(reading),
      x: timeAxis(start, until),
      y: { name: 'in the queue', unit, from: 0, to: ceiling([...lengths.map(([, length]) => length), capacity ?? 0]) },
      height: 220,
      ends: capacity === undefined ? undefined : [{ text: 'full', value: capacity, style: 't2' }],
      key: [drops.length > 0 && ['dropped: queue full', crossed]],
    },
    (area) => [
      stairs('l1', lengths, area),
      capacity !== undefined && path('l2', `M${short(area.left)} ${short(area.y(capacity))}H${short(area.right)}`),
      area.ends,
      path('gone', [...new Set(drops.map((time) => cross(area.x(time), area.top - 4, 4)))].join('')),
    ],
  )
}

/** The queue's largest and mean length, and what it dropped, in words. */
export function describeQueue(trace: Trace, options: QueueChartOptions = {}): string {
  return queueInWords(readQueue(trace, options))
}

function queueInWords({ link, unit, lengths, drops, start, until, rest }: QueueReading): string {
  const [first] = lengths
  if (!first) return ['No queue was recorded.', ...rest].join(' ')
  const [time, longest] = lengths.reduce((best, point) => (point[1] > best[1] ? point : best), first)
  let area = 0
  lengths.forEach(([time, length], index) => {
    area += length * ((lengths[index + 1]?.[0] ?? until) - time)
  })
  const dropped =
    drops.length === 0
      ? 'Nothing is dropped.'
      : `${count(drops.length, 'packet')} dropped because it is full, the first at ${duration(drops[0]!)}.`
  const mean = plain(area / (until - start))
  return [
    `The queue of ${link} is longest at ${duration(time)} with ${longest} ${unit}, on average ${mean}.`,
    dropped,
    ...rest,
  ].join(' ')
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
