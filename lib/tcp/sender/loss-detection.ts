import type { Rack, RackMoment } from '../retransmission/index.ts'
import type { SenderState } from './sender-state.ts'
import type { AckSegment } from './sender-types.ts'

// RACK and the tail loss probe (RFC 8985), joined to the sending half. Without SACK there is neither.

/**
 * Everything that an ACK says has been taken in.
 *
 * @param before SND.UNA before it
 * @param wasRecovering a recovery was on before it
 */
export function judgeAck(
  state: SenderState,
  rack: Rack,
  segment: AckSegment,
  before: number,
  wasRecovering: boolean,
  now: number,
): void {
  const { snd, recovery, tail, timer } = state
  const { dsackEnd, at } = rack
  const echoed = segment.rtt === undefined ? undefined : Math.floor(now) - segment.rtt
  recovery.ackTaken(momentOf(state, wasRecovering, echoed), now)
  // Its time may be over: RACK's timer ran in its place.
  if (at !== Infinity && timer.at <= now) timer.rearm(now)
  if (recovery.phase !== 'open') {
    tail.reset()
  } else {
    const repeated = snd.una === before && segment.payloadLength === 0 && !segment.fin && !segment.sack
    if (tail.repairs(snd.una, dsackEnd, repeated)) {
      recovery.reduce(tail.flight, now)
      state.congestion.recovered(now)
      recovery.reportTurn('tail-loss-repaired', now)
    }
    if (snd.una > before || rack.outstanding.sacked > 0) scheduleProbe(state, now)
  }
  // While the window is closed, the persist timer is the only one.
  if (snd.wnd === 0) stopLossTimers(state)
}

/** RACK's reordering timer has expired: what has waited long enough is lost. */
export function reorderingTimeout(state: SenderState, now: number): void {
  const { recovery, tail, timer } = state
  state.reportTimer('reordering', now)
  timer.rearm(now)
  recovery.reorderingTimeout(momentOf(state, false), now)
  if (recovery.phase !== 'open') tail.reset()
}

/** The probe timeout has expired; afterwards it is the retransmission timer's turn (RFC 8985 §7.3). */
export function probeTimeout(state: SenderState, now: number): void {
  state.reportTimer('loss-probe', now)
  state.timer.rearm(now)
  state.tail.expire()
}

/** Recovery after a timeout begins. */
export function retransmissionTimeout(state: SenderState, again: boolean, now: number): void {
  state.recovery.timeout(again, state.settings.sackAfterTimeout === 'keep', momentOf(state, false), now)
  state.tail.reset()
}

/** RFC 8985 §7.2: only while nothing is known to be missing. */
export function scheduleProbe({ recovery, snd, tail, timer }: SenderState, now: number): void {
  const { rack } = recovery
  if (!rack) return
  const well = recovery.phase === 'open' && rack.outstanding.sacked === 0 && rack.at === Infinity
  if (well && snd.flight > 0) tail.schedule(rack.outstanding.count, timer.rto.srtt, timer.at, now)
  else tail.stop()
}

export function stopLossTimers({ recovery, tail }: SenderState): void {
  if (recovery.rack) recovery.rack.at = Infinity
  tail.stop()
}

function momentOf({ snd, recovery, timer }: SenderState, wasRecovering: boolean, echoed?: number): RackMoment {
  const { una, nxt } = snd
  const recovering = recovery.phase !== 'open'
  return { una, nxt, srtt: timer.rto.srtt, recovering, recovered: wasRecovering && !recovering, echoed }
}
