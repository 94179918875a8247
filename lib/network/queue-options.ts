import { check, checkOptions, LIMIT, POSITIVE, type Rules } from '../check.ts'
import type { CoDelOptions } from './codel.ts'

/** What may wait before a link, the packet on the wire not counted: beyond that, arrivals are dropped. */
export interface QueueLimit {
  packets?: number
  bytes?: number
}

/** How a queue is managed. `target`, `interval` and `ecn` are CoDel's. */
export interface QueueOptions extends QueueLimit, CoDelOptions {
  /**
   * `drop-tail` (the default): a packet that finds no room is dropped. `codel`: beside that, one that has waited too long in a
   * queue that stands (RFC 8289).
   */
  discipline?: 'drop-tail' | 'codel'
  /** Packets that bear ECT are marked, and not dropped by CoDel (RFC 3168 §5). Default false. */
  ecn?: boolean
}

/** Where nothing is said of a limit. */
export const DEFAULT_LIMIT: QueueLimit = { packets: 1000 }

const QUEUE_RULES: Rules<QueueOptions> = {
  packets: { least: 0, most: Number.POSITIVE_INFINITY, whole: true },
  bytes: LIMIT,
  discipline: { oneOf: ['drop-tail', 'codel'] },
  target: POSITIVE,
  interval: POSITIVE,
  ecn: 'flag',
}

const OF_CODEL = ['target', 'interval', 'ecn'] as const

/** @throws RangeError naming the option that cannot be, or that means nothing to this discipline */
export function checkQueue(owner: string, queue: QueueOptions): void {
  checkOptions(owner, queue, QUEUE_RULES)
  if (queue.discipline === 'codel') {
    const { target = 5, interval = 100 } = queue
    // A queue is to be empty once in an interval: it cannot be so if each packet may wait longer.
    check(`${owner}target`, target, { above: 0, most: interval })
    return
  }
  const alien = OF_CODEL.find((name) => queue[name] !== undefined)
  if (alien) throw new RangeError(`${owner}${alien} means nothing to drop-tail: give discipline: 'codel' with it.`)
}

/** Both limits; a managed queue without one has that of the default, since it is emptied before. */
export function queueLimitsOf({ packets, bytes, discipline }: QueueOptions): Required<QueueLimit> {
  const unlimited = discipline === 'codel' && bytes === undefined ? DEFAULT_LIMIT.packets : undefined
  return { packets: packets ?? unlimited ?? Number.POSITIVE_INFINITY, bytes: bytes ?? Number.POSITIVE_INFINITY }
}

/** Whether both are the same but for their limits. */
export function isManagedAlike(one: QueueOptions, other: QueueOptions): boolean {
  return one.discipline === other.discipline && OF_CODEL.every((name) => one[name] === other[name])
}
