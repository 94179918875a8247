import { DROPPED, PACKET_ROW, QUEUE_ROW } from './columns.ts'
import { columnsOf } from './recorded.ts'
import type { Trace } from './trace-types.ts'

/** How many packets wait before a link, from a time on. */
export interface QueueLength {
  time: number
  packets: number
}

/** A link's queue after each change. @param link `left → right` */
export function queueLengths(trace: Trace, link: string): QueueLength[] {
  const { columns } = columnsOf(trace)
  const number = columns.links.indexOf(link)
  const { values, length, width } = columns.queues
  const lengths: QueueLength[] = []
  for (let row = 0, at = 0; row < length; row++, at += width)
    if (values[at + QUEUE_ROW.link] === number)
      lengths.push({ time: values[at + QUEUE_ROW.time]!, packets: values[at + QUEUE_ROW.packets]! })
  return lengths
}

/** How many packets have waited before a link at once, at most. @param link `left → right` */
export function longestQueue(trace: Trace, link: string): number {
  const { columns } = columnsOf(trace)
  const number = columns.links.indexOf(link)
  const { values, length, width } = columns.queues
  let most = 0
  for (let row = 0, at = 0; row < length; row++, at += width)
    if (values[at + QUEUE_ROW.link] === number) most = Math.max(most, values[at + QUEUE_ROW.packets]!)
  return most
}

/** When a link dropped packets for this reason: `queue full`, `script`. @param link `left → right` */
export function dropsAt(trace: Trace, link: string, reason: string): number[] {
  const { columns } = columnsOf(trace)
  const { values } = columns.packets
  const times: number[] = []
  for (let row = 0, at = 0; row < columns.rare.length; row++, at += PACKET_ROW.width) {
    const rare = columns.rare[row]
    if (rare?.reason === reason && rare.at === link && values[at + PACKET_ROW.what] === DROPPED) times.push(values[at]!)
  }
  return times
}
