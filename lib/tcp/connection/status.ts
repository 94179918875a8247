import type { Sender, Variables } from '../sender/index.ts'
import type { State } from './state.ts'
import type { Tcb } from './tcb.ts'

/** STATUS (RFC 9293 §3.9.1): the connection's variables. Sequence numbers as on the wire, octets, milliseconds. */
export interface Status {
  /** `10.0.0.1:49152 → 10.0.0.2:80` */
  name: string
  state: State
  passive: boolean
  snd: { iss: number; una: number; nxt: number; wnd: number; up: number; wl1: number; wl2: number; mss: number }
  rcv: { irs: number; nxt: number; wnd: number; up: number | undefined }
  /** Octets in the send buffer: taken from the user and not yet acknowledged; of these, never sent. */
  buffered: number
  unsent: number
  /** Octets that can be read; and those that wait for a hole to be filled. */
  readable: number
  waiting: number
  options: { sack: boolean; timestamps: boolean; sendShift: number; ecn: boolean }
  /** Congestion and retransmission; `undefined` before the connection is opened. */
  sender: Variables | undefined
}

const NOTHING_SENT: Status['snd'] = { iss: 0, una: 0, nxt: 0, wnd: 0, up: 0, wl1: 0, wl2: 0, mss: 0 }

export function statusOf(tcb: Tcb): Status {
  const { sender, receiver } = tcb
  return {
    name: tcb.name,
    state: tcb.state,
    passive: tcb.passive,
    snd: sender ? sendSequence(sender) : NOTHING_SENT,
    rcv: { irs: receiver.irs, nxt: receiver.nxt, wnd: receiver.wnd, up: tcb.urgent.up },
    buffered: sender?.buffered ?? 0,
    unsent: sender?.unsent ?? 0,
    readable: receiver.readable,
    waiting: receiver.waiting,
    options: { sack: tcb.sack, timestamps: tcb.timestamps.enabled, sendShift: tcb.sendShift, ecn: tcb.ecn.sends },
    sender: sender?.sample(receiver),
  }
}

function sendSequence(sender: Sender): Status['snd'] {
  const { iss, sndUna: una, sndNxt: nxt, sndUp: up, mss } = sender
  const { wnd, wl1, wl2 } = sender.snd
  return { iss, una, nxt, wnd, up, wl1, wl2, mss }
}
