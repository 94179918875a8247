import { AMOUNT, checkOptions } from '../check.ts'
import type { Host, Queued, Waiting, WaitOptions } from './types.ts'

export interface StallOptions extends WaitOptions {
  /** How long nothing may move, in milliseconds: 500 unless told. */
  quiet?: number
}

/** A call that waits, and what lies in its socket's queues. */
export interface StalledCall extends Waiting {
  queued: Queued
}

/** How often it looks while it waits for quiet. */
const LOOKS = 10

/**
 * Waits until programs are stuck: socket calls wait, the same ones all the time, and no queue of their sockets has changed
 * for `quiet` milliseconds. For programs that wait for nothing outside the hosts named: such a stall is a deadlock, or
 * will end by a time limit only.
 *
 * @returns who waits for what, and the octets in their queues
 * @throws AbortError
 */
export async function stalled(hosts: readonly Host[], options: StallOptions = {}): Promise<readonly StalledCall[]> {
  checkOptions('stalled: ', options, { quiet: AMOUNT, signal: 'any' })
  const { quiet = 500, signal } = options
  const [host] = hosts
  if (!host) return []
  const wait = signal ? { signal } : {}
  let before = snapshotOf(hosts)
  let since = host.now()
  for (;;) {
    await host.sleep(quiet / LOOKS, wait)
    const now = snapshotOf(hosts)
    if (!isSameSnapshot(before, now) || now.waiting.length === 0) since = host.now()
    before = now
    if (host.now() - since < quiet) continue
    return now.waiting.map(({ socket, call }, index) => ({
      socket,
      call,
      queued: now.queued[index] ?? { in: 0, out: 0 },
    }))
  }
}

/** A stall in lines, one for each call: for the program's output. */
export function describeStall(stall: readonly StalledCall[]): string[] {
  return stall.map(
    ({ socket, call, queued }) => `${socket.name} waits in ${call}, ${queued.in} bytes in, ${queued.out} bytes out`,
  )
}

interface StallSnapshot {
  waiting: readonly Waiting[]
  queued: readonly Queued[]
}

function snapshotOf(hosts: readonly Host[]): StallSnapshot {
  const waiting = hosts.flatMap((host) => host.waiting)
  return { waiting, queued: waiting.map(({ socket }) => socket.queued()) }
}

/** A call that returned between two looks and was made again is another object, even if the queues look the same. */
function isSameSnapshot(one: StallSnapshot, other: StallSnapshot): boolean {
  return (
    one.waiting.length === other.waiting.length &&
    one.waiting.every((call, index) => call === other.waiting[index]) &&
    one.queued.every(
      (queued, index) => queued.in === other.queued[index]?.in && queued.out === other.queued[index]?.out,
    )
  )
}
