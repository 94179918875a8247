import { NO_BYTES } from '../../bytes.ts'
import type { Cause, Outgoing, Sender, Sending } from '../sender/index.ts'
import type { Flags, Options, Segment } from '../wire/index.ts'
import { ECT_0, geq, NOT_ECT } from '../wire/index.ts'
import { noOptions, synOptions } from './negotiation.ts'
import type { Tcb } from './tcb.ts'

// What leaves: the sender says which octets, the receiver what to acknowledge and offer; here both become one segment.

const NONE_TO_SEND = noOptions()

/** Octets of the option's head with its padding, and of a block (RFC 2018 §3). */
const SACK_HEAD = 4
const SACK_BLOCK = 8

const KEEP_ALIVE: Sending = Object.freeze({ keepAlive: true })

/**
 * The next segment to send now, `undefined` = none; `tcb.sending` is what else is known of it.
 *
 * @param reads the user is about to read: an ACK that would close the window waits for that, else two would leave
 */
export function segmentToSend(tcb: Tcb, now: number, reads: boolean = false): Segment | undefined {
  tcb.sending = undefined
  tcb.ecnField = NOT_ECT
  if (tcb.replies.length > 0) return tcb.replies.shift()
  const { sender, receiver, state } = tcb
  if (!sender || state === 'CLOSED' || state === 'LISTEN') return undefined
  // What tells of disorder is a segment of its own, or the sender would not count it as a duplicate (RFC 5681 §2).
  if (receiver.ack.due && tcb.sack && receiver.hasSackBlocks) return pureAck(tcb, sender, now)
  const outgoing = sender.poll(now)
  if (outgoing) {
    if (outgoing.cause) tcb.sending = sendingOf(outgoing, outgoing.cause)
    return outgoing.syn ? synSegment(tcb, outgoing, now) : dataSegment(tcb, sender, outgoing, now)
  }
  if (state === 'SYN-SENT') return undefined
  if ((receiver.ack.due && !(reads && receiver.wouldClose)) || receiver.windowUpdateDue)
    return pureAck(tcb, sender, now)
  if (tcb.probeDue) return probe(tcb, sender, now)
  return undefined
}

function sendingOf({ retransmission, probe }: Outgoing, cause: Cause): Sending {
  const sending: Sending = { cause }
  if (retransmission) sending.retransmission = true
  if (probe) sending.windowProbe = true
  return sending
}

function synSegment(tcb: Tcb, { seq, payload, retransmission, cause }: Outgoing, now: number): Segment {
  const answer = tcb.state !== 'SYN-SENT'
  const options = synOptions(tcb.settings, tcb.receiveShift, answer ? tcb.peerOptions : undefined)
  if (answer ? tcb.timestamps.enabled : tcb.settings.timestamps) options.timestamps = timestampsOf(tcb, now)
  // What is lost with the option may be lost for it (RFC 7413 §4.1.3.1).
  if (!retransmission && answer === tcb.passive) options.fastOpen = tcb.cookie
  const agrees = answer ? tcb.ecn.answers() : tcb.ecn.asks(cause === 'timeout')
  const flags = answer ? (agrees ? SYN_ACK_ECN : SYN_ACK) : agrees ? SYN_ECN : SYN
  // The field counts from RCV.NXT, and that lies behind the text of the peer's SYN.
  const window = tcb.isEarly ? Math.min(tcb.receiver.wnd, 0xffff) : tcb.receiver.offerInSyn()
  return assemble(tcb, seq, flags, window, options, payload)
}

function dataSegment(tcb: Tcb, sender: Sender, outgoing: Outgoing, now: number): Segment {
  const { seq, payload, fin, psh, urg, urgentPointer, isNew, cwr } = outgoing
  const { sendsEct } = tcb
  // A packet that the receiver may refuse must not tell it of congestion (RFC 3168 §6.1.5, §6.1.6).
  if (sendsEct && isNew) tcb.ecnField = ECT_0
  const flags = urg ? flagsOf({ ack: true, psh, fin, urg }) : psh ? (fin ? ACK_PSH_FIN : ACK_PSH) : fin ? ACK_FIN : ACK
  const window = tcb.receiver.offer()
  if (payload.length > 0) tcb.receiver.ack.answered(now)
  if (isNew && tcb.wantsRoom && tcb.settings.notSentLowat !== undefined && sender.isRoomy) tcb.reportWritable(now)
  const options = optionsWithin(tcb, sender.mss - payload.length, now)
  return assemble(tcb, seq, echoing(tcb, flags, sendsEct && cwr), window, options, payload, urgentPointer)
}

