import { emptyList } from '../../list.ts'
import type { TcpError } from '../errors.ts'
import { ChallengeThrottle, Receiver, Timestamps, UrgentMark, windowScaleFor } from '../receiver/index.ts'
import { Sender, type Sending, type Variables } from '../sender/index.ts'
import { HEADERS, IPV6_EXCESS, type Settings } from '../settings.ts'
import type { Options, Segment, SipKey } from '../wire/index.ts'
import {
  type FourTuple,
  formatSocket,
  geq,
  initialSequenceNumber,
  isIpv6,
  NOT_ECT,
  timestampOffset,
} from '../wire/index.ts'
import { Ecn } from './ecn.ts'
import { type EventDetail, isTraced, type TcbEvent } from './events.ts'
import { type Agreement, agree } from './negotiation.ts'
import { next, type State, type StateEvent } from './state.ts'
import { type TimerName, Timers } from './timers.ts'

/** Answers that wait to be sent; more segments than that at once are answered by the newest alone. */
const MAX_REPLIES = 4

/** What a stack knows of the cookies of Fast Open (RFC 7413 §4.1). `ends` are those of the connection, as its own end sees them. */
export interface FastOpenCookies {
  /** The one that this host, as a server, gives to the remote one. */
  given(ends: FourTuple): Uint8Array
  /** What is known of the remote host as a server; `undefined` = its SYNs had better be plain for now. */
  held(ends: FourTuple, now: number): { cookie: Uint8Array | undefined; mss: number } | undefined
  learns(ends: FourTuple, cookie: Uint8Array, mss: number): void
  /** A SYN with text was lost on the way to it, while a plain one was not. */
  failed(ends: FourTuple, now: number): void
}

/** What a stack gives its connections. */
export interface TcbContext {
  /** Its own. */
  readonly settings: Settings
  readonly key: SipKey
  /** Without them, there is no Fast Open. */
  readonly cookies?: FastOpenCookies | undefined
  /** Tells the stack that there may be something to send, or another deadline. */
  changed(): void
}

/** Whom a connection tells of what happens to it. */
interface TcbOwner {
  happened(event: TcbEvent): void
}

/**
 * The transmission control block: everything that is known of one connection, and the one place where its state
 * changes (RFC 9293 §3.3.1). What arrives, what the user calls and what is sent are functions of it, in files of their own.
 */
export class Tcb implements TcbContext {
  readonly settings: Settings
  readonly key: SipKey
  readonly cookies: FastOpenCookies | undefined
  /** How much it tells of what happens to it, and whom. */
  readonly detail: EventDetail
  readonly #owner: TcbOwner
  readonly #context: TcbContext
  /** The remote half is 0 while a passive open waits for anyone. */
  ends: FourTuple
  readonly overIpv6: boolean

  state: State = 'CLOSED'
  /** Which kind of OPEN this connection comes from (MUST-11). */
  passive = false
  /** The ISS is not below it: what an earlier incarnation has used (RFC 9293 §3.6.1). */
  leastIss: number | undefined
  /** The user has opened it at least once. */
  opened = false
  sender: Sender | undefined
  receiver: Receiver
  timestamps: Timestamps
  urgent: UrgentMark = new UrgentMark()
  challenges: ChallengeThrottle = new ChallengeThrottle()
  readonly timers: Timers = new Timers()

