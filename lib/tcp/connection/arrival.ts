import { TcpError, type TcpErrorCode } from '../errors.ts'
import { judgeReset, resetFor } from '../receiver/index.ts'
import type { AckResult, Sender } from '../sender/index.ts'
import type { Segment } from '../wire/index.ts'
import { gt, leq } from '../wire/index.ts'
import { abortConnection, closeConnection } from './calls.ts'
import { isTraced } from './events.ts'
import { answersFastOpen, takesFastOpen } from './fast-open.ts'
import { keepAliveStarts } from './keep-alive.ts'
import { isSynchronized, type State } from './state.ts'
import type { Tcb } from './tcb.ts'

// SEGMENT ARRIVES, RFC 9293 §3.10.7. The steps have the RFC's numbers; the third, security, is not for this engine.

/** @param experienced its packet bears Congestion Experienced */
export function segmentArrives(tcb: Tcb, segment: Segment, now: number, experienced: boolean): void {
  switch (tcb.state) {
    case 'CLOSED':
      tcb.reply(resetFor(segment))
      break
    case 'LISTEN':
      arrivesInListen(tcb, segment, now)
      break
    case 'SYN-SENT':
      arrivesInSynSent(tcb, segment, now)
      break
    default:
      arrivesElsewhere(tcb, segment, now, experienced)
  }
  tcb.changed()
}

/** §3.10.7.2 */
function arrivesInListen(tcb: Tcb, segment: Segment, now: number): void {
  const { flags } = segment
  if (flags.rst) return
  if (flags.ack) {
    tcb.reply(resetFor(segment))
    return
  }
  if (!flags.syn) return
  const sender = tcb.startSender(now, tcb.leastIss)
  tcb.synArrives(segment, now)
  tcb.transition('rcv SYN', now)
  defer(tcb, segment)
  takesFastOpen(tcb, sender, segment, now)
}

/** §3.10.7.3 */
function arrivesInSynSent(tcb: Tcb, segment: Segment, now: number): void {
  const { flags } = segment
  const sender = tcb.sender as Sender
  // First, ACK: it can only be of our SYN.
  if (flags.ack && !(gt(segment.ack, sender.iss) && leq(segment.ack, sender.sndNxt))) {
    tcb.reply(resetFor(segment))
    // The peer holds an old connection, which the reset ends: no need to wait for the timer to try again (RFC 9293 §3.5.1).
    if (!flags.rst) sender.repeatSynSoon(now)
    return
  }
  // Second, RST.
  if (flags.rst) {
    if (flags.ack) {
      const error = new TcpError('ECONNREFUSED', `${tcb.name}: nobody listens there; start the server first.`)
      tcb.end('rcv RST', now, error)
    }
    return
  }
  // Fourth, SYN.
  if (!flags.syn) return
  tcb.synArrives(segment, now)
  if (!flags.ack) {
    tcb.transition('rcv SYN', now)
    sender.repeatSyn()
    defer(tcb, segment)
    return
  }
  answersFastOpen(tcb, sender, segment, now)
  processAck(tcb, sender, segment, segment.window, now)
  defer(tcb, segment)
  tcb.receiver.ack.atOnce()
  established(tcb, 'rcv SYN,ACK', now)
}

/** Text, URG and FIN may come with a SYN: they are processed when the connection is established, and not acknowledged before. */
function defer(tcb: Tcb, segment: Segment): void {
  const { flags, payload } = segment
  if (payload.length === 0 && !flags.fin && !flags.urg) return
  // The urgent pointer counts from the SYN on.
  const rest = { seq: (segment.seq + 1) >>> 0, urgentPointer: Math.max(0, segment.urgentPointer - 1) }
  // The payload is a view into the packet, whose octets are its owner's again.
  tcb.deferred = { ...segment, ...rest, payload: payload.slice() }
}

