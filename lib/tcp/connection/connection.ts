import { checkOptions } from '../../check.ts'
import type { TcpError } from '../errors.ts'
import {
  type ConnectionSettings,
  changeSetting,
  checkSetting,
  KEEP_ALIVE_TIMES,
  resolveSettings,
  type Settings,
} from '../settings.ts'
import type { FourTuple, Segment } from '../wire/index.ts'
import { formatAddress, sipKey } from '../wire/index.ts'
import { segmentArrives } from './arrival.ts'
import {
  abortConnection,
  closeConnection,
  openConnection,
  receiveInto,
  receiveOnConnection,
  releaseConnection,
  sendOnConnection,
  takeError,
} from './calls.ts'
import { type EventDetail, EventQueue, isTraced, type TcbEvent } from './events.ts'
import { keepAliveStarts } from './keep-alive.ts'
import { segmentToSend } from './output.ts'
import { type Passage, passageBetween } from './passage.ts'
import { sampleOf } from './samples.ts'
import { isSynchronized, type State } from './state.ts'
import { type Status, statusOf } from './status.ts'
import { Tcb, type TcbContext } from './tcb.ts'
import { nextDeadline, timeoutsArrive } from './timeouts.ts'

/** What a connection is made with when it does not belong to a stack. */
export interface ConnectionOptions extends ConnectionSettings {
  /** 16 octets that outsiders do not know: initial sequence numbers come from them (RFC 6528). */
  secret: Uint8Array
  /** How much `pollEvent` reports. Default `sockets`. */
  events?: EventDetail
}

/** What happened to a connection. */
export type ConnectionEvent = TcbEvent & { connection: Connection }

/** What may be changed while a connection is open. Keep-alive's timer must hear of it: `setKeepAlive`. */
export type Changeable = 'noDelay' | 'cork' | 'notSentLowat' | 'sendBuffer' | 'receiveBuffer' | 'userTimeout' | 'dscp'

export interface ConnectionContext extends TcbContext {
  /** Takes their events: `pollEvent` of the connection then gives none. */
  readonly events: { readonly detail: EventDetail; push(event: ConnectionEvent): void }
}

/**
 * One TCP connection without I/O (RFC 9293): calls of the user, segments and the time go in; segments, events and the
 * next deadline come out. `now` is in milliseconds and never goes back.
 *
 * After every call, take segments with `pollTransmit` until there are none, then ask `pollTimeout` when to call
 * `handleTimeout`.
 */
export class Connection {
  /** Everything that is known of it. For the engine's own use; `status` shows it to others. */
  readonly tcb: Tcb
  readonly #context: ConnectionContext
  /** Its own, where it belongs to no stack. */
  #events: EventQueue<ConnectionEvent> | undefined

  /** @param ends remote address and port are 0 for a passive open that takes anyone */
  constructor(ends: FourTuple, options: ConnectionOptions | ConnectionContext) {
    const context = 'secret' in options ? this.#standalone(options) : options
    this.#context = context
    this.tcb = new Tcb(ends, context, context.events.detail, this)
  }

  /** For its own parts: something to be told to whoever asks for events. */
  happened(event: TcbEvent): void {
    const named = event as ConnectionEvent
    named.connection = this
    this.#context.events.push(named)
  }

  /** `10.0.0.1:49152 → 10.0.0.2:80`, or `[fd00::1]:49152 → [fd00::2]:80`, as seen from this end. */
  get name(): string {
    return this.tcb.name
  }

  get local(): { address: string; port: number } {
    return { address: formatAddress(this.tcb.ends.localAddress), port: this.tcb.ends.localPort }
  }

  get remote(): { address: string; port: number } {
    return { address: formatAddress(this.tcb.ends.remoteAddress), port: this.tcb.ends.remotePort }
  }

  get state(): State {
    return this.tcb.state
  }

  /** Octets that `receive` would give now. */
  get readable(): number {
    return this.tcb.receiver.readable
  }

  /** `receive` would not give `undefined`: octets, the end or an error. */
  get canReceive(): boolean {
    const { tcb } = this
    const early = tcb.state === 'LISTEN' || tcb.state === 'SYN-SENT' || tcb.state === 'SYN-RECEIVED'
    return !(early && !tcb.isEarly) && (tcb.receiver.readable > 0 || tcb.receiver.finReceived || tcb.state === 'CLOSED')
  }

