import { nearest } from '../check.ts'
import { count } from '../words.ts'

/** Why a call failed and what to do about it, by the operating system's code. */
const EXPLAINED: Record<string, readonly [reason: string, remedy: string]> = {
  EACCES: [
    'the system does not allow it',
    'Ports below 1024 need privileges: take a higher port, or 0 for any free one.',
  ],
  EADDRINUSE: [
    'the address is taken: another socket is bound to it, or a connection on it is still in TIME-WAIT',
    'Close the other program, choose another port (0 = any free one), or set reuseAddress before bind on this listener and on the one before it.',
  ],
  EADDRNOTAVAIL: [
    'this machine has no such address, or no free port is left towards that peer',
    'Bind to one of its own addresses, or to 0.0.0.0 for all of them.',
  ],
  EAFNOSUPPORT: [
    'an IPv4 and an IPv6 address do not meet in one socket, or the system has no IPv6',
    'Bind to an address of the peer\u2019s kind, to :: for both, or not at all.',
  ],
  EAGAIN: ['it would have to wait', 'Wait until poll() calls the socket ready, or allow a longer wait.'],
  EALREADY: ['an earlier connect on this socket is still under way', 'Await that one, or use a new socket.'],
  EBADF: ['the socket is closed', 'Open a new one with host.socket().'],
  EBADMSG: ['what arrived is not what the protocol allows', 'Check that both ends speak the same protocol.'],
  ECANCELED: ['it was given up before it could finish', 'Call it again.'],
  ECONNABORTED: ['the connection was given up before it could be used', 'Accept the next one.'],
  ECONNREFUSED: ['nothing listens at that address', 'Start the server first, and compare the port.'],
  ECONNRESET: [
    'the peer has reset the connection, so what was under way is lost',
    'Look whether the peer ended, or closed with bytes unread, then connect anew.',
  ],
  EDESTADDRREQ: ['it has no peer', 'Connect it first.'],
  EFAULT: ['the bytes given are not in memory', 'Pass a Uint8Array.'],
  EHOSTUNREACH: ['no way leads to that host', 'Check the address and the route to it.'],
  EILSEQ: ['the bytes are not text in the expected encoding', 'Read bytes instead, or name the right encoding.'],
  EINPROGRESS: [
    'the connection was not made within the time limit; it is still being made',
    'Raise sendTimeout, or close the socket.',
  ],
  EINTR: ['it was interrupted', 'Call it again.'],
  EINVAL: ['this socket cannot do that in its state, or an argument is out of range', 'Check the order of the calls.'],
  EISCONN: ['it is connected already', 'Use a new socket for another connection.'],
  EMFILE: [
    'this process has as many open descriptors as it may have',
    'Close sockets that are done with, or raise the limit (ulimit -n).',
  ],
  EMSGSIZE: ['the message is longer than allowed', 'Raise the limit, or send smaller messages.'],
  ENETDOWN: ['the network is down', 'Bring the interface up.'],
  ENETUNREACH: ['no route leads to that network', 'Check the address and whether the interface is up.'],
  ENFILE: ['the whole system has no descriptor left', 'Close other programs.'],
  ENOBUFS: ['the system has no buffer space left', 'Close sockets that are done with.'],
  ENOMEM: ['the system has no memory left for it', 'Close sockets that are done with.'],
  ENOPROTOOPT: ['this system has no such option', 'Leave the option out.'],
  ENOTCONN: ['it is not connected', 'Call connect, or use the socket that accept returned.'],
  ENOTSUP: ['this system cannot do that', 'Use the simulated network (ackbook/socket/simulated).'],
  EOPNOTSUPP: ['this kind of socket cannot do that', 'A listener accepts; only connected sockets send and receive.'],
  EPERM: ['the system does not permit it', 'A firewall or missing privileges stand in the way.'],
  EPIPE: [
    'this end may send no more: it was shut down for writing, or the peer has closed the connection',
    'Stop sending; open a new connection to send more.',
  ],
  EPROTO: ['the connection broke while it was made', 'Accept the next one.'],
  ETIMEDOUT: ['the peer did not answer in time', 'Check that the host is up and that no firewall drops the segments.'],
}