function pureAck(tcb: Tcb, sender: Sender, now: number): Segment {
  // Beyond a window that was taken back, nothing would be acceptable, not even an ACK. By less than the field's unit none was taken
  // back: the SYN's is not scaled and those after it are rounded down, and seen from SND.NXT the ACK is as old as the peer's text.
  const edge = (sender.sndUna + sender.snd.wnd) >>> 0
  const isTakenBack = sender.synAcked && geq(sender.sndNxt, (edge + (1 << tcb.sendShift)) >>> 0)
  return emptySegment(tcb, isTakenBack ? edge : sender.sndNxt, SACK_HEAD + 4 * SACK_BLOCK, now)
}

/** An octet from before the window, which the peer must answer; without text, so that nothing old is repeated (§3.8.4). */
function probe(tcb: Tcb, sender: Sender, now: number): Segment {
  tcb.probeDue = false
  tcb.sending = KEEP_ALIVE
  return emptySegment(tcb, (sender.sndNxt - 1) >>> 0, 0, now)
}

function emptySegment(tcb: Tcb, seq: number, room: number, now: number): Segment {
  return assemble(tcb, seq, echoing(tcb, ACK, false), tcb.receiver.offer(), optionsWithin(tcb, room, now))
}

/** All of one shape: whoever reads them, reads every segment. */
const NO_FLAGS: Readonly<Required<Flags>> = {
  cwr: false,
  ece: false,
  urg: false,
  ack: false,
  psh: false,
  rst: false,
  syn: false,
  fin: false,
}
const SYN = flagsOf({ syn: true })
const SYN_ACK = flagsOf({ syn: true, ack: true })
const SYN_ECN = flagsOf({ syn: true, ece: true, cwr: true })
const SYN_ACK_ECN = flagsOf({ syn: true, ack: true, ece: true })
const ACK = flagsOf({ ack: true })
const ACK_PSH = flagsOf({ ack: true, psh: true })
const ACK_FIN = flagsOf({ ack: true, fin: true })
const ACK_PSH_FIN = flagsOf({ ack: true, psh: true, fin: true })

function flagsOf(flags: Flags): Readonly<Flags> {
  return Object.freeze(Object.assign({}, NO_FLAGS, flags))
}

function echoing({ ecn: { echoes } }: Tcb, flags: Readonly<Flags>, cwr: boolean): Readonly<Flags> {
  return echoes || cwr ? flagsOf({ ...flags, ece: echoes, cwr }) : flags
}

/** With everything that there is to acknowledge, if it has the flag. */
function assemble(
  tcb: Tcb,
  seq: number,
  flags: Flags,
  window: number,
  options: Options,
  payload: Uint8Array = NO_BYTES,
  urgentPointer: number = 0,
): Segment {
  const { localPort: sourcePort, remotePort: destinationPort } = tcb.ends
  let ack = 0
  if (flags.ack) {
    ack = tcb.receiver.nxt
    tcb.lastAckSent = ack
    tcb.receiver.ack.sent()
  }
  return { sourcePort, destinationPort, seq, ack, flags, window, urgentPointer, options, payload }
}

/** @param room octets of options that the segment may still take, timestamps apart */
function optionsWithin(tcb: Tcb, room: number, now: number): Options {
  const timestamps = tcb.timestamps.enabled ? timestampsOf(tcb, now) : undefined
  const tellsMore = tcb.sack && tcb.receiver.hasSackBlocks
  if (!timestamps && !tellsMore) return NONE_TO_SEND
  const options = noOptions()
  options.timestamps = timestamps
  if (tellsMore) {
    const fit = Math.floor((room - SACK_HEAD) / SACK_BLOCK)
    options.sack = fit > 0 ? tcb.receiver.takeSackBlocks(Math.min(fit, timestamps ? 3 : 4)) : undefined
  }
  return options
}

function timestampsOf(tcb: Tcb, now: number): { value: number; echo: number } {
  return { value: tcb.timestamps.value(now), echo: tcb.timestamps.recent }
}