  /** The user has to wait until it is open: not where Fast Open takes text meanwhile, the first that is sent or what has come. */
  get isOpening(): boolean {
    const { state, isEarly, sender } = this.tcb
    return (state === 'SYN-SENT' && !sender?.awaitsText) || (state === 'SYN-RECEIVED' && !isEarly)
  }

  /** Octets that `send` would take now. */
  get writable(): number {
    const { tcb } = this
    return isOpenForSending(tcb.state) ? (tcb.sender?.writable ?? 0) : 0
  }

  /** Has the event `writable` reported when there is room again, as after a `send` that took only part. */
  awaitRoom(): void {
    this.tcb.wantsRoom = true
  }

  /** Octets taken by `send` and not yet acknowledged by the peer. */
  get unacknowledged(): number {
    return this.tcb.sender?.buffered ?? 0
  }

  /** Octets up to the end of the urgent data, as far as they are not read (MUST-33); 0 = none is urgent. */
  get urgentReadable(): number {
    const { up } = this.tcb.urgent
    return up === undefined ? 0 : Math.max(0, this.tcb.receiver.beyondRead(up))
  }

  /** The error that ended the connection; `takeError` takes it away, as do the calls that throw it. */
  get error(): TcpError | undefined {
    return this.tcb.error
  }

  takeError(): TcpError | undefined {
    return takeError(this.tcb)
  }

  /** OPEN. @throws TcpError EISCONN, EDESTADDRREQ */
  open(how: 'active' | 'passive', now: number): void {
    openConnection(this.tcb, how, now)
  }

  /** A segment for this connection has arrived, its checksum found right. @param experienced its packet bears Congestion Experienced */
  segmentArrives(segment: Segment, now: number, experienced: boolean = false): void {
    segmentArrives(this.tcb, segment, now, experienced)
    this.#sample(now)
  }

  /**
   * SEND: takes what fits into the send buffer.
   *
   * @returns how many octets were taken
   * @throws TcpError ENOTCONN, EDESTADDRREQ, EPIPE, and once what ended the connection
   */
  send(bytes: Uint8Array, now: number, options: { urgent?: boolean } = {}): number {
    return sendOnConnection(this.tcb, bytes, options.urgent === true, now)
  }

  /**
   * RECEIVE: up to `max` octets; none at the end of the stream; `undefined` while there is nothing yet.
   *
   * @throws TcpError ENOTCONN, and once what ended the connection
   */
  receive(max: number, options: { peek?: boolean } = {}): Uint8Array | undefined {
    return receiveOnConnection(this.tcb, max, options.peek === true)
  }

  /**
   * RECEIVE to an array that is there already, as many octets as fit.
   *
   * @returns how many; 0 at the end of the stream; `undefined` while there is nothing yet
   * @throws TcpError as `receive` does
   */
  receiveInto(target: Uint8Array): number | undefined {
    return receiveInto(this.tcb, target)
  }

  /** CLOSE: nothing more will be sent; receiving goes on (RFC 9293 §3.6). @throws TcpError EPIPE, ENOTCONN, EALREADY */
  closeSend(now: number): void {
    closeConnection(this.tcb, now)
  }

  /** Closes both ways: octets not read now, or that come later, reset the connection (SHLD-3). Closing twice is harmless. */
  close(now: number): void {
    releaseConnection(this.tcb, now)
  }

  /** ABORT: everything queued is lost, the peer is reset. */
  abort(now: number): void {
    abortConnection(this.tcb, now)
  }

  /** STATUS. */
  status(): Status {
    return statusOf(this.tcb)
  }

  /** When `handleTimeout` is to be called at the latest; `undefined` = no timer runs. */
  pollTimeout(): number | undefined {
    const deadline = nextDeadline(this.tcb)
    return deadline === Number.POSITIVE_INFINITY ? undefined : deadline
  }

  handleTimeout(now: number): void {
    timeoutsArrive(this.tcb, now)
    this.#sample(now)
  }

  /**
   * The next segment to send; its payload is a view, valid until the next call. `undefined` = none.
   *
   * @param reads the program is about to read what there is: an ACK that would close the window waits. Ask again without
   * it, at the same moment
   */
  pollTransmit(now: number, reads: boolean = false): Segment | undefined {
    const segment = segmentToSend(this.tcb, now, reads)
    this.#sample(now)
    return segment
  }