  /** The options of the peer's SYN, which ours answers. */
  peerOptions: Options | undefined
  sack = false
  ecn: Ecn
  /** The ECN field of the packet with the segment that left last. */
  ecnField: number = NOT_ECT
  sendShift = 0
  /** Rcv.Wind.Shift as our SYN says it: fixed with the first one, whatever becomes of the buffer (RFC 7323 §2.3). */
  receiveShift = 0
  /** A SYN that brought text or a FIN: both wait for ESTABLISHED (RFC 9293 §3.10.7.2, .3). */
  deferred: Segment | undefined
  /** Fast Open: what our SYN says, or our SYN,ACK gives; none when empty. `undefined` = it does not have the option. */
  cookie: Uint8Array | undefined
  /** The listener takes one more connection before its handshake has ended; this one is taken so (RFC 7413 §4.2.2). */
  mayOpenEarly = false
  isEarly = false
  /** Last.ACK.sent (RFC 7323 §4.3). */
  lastAckSent = 0
  /** Segments that answer what cannot be taken in. */
  readonly replies: Segment[] = emptyList()
  /** What is known of the segment that left last, beside the segment; `undefined` = nothing more. */
  sending: Sending | undefined

  /** CLOSE came in SYN-RECEIVED with data to send before it. */
  closeQueued = false
  /** The user has closed both ways: what still comes is lost (SHLD-3). */
  closedByUser = false
  /** The user has said that it reads no more. Once it has closed its own direction too, what still comes is lost (SHLD-3). */
  readShutdown = false
  /** What ended the connection, until the user has been told. */
  error: TcpError | undefined
  /** Bad news that may explain a timeout later on (MUST-56). */
  softError: TcpError | undefined

  /** When a segment last came, for keep-alive. */
  lastHeard = 0
  probesSent = 0
  probeDue = false

  /** The user was refused room and wants to hear of it. */
  wantsRoom = false
  lastSample: Variables | undefined
  readableReported = false
  writableReported = false

  #named: FourTuple | undefined
  #name = ''

  constructor(ends: FourTuple, context: TcbContext, detail: EventDetail, owner: TcbOwner) {
    this.ends = ends
    this.overIpv6 = isIpv6(ends.localAddress)
    this.settings = context.settings
    this.key = context.key
    this.cookies = context.cookies
    this.#context = context
    this.detail = detail
    this.#owner = owner
    if (this.overIpv6) this.settings.mss = Math.min(this.settings.mss, this.settings.mtu - HEADERS - IPV6_EXCESS)
    this.receiver = new Receiver(this.settings)
    this.timestamps = new Timestamps(timestampOffset(this.ends, this.key))
    this.ecn = new Ecn(this.settings)
  }

  changed(): void {
    this.#context.changed()
  }

  emit(event: TcbEvent): void {
    this.#owner.happened(event)
  }

  /**
   * Changes the state by the table.
   *
   * @throws Error when the table has no such row: a bug of this engine
   */
  transition(event: StateEvent, now: number): void {
    const from = this.state
    const to = next(from, event)
    if (to === undefined) throw new Error(`no transition from ${from} by "${event}": report this bug.`)
    this.state = to
    this.emit({ type: 'state', time: now, from, to, event })
  }

  /** A sending half with a new ISS, which has the SYN to send. @param least the ISS is not below (§3.6.1) */
  startSender(now: number, least?: number): Sender {
    const chosen = initialSequenceNumber(this.ends, this.key, now, this.settings.isnClock)
    const iss = least === undefined || geq(chosen, least) ? chosen : least
    const { settings } = this
    const sender: Sender = new Sender(iss, settings)
    this.timestamps = new Timestamps(timestampOffset(this.ends, this.key))
    // What the buffer may grow to, not what it is: the shift cannot change any more. But a unit that is larger than the buffer
    // would round each window to nothing.
    const { receiveBuffer, receiveBufferMost = 0 } = settings
    const finest = 31 - Math.clz32(receiveBuffer)
    this.receiveShift = Math.min(windowScaleFor(Math.max(receiveBuffer, receiveBufferMost)), finest)
    sender.open()
    this.sender = sender
    this.receiver.ack.times = sender.timer.rto
    return sender
  }

  /** New data bears ECT: both ends have agreed, and our congestion control heeds marks (RFC 3168 §5.2: else it must not ask for any). */
  get sendsEct(): boolean {
    return this.ecn.sends && this.sender?.congestion.model === undefined
  }

