import { NO_BYTES } from '../../bytes.ts'
import { TcpError } from '../errors.ts'
import { makeSegment, type Segment } from '../wire/index.ts'
import { asksFastOpen } from './fast-open.ts'
import type { Tcb } from './tcb.ts'

// User calls, RFC 9293 §3.9.1 and §3.10.1 to §3.10.5, each in the order of the states.

/** OPEN, active or passive. */
export function openConnection(tcb: Tcb, how: 'active' | 'passive', now: number): void {
  if (tcb.state !== 'CLOSED' && !(tcb.state === 'LISTEN' && how === 'active')) {
    throw new TcpError('EISCONN', `${tcb.name} exists already: close it first, or use another port.`)
  }
  if (how === 'active' && tcb.ends.remotePort === 0) {
    throw new TcpError('EDESTADDRREQ', `${tcb.name}: an active open needs a remote socket; name its address and port.`)
  }
  tcb.opened = true
  tcb.passive = how === 'passive'
  if (how === 'active') asksFastOpen(tcb, tcb.startSender(now), now)
  tcb.transition(how === 'active' ? 'active OPEN' : 'passive OPEN', now)
  tcb.changed()
}

/** SEND: how many octets were taken. */
export function sendOnConnection(tcb: Tcb, bytes: Uint8Array, urgent: boolean, now: number): number {
  switch (tcb.state) {
    case 'CLOSED':
      throw takeError(tcb) ?? whyClosed(tcb)
    case 'LISTEN':
      if (tcb.ends.remotePort === 0) {
        throw new TcpError('EDESTADDRREQ', `${tcb.name} waits for a peer: there is nobody to send to yet.`)
      }
      tcb.passive = false
      asksFastOpen(tcb, tcb.startSender(now), now)
      tcb.transition('SEND', now)
      break
    case 'SYN-SENT':
    case 'SYN-RECEIVED':
      if (tcb.closeQueued) throw closedForSending(tcb)
      break
    case 'ESTABLISHED':
    case 'CLOSE-WAIT':
      break
    default:
      throw closedForSending(tcb)
  }
  const sender = tcb.sender
  const taken = sender ? (urgent ? sender.writeUrgent(bytes) : sender.write(bytes)) : 0
  if (taken < bytes.length) tcb.wantsRoom = true
  tcb.changed()
  return taken
}

/** RECEIVE: octets; none at the end of the stream; `undefined` while there are none yet. */
export function receiveOnConnection(tcb: Tcb, max: number, peek: boolean): Uint8Array | undefined {
  const readable = readableOn(tcb)
  if (!readable) return readable === undefined ? undefined : NO_BYTES
  if (peek) return tcb.receiver.peek(max)
  const bytes = tcb.receiver.take(max)
  if (tcb.receiver.isHeardOf && tcb.state !== 'CLOSED') tcb.changed()
  return bytes
}

/** RECEIVE into the user's array: how many octets; 0 and `undefined` as above. */
export function receiveInto(tcb: Tcb, target: Uint8Array): number | undefined {
  const readable = readableOn(tcb)
  if (!readable) return readable
  const taken = tcb.receiver.takeInto(target)
  if (tcb.receiver.isHeardOf && tcb.state !== 'CLOSED') tcb.changed()
  return taken
}

/** Octets that can be read; 0 = the end of the stream; `undefined` = none yet. */
function readableOn(tcb: Tcb): number | undefined {
  const { receiver, state } = tcb
  if (state === 'LISTEN' || state === 'SYN-SENT' || (state === 'SYN-RECEIVED' && !tcb.isEarly)) return undefined
  if (receiver.readable > 0) return receiver.readable
  if (state !== 'CLOSED') return receiver.finReceived ? 0 : undefined
  const error = takeError(tcb)
  if (error) throw error
  if (!tcb.opened) throw whyClosed(tcb)
  return 0
}

/** CLOSE: nothing more to send, still willing to receive. */
export function closeConnection(tcb: Tcb, now: number): void {
  switch (tcb.state) {
    case 'CLOSED':
      throw whyClosed(tcb)
    case 'LISTEN':
    case 'SYN-SENT':
      tcb.end('CLOSE', now)
      break
    case 'SYN-RECEIVED':
      if ((tcb.sender?.buffered ?? 0) > 0) {
        tcb.closeQueued = true
        break
      }
      tcb.sender?.close()
      tcb.transition('CLOSE', now)
      break
    case 'ESTABLISHED':
    case 'CLOSE-WAIT':
      tcb.sender?.close()
      tcb.transition('CLOSE', now)
      break
    case 'FIN-WAIT-1':
    case 'FIN-WAIT-2':
      // An error strictly speaking, but a harmless one as long as no second FIN is sent.
      break
    default:
      throw new TcpError('EALREADY', `${tcb.name} is closing already: there is nothing more to close.`)
  }
  tcb.changed()
}

/** Both ways at once: a program that reads no more. Data that it has not read, or that comes later, resets (SHLD-3). */
export function releaseConnection(tcb: Tcb, now: number): void {
  if (tcb.closedByUser) return
  tcb.closedByUser = true
  if (tcb.state === 'CLOSED') return
  if (tcb.receiver.readable > 0) {
    abortConnection(tcb, now)
    return
  }
  switch (tcb.state) {
    case 'CLOSING':
    case 'LAST-ACK':
    case 'TIME-WAIT':
      return
    case 'FIN-WAIT-2':
      tcb.timers.set('fin-wait-2', now + tcb.settings.finWait2)
      break
  }
  closeConnection(tcb, now)
}

/** ABORT: the peer gets a reset where it could believe that the connection lives (MUST-12). */
export function abortConnection(tcb: Tcb, now: number, error?: TcpError): void {
  switch (tcb.state) {
    case 'CLOSED':
      return
    case 'SYN-RECEIVED':
    case 'ESTABLISHED':
    case 'FIN-WAIT-1':
    case 'FIN-WAIT-2':
    case 'CLOSE-WAIT':
      tcb.reply(resetNow(tcb, now))
  }
  tcb.end('ABORT', now, error)
  tcb.changed()
}

/** Our own reset, with timestamps where the two SYNs had them (RFC 7323 §3.2). */
export function resetNow(tcb: Tcb, now: number): Segment {
  const seq = tcb.sender?.sndNxt ?? 0
  return makeSegment({ ...ports(tcb), seq, flags: { rst: true }, options: tcb.timestampsOption(now) })
}

/** The error that ended the connection, told once. */
export function takeError(tcb: Tcb): TcpError | undefined {
  const { error } = tcb
  tcb.error = undefined
  return error
}

function ports(tcb: Tcb): { sourcePort: number; destinationPort: number } {
  return { sourcePort: tcb.ends.localPort, destinationPort: tcb.ends.remotePort }
}

function whyClosed(tcb: Tcb): TcpError {
  return tcb.opened
    ? new TcpError('EPIPE', `${tcb.name} is closed: open a new connection.`)
    : new TcpError('ENOTCONN', `${tcb.name} is not open: open it first.`)
}

function closedForSending(tcb: Tcb): TcpError {
  return new TcpError('EPIPE', `${tcb.name} is closing: nothing can be sent after CLOSE.`)
}