/** That there is no such thing, and which there are. */
export function unknownName(what: string, name: unknown, known: readonly string[]): SocketErrorDetails {
  const near = nearest(String(name), known)
  return {
    reason: `${what} "${name}" is not known`,
    remedy: `${near === undefined ? 'There' : `Did you mean ${near}? There`} are: ${known.join(', ')}.`,
  }
}

/** Of a {@link SocketError}: what is known beside its code. */
export interface SocketErrorDetails {
  /** What went wrong, in place of the code's usual reason. */
  reason?: string | undefined
  /** What to do, in place of the code's usual remedy. */
  remedy?: string | undefined
  cause?: unknown
}

/**
 * A failed call, by the operating system's code (`ECONNREFUSED`), in a sentence that says what to do.
 *
 * `socket 4 (127.0.0.1:41234): connect to 127.0.0.1:9 failed: nothing listens at that address (ECONNREFUSED). Start …`
 */
export class SocketError extends Error {
  /** The operating system's name for it; `EOF` for a stream that ended too early. */
  readonly code: string
  /** The call that failed: `connect`. */
  readonly call: string
  /** The same with what it was asked: `connect to 127.0.0.1:9`. */
  readonly attempt: string
  /** What went wrong, without a full stop. */
  readonly reason: string
  /** What to do, in whole sentences. */
  readonly remedy: string

  /**
   * @param subject what failed, as {@link Socket.name} says it
   * @param call the call and what it was asked: `connect to 127.0.0.1:9`
   */
  constructor(code: string, subject: string, call: string, details: SocketErrorDetails = {}) {
    const [usualReason, usualRemedy] = EXPLAINED[code] ?? ['the system refused', 'See the code in errno(3).']
    const { cause, reason = usualReason, remedy = usualRemedy } = details
    super(`${subject}: ${call} failed: ${reason} (${code}). ${remedy}`, cause === undefined ? undefined : { cause })
    this.name = 'SocketError'
    this.code = code
    this.call = call.split(' ', 1)[0] ?? call
    this.attempt = call
    this.reason = reason
    this.remedy = remedy
  }
}

/**
 * ENOTCONN, with what ended the connection if there was one: a call that finds it gone says why it is gone.
 *
 * @param wasConnected it had a connection once
 * @param cause the error that ended it, `undefined` = it ended in order, or that was told already
 */
export function notConnected(
  subject: string,
  call: string,
  wasConnected: boolean,
  cause: (Error & { readonly code: string }) | undefined,
): SocketError {
  const [reason, remedy] = (cause && EXPLAINED[cause.code]) ?? []
  let details: SocketErrorDetails = {}
  if (reason !== undefined) details = { reason: `its connection is over: ${reason}`, remedy, cause }
  else if (wasConnected)
    details = { reason: 'its connection is over', remedy: 'Open a new socket for another connection.', cause }
  return new SocketError('ENOTCONN', subject, call, details)
}

/** The stream ended before all that was expected had come. */
export class EarlyEndError extends SocketError {
  /** octets */
  readonly expected: number
  /** octets */
  readonly received: number

  constructor(subject: string, call: string, expected: number, received: number) {
    super('EOF', subject, call, {
      reason: `expected ${count(expected, 'byte')}, but the stream ended after ${received}`,
      remedy: 'The peer closed too early, or the two ends disagree about the length.',
    })
    this.name = 'EarlyEndError'
    this.expected = expected
    this.received = received
  }
}

/** A wait that was ended by its signal; `cause` is the signal's reason. */
export class AbortError extends Error {
  readonly code: string = 'ABORT_ERR'

  constructor(subject: string, call: string, reason: unknown) {
    super(`${subject}: ${call} was given up: its signal was aborted.`, { cause: reason })
    this.name = 'AbortError'
  }
}

/** Is it a {@link SocketError} with one of these codes? */
export function isSocketError(error: unknown, ...codes: readonly string[]): error is SocketError {
  return error instanceof SocketError && (codes.length === 0 || codes.includes(error.code))
}
