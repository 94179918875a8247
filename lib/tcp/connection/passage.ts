import { diff, gt } from '../wire/index.ts'
import type { Tcb } from './tcb.ts'

/** What lies between one end and the other, as somebody sees it who knows both: a simulator, never an end. Octets. */
export interface Passage {
  /** Written at this end and not yet arrived at the other. */
  hasMore: boolean
  /** CLOSE was called at this end: its FIN has been sent, or will be. */
  ends: boolean
  /** Arrived at the other end and not yet acknowledged at this one. */
  arrived: number
  /** In this end's send buffer; what it would take now; what it holds at most. */
  buffered: number
  writable: number
  bufferLimit: number
  /** What the other end takes before its program has to read. What a scaled window cannot say comes by probes only. */
  offer: number
  /** The program at the other end reads no more and has closed its own direction: the next octet resets (SHLD-3). */
  resets: boolean
}

/** @returns `undefined` before this end is opened */
export function passageBetween(from: Tcb, to: Tcb): Passage | undefined {
  const { sender } = from
  if (!sender) return undefined
  return {
    hasMore: gt((sender.sndUna + sender.buffered) >>> 0, to.receiver.nxt),
    ends: sender.closed,
    arrived: Math.max(0, diff(to.receiver.nxt, sender.sndUna)),
    buffered: sender.buffered,
    writable: sender.writable,
    bufferLimit: from.settings.sendBuffer,
    offer: offerOf(to, from.sendShift),
    resets: to.closedByUser || (to.readShutdown && to.state !== 'ESTABLISHED'),
  }
}

function offerOf({ receiver, settings }: Tcb, shift: number): number {
  const room = receiver.capacity - receiver.readable
  // It offers more when it is asked, and asked it is by probes, once that is worth a segment.
  const isGrowing = room - receiver.wnd >= Math.min(Math.max(receiver.capacity >> 1, 1), settings.mss)
  const offer = isGrowing ? room : receiver.wnd
  return offer < 2 ** shift ? 0 : offer
}
