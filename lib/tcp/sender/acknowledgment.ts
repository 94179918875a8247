import { type DeliveryRate, NOTHING_NEW } from '../retransmission/index.ts'
import type { Settings } from '../settings.ts'
import { lt } from '../wire/index.ts'
import type { SenderState } from './sender-state.ts'
import type { AckResult, AckSegment } from './sender-types.ts'

/** Takes in what an acceptable segment says about our data (RFC 9293 §3.10.7.4, fifth: check the ACK field). */
export function takeAcknowledgment(state: SenderState, segment: AckSegment, now: number): AckResult {
  const { snd, recovery } = state
  const result: AckResult = { verdict: 'old', acked: 0, synAcked: false, finAcked: false, windowUpdated: false }
  const ack = snd.offset(segment.ack)
  if (ack > snd.nxt + state.probedAhead) {
    result.verdict = 'unsent'
    return result
  }
  if (ack < snd.una) {
    if (ack < snd.una - snd.maxWnd) result.verdict = 'too-old'
    return result
  }
  state.persist.answered()
  const advances = ack > snd.una
  const wasRecovering = recovery.phase !== 'open'
  const wndBefore = snd.wnd
  const flight = snd.flight
  if (state.rate && state.synAcked) state.noteIdleUser()
  const priorInFlight = state.rate ? recovery.pipe : 0
  if (advances) advance(state, ack, segment, result, now)
  const sack = segment.sack ? recovery.takeSack(segment.sack, now) : NOTHING_NEW
  takeWindow(state, segment, advances, result, now)
  if (advances) result.verdict = 'new'
  else if (isDuplicate(state, segment, sack.added, wndBefore)) result.verdict = 'duplicate'
  // With SACK, one that reports something new counts, "regardless of its status as a cumulative acknowledgment" (RFC 6675 §5).
  const counts = result.verdict === 'duplicate' || sack.added > 0
  const bare = segment.payloadLength === 0 && !segment.fin && !segment.sack
  recovery.ackTaken({ advances, wasRecovering, counts, sack, bare, rtt: segment.rtt }, now)
  if (sack.added > 0 && state.settings.growth === 'delivered' && recovery.isReordered)
    growBySack(state, sack.added, now)
  recovery.regulate(advances)
  if (segment.ece && recovery.marked(flight, now)) holdBack(state, now)
  if (state.rate && !result.synAcked) sampleRate(state, state.rate, priorInFlight, now)
  return result
}

/** A window of one segment cannot be halved: the next one waits as long as for a timeout (RFC 3168 §6.1.2). */
function holdBack(state: SenderState, now: number): void {
  const { congestion, recovery, timer } = state
  if (congestion.cwnd <= recovery.smss) state.heldUntil = now + timer.rto.value
}

/** What the ACK tells of the rate of delivery, for an algorithm that goes by it. */
function sampleRate(
  { recovery, congestion }: SenderState,
  rate: DeliveryRate,
  priorInFlight: number,
  now: number,
): void {
  const { pipe: inFlight, phase, delivered } = recovery
  congestion.model?.ackTaken(rate.sample({ delivered, priorInFlight, inFlight, phase }, now), now)
  if (congestion.model?.holdsBack) rate.limit(inFlight)
}

/** SND.UNA moves to `ack`. */
function advance(state: SenderState, ack: number, segment: AckSegment, result: AckResult, now: number): void {
  const { snd, buffer, queue, recovery, timer } = state
  const before = snd.una
  const flight = snd.flight
  const held = buffer.length
  snd.una = ack
  if (ack > snd.nxt) snd.nxt = ack
  state.probedAhead = 0
  buffer.release(ack - 1)
  result.acked = held - buffer.length
  if (state.closed && !state.finAcked && ack > state.dataEnd) result.finAcked = state.finAcked = true

  const sacked = queue.sacked
  const rtt = measure(state, ack, flight, segment.rtt, now)
  // What SACK has reported long ago may not all at once make slow start grow, where an ACK may for more than a segment.
  const reported = state.settings.slowStartLimit > 1 ? sacked - queue.sacked : 0
  if (!state.synAcked) {
    establish(state, rtt, now)
    result.synAcked = true
  }
  // Neither the ACK of a SYN nor one that belongs to fast recovery makes cwnd grow (RFC 5681 §3.1), nor an echo (RFC 3168 §6.1.2).
  const grows = recovery.phase !== 'fast' && !result.synAcked && !segment.ece
  const restart = recovery.newAck(ack - before, now)
  timer.acknowledged(snd.flight > 0, restart, now)
  if (!grows) return
  const limited = state.usage.limited(state.congestion, recovery.smss)
  const { srtt } = timer.rto
  state.congestion.ackArrives({ acked: ack - before - reported, limited, rtt, srtt, una: ack, nxt: snd.nxt }, now)
  if (state.settings.sendBufferMost !== undefined) growBuffer(state.settings, state.congestion.cwnd)
}