/** Sixth to eighth step for what came with the SYN. */
function deferredArrives(tcb: Tcb, now: number): void {
  const later = tcb.deferred
  if (!later) return
  tcb.deferred = undefined
  if (later.flags.urg) urgentArrives(tcb, later, now)
  if (later.payload.length > 0 || later.flags.fin) textArrives(tcb, later, now)
}

/** §3.10.7.4 */
function arrivesElsewhere(tcb: Tcb, segment: Segment, now: number, experienced: boolean): void {
  const { flags, seq, payload } = segment
  const { receiver } = tcb
  const sender = tcb.sender as Sender
  const length = payload.length + (flags.syn ? 1 : 0) + (flags.fin ? 1 : 0)
  // The SYN that was taken in already: repeated, or crossing ours and now with its ACK.
  const synAgain = tcb.state === 'SYN-RECEIVED' && flags.syn && !flags.rst && seq === receiver.irs

  // Before the first: timestamps (RFC 7323 §5.3).
  const { timestamps } = segment.options
  if (tcb.timestamps.enabled && !flags.rst) {
    // Where both SYNs had the option, every segment has it.
    if (!timestamps) return
    if (!synAgain && tcb.timestamps.isStale(timestamps.value, now)) {
      if (length > 0) receiver.ack.atOnce()
      else tcb.challenge(now)
      return
    }
  }

  // First, the sequence number.
  if (!synAgain && !receiver.accepts(seq, length) && !isAcceptedAtEdge(tcb, segment, length)) {
    unacceptable(tcb, segment, length, now)
    return
  }
  if (synAgain && !flags.ack) {
    // Our SYN,ACK, echoing the first, would give the peer its timeout as a round-trip time.
    timestampArrives(tcb, segment, now)
    // The peer repeats its SYN: our SYN,ACK was lost.
    tcb.ecn.synArrives(flags)
    sender.repeatSyn('repeated SYN')
    return
  }

  // Second, RST.
  if (flags.rst) {
    const verdict = judgeReset(seq, receiver.nxt, receiver.wnd)
    if (verdict === 'reset') resetArrives(tcb, now)
    else if (verdict === 'challenge') tcb.challenge(now)
    return
  }

  // Fourth, SYN.
  if (flags.syn && !synAgain) {
    if (tcb.state === 'SYN-RECEIVED' && tcb.passive && !tcb.isEarly) {
      tcb.forgetPeer(now)
    } else tcb.challenge(now)
    return
  }

  // Fifth, ACK.
  if (!flags.ack) return
  tcb.lastHeard = now
  tcb.probesSent = 0
  if (tcb.state === 'SYN-RECEIVED' && !(gt(segment.ack, sender.sndUna) && leq(segment.ack, sender.sndNxt))) {
    const reset = resetFor(segment)
    tcb.reply(reset && { ...reset, options: tcb.timestampsOption(now) })
    return
  }
  // The window of a SYN is never scaled (RFC 7323 §2.2).
  const window = flags.syn ? segment.window : segment.window << tcb.sendShift
  const result = processAck(tcb, sender, segment, window, now)
  if (result.verdict === 'unsent') {
    receiver.ack.atOnce()
    return
  }
  if (result.verdict === 'too-old') {
    tcb.challenge(now)
    return
  }
  // Only now: who guesses sequence numbers, but not what was acknowledged, must not shut the peer out (RFC 7323 §5.3, R3).
  timestampArrives(tcb, segment, now)
  if (result.synAcked) {
    if (tcb.state === 'SYN-RECEIVED') established(tcb, 'rcv ACK of SYN', now)
    else deferredArrives(tcb, now)
  }
  if (result.finAcked) finAcknowledged(tcb, now)
  if (tcb.state === 'CLOSED') return

  // Sixth, URG; seventh, the text; eighth, FIN.
  if (flags.urg) urgentArrives(tcb, segment, now)
  if (length === 0 || synAgain) return
  // Only of what is in the window: what a forger marks must not slow us down (RFC 3168 §6.1.5).
  if (payload.length > 0) tcb.ecn.textArrives(experienced, flags.cwr === true)
  textArrives(tcb, segment, now)
}