  /** The ECN field of the packet with the segment that `pollTransmit` gave last (RFC 3168 §5). */
  get ecnField(): number {
    return this.tcb.ecnField
  }

  /** What has happened, oldest first. A stack's connections report to it. */
  pollEvent(): ConnectionEvent | undefined {
    const event = this.#events?.poll()
    if (event) this.polled(event)
    return event
  }

  /** The user has been told: what comes next of this kind is news again. */
  polled({ type }: ConnectionEvent): void {
    if (type === 'readable') this.tcb.readableReported = false
    else if (type === 'writable') this.tcb.writableReported = false
  }

  /** The peer's FIN has come, and all before it; what was not read yet still can be. */
  get peerHasClosed(): boolean {
    return this.tcb.receiver.finReceived
  }

  /** The program reads no more: once this end is closed for sending too, text that comes resets the connection. */
  shutdownReceive(): void {
    this.tcb.readShutdown = true
  }

  /** What lies between this end and the other one, to whoever knows both; `undefined` before this one is opened. */
  passageTo(peer: Connection): Passage | undefined {
    return passageBetween(this.tcb, peer.tcb)
  }

  /** What it goes by, as it is now. */
  get settings(): Readonly<Settings> {
    return this.tcb.settings
  }

  /** Changes one setting; what is sent from now on goes by it. @throws RangeError for a value that cannot be */
  set<Name extends Changeable>(name: Name, value: Settings[Name]): void {
    if (value !== undefined) checkSetting(name, value)
    changeSetting(this.tcb.settings, name, value)
    this.tcb.changed()
  }

  get noDelay(): boolean {
    return this.settings.noDelay
  }
  /** Nagle's algorithm off (MUST-17). */
  set noDelay(on: boolean) {
    this.set('noDelay', on)
  }

  get sendBuffer(): number {
    return this.settings.sendBuffer
  }
  set sendBuffer(octets: number) {
    this.set('sendBuffer', octets)
  }

  get receiveBuffer(): number {
    return this.settings.receiveBuffer
  }
  /** It is fixed from then on. A smaller one never takes back what was offered. Larger than at the SYN, the window scale may not reach it. */
  set receiveBuffer(octets: number) {
    this.set('receiveBuffer', octets)
  }

  get userTimeout(): number | undefined {
    return this.settings.userTimeout
  }
  /** The user's own limit for unacknowledged data, in milliseconds. */
  set userTimeout(limit: number | undefined) {
    this.set('userTimeout', limit)
  }

  get dscp(): number {
    return this.settings.dscp
  }
  /** Differentiated services code point, 0 to 63, of what is sent from now on (SHLD-21). */
  set dscp(codePoint: number) {
    this.set('dscp', codePoint)
  }

  /** Turns keep-alives on or off, and may change their times (MUST-24, MUST-27). @throws RangeError */
  setKeepAlive(on: boolean, now: number, times: { idle?: number; interval?: number; probes?: number } = {}): void {
    checkOptions('keep-alive: ', times, KEEP_ALIVE_TIMES)
    const { settings } = this.tcb
    settings.keepAlive = on
    settings.keepAliveIdle = times.idle ?? settings.keepAliveIdle
    settings.keepAliveInterval = times.interval ?? settings.keepAliveInterval
    settings.keepAliveProbes = times.probes ?? settings.keepAliveProbes
    keepAliveStarts(this.tcb, now)
    this.tcb.changed()
  }

  #standalone({ secret, events = 'sockets', ...settings }: ConnectionOptions): ConnectionContext {
    this.#events = new EventQueue(events)
    return { settings: resolveSettings(settings), key: sipKey(secret), events: this.#events, changed() {} }
  }

  #sample(now: number): void {
    const { sender, detail } = this.tcb
    if (!sender) return
    const happened = sender.takeEvents()
    if (happened.length === 0 && detail !== 'all') return
    for (const event of happened) {
      if (isTraced(detail)) this.tcb.emit({ type: 'sender', time: event.time, event })
      if (event.type === 'r1') this.tcb.report('retransmissions have passed R1: the peer may be unreachable', now)
    }
    if (detail === 'all') sampleOf(this.tcb, now)
  }
}

function isOpenForSending(state: State): boolean {
  return state === 'SYN-SENT' || state === 'SYN-RECEIVED' || (isSynchronized(state) && !isClosing(state))
}

function isClosing(state: State): boolean {
  return state !== 'ESTABLISHED' && state !== 'CLOSE-WAIT'
}
