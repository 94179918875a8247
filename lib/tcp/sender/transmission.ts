import { NO_BYTES } from '../../bytes.ts'
import { newDataLength } from './nagle.ts'
import type { SenderState } from './sender-state.ts'
import type { Cause, Outgoing } from './sender-types.ts'

/** The next segment to send now: the SYN; else a probe, what is to be resent, new data, or what may be lost, in this order. */
export function nextOutgoing(state: SenderState, now: number, reserve: number): Outgoing | undefined {
  if (state.aborted) return undefined
  if (state.synDue) return state.awaitsText ? undefined : sendSyn(state, now)
  if (!state.synAcked && !state.isEarly) return undefined
  if (state.snd.wnd === 0) return sendIntoClosedWindow(state, now)
  const { recovery } = state
  const mss = state.mss - reserve
  const probe = recovery.probeDue ? sendLossProbe(state, mss, now) : undefined
  if (probe || isHeldBack(state, now)) return probe
  return (
    (recovery.next() ? resend(state, recovery.from, recovery.to, mss, recovery.cause, now) : undefined) ??
    sendNew(state, mss, now) ??
    (recovery.nextSpeculative() ? resend(state, recovery.from, recovery.to, mss, recovery.cause, now) : undefined)
  )
}

/** Something may go, and has to wait for its turn: pacing. */
function isHeldBack(state: SenderState, now: number): boolean {
  const { pacer } = state
  if (!pacer) return false
  const isWanted = state.unsent > 0 || state.finPending || state.recovery.phase !== 'open'
  pacer.waiting = false
  return isWanted && pacer.holds(now)
}

/** `octets` leave, and the next have to wait. */
function pace(state: SenderState, octets: number, now: number): void {
  const { pacer } = state
  if (!pacer) return
  const { model } = state.congestion
  if (model) pacer.sent(octets, model.pacingRate, state.mss, model.quantum, now)
}

function sendSyn(state: SenderState, now: number): Outgoing {
  const { snd, queue } = state
  const again = snd.nxt > 0
  const cause = state.synCause
  state.synDue = false
  state.synCause = undefined
  if (again) {
    queue.sentAgain(0, 1, now)
  } else {
    state.synSent = Math.min(state.synText, state.buffer.length)
    snd.nxt = 1 + state.synSent
    queue.push(0, 1, now)
    if (state.synSent > 0) queue.push(1, snd.nxt, now)
  }
  state.timer.sent(now)
  const text = again ? NO_BYTES : state.buffer.slice(0, state.synSent)
  // The SYN,ACK that answers a crossing SYN has its number, and repeats nothing.
  const outgoing = segment(state, 0, text, false, again && cause !== undefined, cause)
  outgoing.syn = true
  return outgoing
}

/** As much of [from, to) as one segment takes; nothing of it beyond the window (SHLD-16). */
function resend(
  state: SenderState,
  from: number,
  to: number,
  mss: number,
  cause: Cause,
  now: number,
): Outgoing | undefined {
  const { snd, recovery, dataEnd } = state
  const length = Math.min(to, snd.una + snd.wnd) - from
  if (length <= 0) return undefined
  const octets = Math.min(mss, length, dataEnd - from)
  const fin = state.closed && octets < length && from + octets === dataEnd
  const end = from + octets + (fin ? 1 : 0)
  recovery.resent(from, end, now)
  pace(state, octets, now)
  state.timer.sent(now)
  state.lastSentAt = now
  return segment(state, from, state.buffer.slice(from - 1, octets), fin, true, cause)
}

/** New data as far as the window, Nagle's algorithm, silly window avoidance and cwnd allow, and the FIN behind the last of it. */
function sendNew(state: SenderState, mss: number, now: number): Outgoing | undefined {
  const { snd, recovery } = state
  const queued = state.dataEnd - snd.nxt
  const usable = snd.una + snd.wnd - snd.nxt
  if (usable <= 0 || (queued <= 0 && !state.finPending)) return undefined
  // The SYN is no data: what is sent early does not wait for its ACK.
  const quiet = snd.nxt <= Math.max(snd.una, 1)
  // What is urgent, and the last piece before a FIN, need not wait for more to come.
  const idle = state.closed || snd.up > snd.nxt || (!state.settings.cork && (quiet || !holdsSmall(state)))
  const overdue = state.overdue || state.settings.sillyWindow === 'allow'
  const octets = newDataLength(queued, usable, mss, snd.maxWnd, idle, overdue)
  const fin = state.closed && octets === queued && octets < usable
  if (octets === 0 && !fin) {
    // With something outstanding an ACK will come; without, only the timer ends the wait.
    if (quiet && state.overrideAt === Infinity) state.overrideAt = now + state.settings.overrideTimeout
    return undefined
  }
  if (quiet) restartIfIdle(state, now)
  // A FIN by itself is no data: it does not wait for cwnd.
  if (octets > 0 && (recovery.room < octets || state.heldUntil !== Infinity)) return undefined
  if (octets < mss) state.smallEnd = snd.nxt + octets
  return sendFirst(state, octets, fin, now)
}