/** TS.Recent, of a segment that is next in line for acknowledgment (RFC 7323 §4.3). */
function timestampArrives(tcb: Tcb, { seq, options }: Segment, now: number): void {
  if (!tcb.timestamps.enabled || !options.timestamps || !leq(seq, tcb.lastAckSent)) return
  tcb.timestamps.update(options.timestamps.value, now)
}

/**
 * The right edge of the window shuts out text, but not what has none: a peer that has filled the window acknowledges from there,
 * and would else not be heard for as long as what it has sent is lost (Linux `tcp_sequence` takes it, too). At the edge of a
 * closed one, text is shut out, but neither its ACK nor URG nor RST (MUST-66, RFC 9293 §3.4).
 */
function isAcceptedAtEdge({ receiver }: Tcb, { seq, flags }: Segment, length: number): boolean {
  const { nxt, wnd } = receiver
  return seq === (nxt + wnd) >>> 0 && !flags.syn && (length === 0 || wnd === 0)
}

function unacceptable(tcb: Tcb, segment: Segment, length: number, now: number): void {
  const { flags, seq, payload } = segment
  if (flags.rst) return
  if (payload.length > 0) tcb.receiver.repeated(seq, payload.length)
  if (flags.ack && !flags.syn) ackOfCrossingProbe(tcb, segment, now)
  if (tcb.state === 'CLOSED') return
  if (tcb.state === 'TIME-WAIT' && flags.fin) tcb.enterTimeWait(now)
  tcb.lastHeard = now
  tcb.probesSent = 0
  // What holds text must be answered; an empty one may be such an answer itself, and two ends could go on for ever.
  if (length > 0 && !flags.syn) tcb.receiver.ack.atOnce()
  else tcb.challenge(now)
}

/**
 * A probe goes out without SND.NXT moving, for the peer may refuse it. When it does not, and both ends probe at once, each
 * has taken an octet or a FIN that the other does not know of, and all that either sends seems old by one. Its ACK ends this.
 */
function ackOfCrossingProbe(tcb: Tcb, segment: Segment, now: number): void {
  const sender = tcb.sender as Sender
  if (!isSynchronized(tcb.state) || segment.seq !== (tcb.receiver.nxt - 1) >>> 0 || leq(segment.ack, sender.sndUna))
    return
  const result = processAck(tcb, sender, segment, segment.window << tcb.sendShift, now)
  if (result.finAcked) finAcknowledged(tcb, now)
}

function processAck(tcb: Tcb, sender: Sender, segment: Segment, window: number, now: number): AckResult {
  const { flags, options, payload } = segment
  const rtt =
    tcb.timestamps.enabled && options.timestamps ? tcb.timestamps.roundTrip(options.timestamps.echo, now) : undefined
  const result = sender.ackArrives(
    {
      seq: segment.seq,
      ack: segment.ack,
      window,
      payloadLength: payload.length,
      syn: flags.syn === true,
      fin: flags.fin === true,
      sack: tcb.sack ? options.sack : undefined,
      ece: tcb.sendsEct && flags.ece === true && flags.syn !== true,
      rtt,
    },
    now,
  )
  if (result.synAcked) sender.resendSynText()
  if (result.verdict === 'duplicate' && isTraced(tcb.detail)) {
    tcb.emit({ type: 'sender', time: now, event: { type: 'duplicate-ack', time: now, seq: segment.ack } })
  }
  if (result.acked > 0 && tcb.wantsRoom && sender.isRoomy) tcb.reportWritable(now)
  return result
}

function established(tcb: Tcb, event: 'rcv SYN,ACK' | 'rcv ACK of SYN', now: number): void {
  tcb.transition(event, now)
  keepAliveStarts(tcb, now)
  tcb.reportWritable(now)
  deferredArrives(tcb, now)
  if (tcb.closeQueued) closeConnection(tcb, now)
}

