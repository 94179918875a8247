import type { QueueEvent, Trace } from '../network/trace-types.ts'
import { type FigureOptions, figure } from './figure.ts'
import { count, duration, plain } from './numbers.ts'
import { ceiling, endLabels, endRoom, type KeyEntry, key, type Point, plot, staircase } from './plot.ts'
import { missing } from './recording.ts'
import { type Child, cross, element, short } from './svg.ts'
import { WIDTH } from './theme.ts'

export interface QueueChartOptions extends FigureOptions {
  /** `left → right`: the first link with a queue, unless told. */
  link?: string
  from?: number
  until?: number
  height?: number
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
  const { link, events, drops, start, until } = read(trace, options)
  const unit = options.unit ?? 'packets'
  const width = options.width ?? WIDTH
  const { capacity } = options
  const marks: KeyEntry[] = []
  if (drops.length > 0)
    marks.push({ mark: (x, y) => element('path', { class: 'gone', d: cross(x, y, 4) }), text: 'dropped: queue full' })
  const below = key(marks, width, 0).height
  const height = (options.height ?? 220) + below
  const area = plot(
    { name: 'time', unit: 'ms', from: start, to: until },
    {
      name: 'in the queue',
      unit,
      from: 0,
      to: ceiling([...events.map((event) => event[unit]), ...(capacity === undefined ? [] : [capacity])]),
    },
    { width, height, right: capacity === undefined ? 14 : endRoom(['full']), below },
  )
  const body: Child[] = [area.axes]
  const points = events.map((event): Point => [area.x(event.time), area.y(event[unit])])
  if (points.length > 0) body.push(element('path', { class: 'l1', d: staircase(points, area.right) }))
  if (capacity !== undefined) {
    body.push(
      element('path', { class: 'l2', d: `M${short(area.left)} ${short(area.y(capacity))}H${short(area.right)}` }),
    )
    body.push(...endLabels([{ text: 'full', y: area.y(capacity), class: 't2' }], area))
  }
  const crosses = new Set(drops.map((time) => cross(area.x(time), area.top - 4, 4)))
  if (crosses.size > 0) body.push(element('path', { class: 'gone', d: [...crosses].join('') }))
  body.push(...key(marks, width, area.bottom + 54).body)
  return figure(
    {
      title: options.title ?? `Queue of ${link || 'no link'}`,
      description: options.description ?? describeQueue(trace, options),
      id: options.id,
      width,
      height: height + (below > 0 ? 4 : 0),
    },
    ...body,
  )
}

/** The queue's largest and mean length, and what it dropped, in words. */
export function describeQueue(trace: Trace, options: QueueChartOptions = {}): string {
  const { link, events, drops, start, until } = read(trace, options)
  const rest = missing(trace, options.until)
  if (events.length === 0) return ['No queue was recorded.', ...rest].join(' ')
  const unit = options.unit ?? 'packets'
  const longest = events.reduce((best, event) => (event[unit] > best[unit] ? event : best), events[0]!)
  let area = 0
  events.forEach((event, index) => {
    area += event[unit] * ((events[index + 1]?.time ?? until) - event.time)
  })
  const dropped =
    drops.length === 0
      ? 'Nothing is dropped.'
      : `${count(drops.length, 'packet')} dropped because it is full, the first at ${duration(drops[0]!)}.`
  return `The queue of ${link} is longest at ${duration(longest.time)} with ${longest[unit]} ${unit}, on average ${plain(area / (until - start))}. ${[dropped, ...rest].join(' ')}`
}

function read(
  trace: Trace,
  options: QueueChartOptions,
): { link: string; events: QueueEvent[]; drops: number[]; start: number; until: number } {
  const { from = -Infinity, until = Infinity } = options
  const all = trace.events.filter((event): event is QueueEvent => event.type === 'queue')
  const link = options.link ?? all[0]?.link ?? ''
  const events = all.filter((event) => event.link === link && event.time >= from && event.time <= until)
  const drops = trace.events.flatMap((event) =>
    event.type === 'packet' &&
    event.what === 'dropped' &&
    event.reason === 'queue full' &&
    (event.at === undefined || event.at === link) &&
    event.time >= from &&
    event.time <= until
      ? [event.time]
      : [],
  )
  const start = options.from ?? Math.min(0, events[0]?.time ?? 0)
  const end = options.until ?? events.at(-1)?.time ?? trace.end
  return { link, events, drops, start, until: end > start ? end : start + 1 }
}