/** Nagle's algorithm is on, and something is outstanding that it has a small segment wait for. */
function holdsSmall({ settings, snd, smallEnd }: SenderState): boolean {
  return !settings.noDelay && (settings.nagleFor === 'all' || smallEnd > snd.una)
}

/** `octets` that were never sent before. */
function sendFirst(state: SenderState, octets: number, fin: boolean, now: number): Outgoing {
  const { snd, recovery } = state
  const from = snd.nxt
  snd.nxt = from + octets + (fin ? 1 : 0)
  state.probedAhead = 0
  state.timer.sent(now)
  state.usage.sent(snd)
  recovery.sentNew(snd.nxt - from, now)
  pace(state, octets, now)
  state.overrideAt = Infinity
  state.overdue = false
  state.lastSentAt = now
  const outgoing = segment(state, from, state.buffer.slice(from - 1, octets), fin, false, undefined)
  outgoing.isNew = octets > 0
  outgoing.cwr = outgoing.isNew && state.reductions.takeCwr()
  return outgoing
}

/** The tail loss probe (RFC 8985 §7.3): new data if there is any and the window takes it, else the last segment again; cwnd is not asked. */
function sendLossProbe(state: SenderState, mss: number, now: number): Outgoing | undefined {
  const { snd, queue, recovery } = state
  const { flight } = snd
  const room = snd.una + snd.wnd - snd.nxt
  let probe: Outgoing | undefined
  if (room > 0 && (state.unsent > 0 || state.finPending)) {
    const octets = Math.min(state.unsent, room, mss)
    probe = sendFirst(state, octets, state.closed && octets === state.unsent && octets < room, now)
  } else if (queue.length > 0) {
    const [start, end] = [queue.start(queue.length - 1), queue.end(queue.length - 1)]
    probe = resend(state, Math.max(start, end - mss), end, mss, 'loss probe', now)
  }
  recovery.probed(probe && (probe.retransmission ? 'again' : 'new'), flight)
  if (!probe) return undefined
  state.report({ type: 'loss-probe', time: now, seq: probe.seq })
  probe.cause = 'loss probe'
  return probe
}

/** RFC 5681 §4.1. */
function restartIfIdle(state: SenderState, now: number): void {
  const { congestion, initialWindow: window, rate } = state
  // Pacing keeps a burst from following: no small window has to.
  if (congestion.model) {
    if (rate?.isAppLimited && state.lastSentAt !== -Infinity) congestion.model.restartsFromIdle(now)
    return
  }
  if (!state.settings.restartAfterIdle || now - state.lastSentAt <= state.timer.rto.value) return
  if (state.lastSentAt === -Infinity || congestion.cwnd <= window) return
  congestion.restart(window, now)
  state.report({ type: 'restart-after-idle', time: now, cwnd: congestion.cwnd })
}

/** SND.WND = 0: no data but probes (MUST-35, 36), and word of urgent data, which the peer must take (MUST-66). */
function sendIntoClosedWindow(state: SenderState, now: number): Outgoing | undefined {
  const { snd, persist } = state
  if (snd.flight === 0 && state.unsent === 0 && !state.finPending) {
    persist.stop()
    return undefined
  }
  if (!persist.on) {
    state.timer.stop()
    state.overrideAt = Infinity
    state.recovery.stop()
    persist.start(Math.max(state.settings.minPersist, state.timer.rto.value), now)
    state.report({ type: 'persist', time: now, on: true })
  }
  if (persist.due) return sendProbe(state, now)
  if (state.urgentDue && snd.up > snd.nxt) return segment(state, snd.nxt, NO_BYTES, false, false, undefined)
  return undefined
}

/**
 * One octet at SND.UNA: the oldest outstanding, or the next of what waits, or the FIN. Or nothing, from before the window: that
 * must be answered too (RFC 9293 §3.10.7.4, first).
 */
function sendProbe(state: SenderState, now: number): Outgoing {
  const { una, flight } = state.snd
  const fin = una === state.dataEnd
  state.persist.probeSent(now)
  if (state.settings.windowProbe === 'empty') return segment(state, una - 1, NO_BYTES, false, false, 'window probe')
  if (flight > 0) {
    state.recovery.sentAgain(una, una + 1, now)
  } else {
    state.probedAhead = 1
  }
  const octet = fin ? NO_BYTES : state.buffer.slice(una - 1, 1)
  return segment(state, una, octet, fin, flight > 0, 'window probe')
}

function segment(
  state: SenderState,
  from: number,
  payload: Uint8Array,
  fin: boolean,
  retransmission: boolean,
  cause: Cause | undefined,
): Outgoing {
  const { snd } = state
  // A SYN says nothing of what is urgent: the peer would not look at it.
  const urg = snd.up > from && from > 0
  if (urg) state.urgentDue = false
  return {
    seq: snd.seq(from),
    payload,
    syn: false,
    fin,
    psh: payload.length > 0 && from + payload.length === state.dataEnd,
    urg,
    urgentPointer: urg ? Math.min(0xffff, snd.up - from) : 0,
    retransmission,
    probe: cause === 'window probe',
    isNew: false,
    cwr: false,
    cause,
  }
}