function finAcknowledged(tcb: Tcb, now: number): void {
  if (tcb.state === 'LAST-ACK') {
    tcb.end('rcv ACK of FIN', now)
    return
  }
  if (tcb.state !== 'FIN-WAIT-1' && tcb.state !== 'CLOSING') return
  const closing = tcb.state === 'CLOSING'
  tcb.transition('rcv ACK of FIN', now)
  if (closing) tcb.enterTimeWait(now)
  else if (tcb.closedByUser) tcb.timers.set('fin-wait-2', now + tcb.settings.finWait2)
}

const RESET = ['ECONNRESET', 'the peer has reset the connection; open a new one.'] as const
/** Of a reset by the state it comes in; in the others nothing was to come any more. */
const RESETS: Readonly<Partial<Record<State, readonly [TcpErrorCode, string]>>> = {
  'SYN-RECEIVED': ['ECONNREFUSED', 'the peer refused the connection; is a server there?'],
  ESTABLISHED: RESET,
  'FIN-WAIT-1': RESET,
  'FIN-WAIT-2': RESET,
  // As Linux has it: the peer said that it sends no more, so only sending can fail.
  'CLOSE-WAIT': ['EPIPE', 'the peer has closed and reads no more, so it has reset the connection; open a new one.'],
}

function resetArrives(tcb: Tcb, now: number): void {
  const isHalfOpen = tcb.state === 'SYN-RECEIVED'
  const [code, why] = (isHalfOpen && tcb.isEarly ? RESET : RESETS[tcb.state]) ?? []
  if (isHalfOpen && tcb.passive && !tcb.isEarly) tcb.forgetPeer(now)
  else tcb.end('rcv RST', now, code && new TcpError(code, `${tcb.name}: ${why}`))
}

function urgentArrives(tcb: Tcb, segment: Segment, now: number): void {
  if (tcb.state !== 'ESTABLISHED' && tcb.state !== 'FIN-WAIT-1' && tcb.state !== 'FIN-WAIT-2') return
  if (!tcb.urgent.arrives(segment.seq, segment.urgentPointer)) return
  tcb.emit({ type: 'urgent', time: now })
}

function textArrives(tcb: Tcb, segment: Segment, now: number): void {
  const { receiver, state } = tcb
  // After the peer's FIN there is nothing more to come.
  if (state !== 'ESTABLISHED' && state !== 'FIN-WAIT-1' && state !== 'FIN-WAIT-2') {
    receiver.ack.atOnce()
    return
  }
  if (tcb.readShutdown && state !== 'ESTABLISHED' && bringsNew(tcb, segment)) {
    const lost = `${tcb.name}: the peer sent what nobody reads any more, so the connection was reset.`
    abortConnection(tcb, now, new TcpError('ECONNRESET', lost))
    return
  }
  if (tcb.settings.receiveBufferMost !== undefined) tuneReceiveBuffer(tcb, segment, now)
  const fresh = receiver.text(segment.seq, segment.payload, segment.flags.fin === true, now)
  if (fresh > 0 && tcb.closedByUser) {
    // Nobody will read it: the peer is told that it is lost (SHLD-3).
    abortConnection(tcb, now)
    return
  }
  if (receiver.finReceived) finArrives(tcb, now)
  else if (fresh > 0) tcb.reportReadable(now)
}

function tuneReceiveBuffer({ receiver, timestamps }: Tcb, { payload, options }: Segment, now: number): void {
  const echo = timestamps.enabled ? options.timestamps?.echo : undefined
  receiver.tune(payload.length, echo, echo === undefined ? undefined : timestamps.roundTrip(echo, now), now)
}

function bringsNew({ receiver }: Tcb, { seq, payload }: Segment): boolean {
  return payload.length > 0 && gt((seq + payload.length) >>> 0, receiver.nxt)
}

function finArrives(tcb: Tcb, now: number): void {
  const last = tcb.state === 'FIN-WAIT-2'
  tcb.transition('rcv FIN', now)
  if (last) tcb.enterTimeWait(now)
  tcb.reportReadable(now)
}