/** What SACK reports is delivered, as what is acknowledged (Linux `tcp_may_raise_cwnd`). */
function growBySack({ snd, recovery, congestion, usage, timer }: SenderState, octets: number, now: number): void {
  if (recovery.phase === 'fast') return
  const limited = usage.limited(congestion, recovery.smss)
  const { srtt } = timer.rto
  congestion.ackArrives({ acked: octets, limited, rtt: undefined, srtt, una: snd.una, nxt: snd.nxt }, now)
}

/** One cwnd is in flight; the other is there to be sent when its ACKs come. */
function growBuffer(settings: Settings, cwnd: number): void {
  const wanted = Math.min(Math.floor(2 * cwnd), settings.sendBufferMost ?? 0)
  settings.sendBuffer = Math.max(settings.sendBuffer, wanted)
}

/**
 * Round-trip times: by timestamps with every ACK (RFC 7323 §4), else one a round trip, of data that was sent only once (Karn; MUST-18).
 *
 * @returns that of the newest segment acknowledged
 */
function measure(
  state: SenderState,
  ack: number,
  flight: number,
  byTimestamp: number | undefined,
  now: number,
): number | undefined {
  const { queue, recovery, timer } = state
  const once = recovery.release(ack)
  if (byTimestamp !== undefined) {
    timer.rto.sample(byTimestamp, Math.max(1, Math.ceil(flight / (2 * state.mss))))
    recovery.measured(byTimestamp, now)
  } else if (once && queue.oldestStart >= state.sampleFrom) {
    timer.rto.sample(now - queue.oldest)
    recovery.measured(now - queue.oldest, now)
    state.sampleFrom = state.snd.nxt
  }
  return once ? now - queue.newest : undefined
}

/** Our SYN is acknowledged: data may flow. */
function establish(state: SenderState, rtt: number | undefined, now: number): void {
  state.synAcked = true
  state.synDue = false
  state.synAgainAt = Infinity
  // A SYN lost: one segment to begin with (RFC 5681 §3.1), and three seconds (RFC 6298 §5.7).
  const { lostSyns, slowStartLimit } = state.settings
  if (state.synTimeouts > 0) state.timer.rto.afterSynTimeout()
  const window = state.synTimeouts > lostSyns ? state.mss : state.initialWindow
  state.congestion.start(state.mss, window, slowStartLimit, rtt)
  state.rate?.start(state.snd.una, now)
}

/**
 * @param advances it acknowledges something new, so it was sent after all others that have come: its window counts even
 * where its data are resent and SEG.SEQ is below SND.WL1. Else SND.WND would reach beyond what was ever offered.
 */
function takeWindow(state: SenderState, segment: AckSegment, advances: boolean, result: AckResult, now: number): void {
  const { snd, persist } = state
  if (!advances && !snd.isNewer(segment.seq, segment.ack)) return
  const by = snd.edge - (snd.una + segment.window)
  if (by <= 0) snd.edge -= by
  else if (advances || lt(snd.wl1, segment.seq)) {
    // Where nothing shows which of two was sent first, the smaller window may be one that was overtaken.
    snd.edge -= by
    // The field rounds down to whole units: a right edge that is less than one further left was not taken back.
    if (by >= state.windowUnit && !result.synAcked) state.report({ type: 'window-shrunk', time: now, by })
  }
  snd.takeWindow(segment.seq, segment.ack, segment.window)
  result.windowUpdated = true
  if (segment.window === 0 || !persist.on) return
  const probed = persist.probes > 0
  persist.stop()
  state.report({ type: 'persist', time: now, on: false })
  if (snd.flight === 0) return
  state.timer.restart(now)
  // What was in flight when the window shrank under it was dropped, if a whole probe interval has brought no ACK.
  if (probed) state.recovery.resend(snd.una, snd.nxt, 'window reopened')
}

/** RFC 5681 §2, strictly; with SACK, RFC 6675 §2: it reports something new. Answers to zero-window probes are none. */
function isDuplicate(state: SenderState, segment: AckSegment, newlySacked: number, wndBefore: number): boolean {
  if (state.snd.flight === 0 || !state.synAcked || wndBefore === 0) return false
  const repeats = segment.payloadLength === 0 && !segment.syn && !segment.fin && segment.window === wndBefore
  return state.recovery.isDuplicate(repeats, newlySacked)
}