  /** The peer's SYN has come: RCV.NXT, IRS, and what the options agree on. */
  synArrives(syn: Segment, now: number): void {
    const agreed: Agreement = agree(this.settings, this.receiveShift, syn, this.overIpv6)
    this.peerOptions = syn.options
    this.ecn.synArrives(syn.flags)
    this.sack = agreed.sack
    this.sendShift = agreed.sendShift
    if (agreed.timestamps && syn.options.timestamps) this.timestamps.start(syn.options.timestamps.value, now)
    this.receiver.start(syn.seq, agreed.receiveShift)
    this.lastAckSent = this.receiver.nxt
    this.lastHeard = now
    this.sender?.negotiated(agreed)
  }

  /** Back to a passive open that has heard of no one (RFC 9293 §3.10.7.4, SYN-RECEIVED). */
  forgetPeer(now: number): void {
    this.transition('rcv RST or SYN, passive', now)
    this.sender?.abort()
    this.sender = undefined
    if (this.overIpv6) this.settings.mss = Math.min(this.settings.mss, this.settings.mtu - HEADERS - IPV6_EXCESS)
    this.receiver = new Receiver(this.settings)
    this.urgent = new UrgentMark()
    this.ecn = new Ecn(this.settings)
    this.peerOptions = undefined
    this.deferred = undefined
    this.timers.clearAll()
    this.replies.length = 0
  }

  /** Ends the connection at once: queues and timers are gone, what was received in order can still be read. */
  end(event: StateEvent, now: number, error?: TcpError): void {
    this.transition(event, now)
    this.sender?.abort()
    this.deferred = undefined
    this.receiver.dropWaiting()
    this.receiver.ack.sent()
    this.timers.clearAll()
    this.probeDue = false
    if (error) {
      this.error = error
      this.emit({ type: 'error', time: now, error })
    }
    this.reportReadable(now)
    this.reportWritable(now)
  }

  enterTimeWait(now: number): void {
    this.timers.clearAll()
    this.timers.set('time-wait', now + 2 * this.settings.msl)
  }

  /** The timestamps option of a segment sent now; none unless both SYNs had it. */
  timestampsOption(now: number): Options {
    const { timestamps } = this
    return timestamps.enabled ? { timestamps: { value: timestamps.value(now), echo: timestamps.recent } } : {}
  }

  reply(segment: Segment | undefined): void {
    if (!segment) return
    if (this.replies.length >= MAX_REPLIES) this.replies.pop()
    this.replies.push(segment)
  }

  /** An ACK that may not be sent too often: it answers what may be a forgery, or another such ACK (RFC 5961 §7). */
  challenge(now: number): void {
    if (this.challenges.allows(now, this.settings)) this.receiver.ack.atOnce()
  }

  reportReadable(now: number): void {
    if (this.readableReported || this.detail === 'none') return
    this.readableReported = true
    this.emit({ type: 'readable', time: now })
  }

  reportWritable(now: number): void {
    if (this.writableReported || this.detail === 'none') return
    this.writableReported = true
    this.wantsRoom = false
    this.emit({ type: 'writable', time: now })
  }

  report(report: string, now: number): void {
    this.emit({ type: 'report', time: now, report })
  }

  reportTimer(timer: TimerName | 'delayed-ack', now: number): void {
    if (!isTraced(this.detail)) return
    this.emit({ type: 'timer', time: now, timer })
  }

  /** `10.0.0.1:49152 → 10.0.0.2:80`, as seen from this end. */
  get name(): string {
    // Every sample of a trace asks for it.
    if (this.#named !== this.ends) this.#name = connectionName(this.ends)
    this.#named = this.ends
    return this.#name
  }
}

function connectionName({ localAddress, localPort, remoteAddress, remotePort }: FourTuple): string {
  const remote = remotePort === 0 ? 'anyone' : formatSocket(remoteAddress, remotePort)
  return `${formatSocket(localAddress, localPort)} → ${remote}`
}
