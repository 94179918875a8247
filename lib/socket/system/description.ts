import { SocketError } from '../errors.ts'
import { errorName, libc } from './libc.ts'
import { MSG_PEEK } from './platform.ts'

/** What descriptors share that dup() made of one another: the kernel's socket, and what we know about it. */
export class SystemDescription {
  /** Its calls block a thread. */
  readonly blocking: boolean
  /** Milliseconds, 0 = none. */
  sendTimeout: number
  receiveTimeout: number
  /** An IPv6 socket reaches IPv4 too, by addresses that are mapped (RFC 3493 §3.7). */
  family: 'IPv4' | 'IPv6'
  /** All that share it. */
  readonly descriptors: Set<number> = new Set()
  /** What has been set, as the C library was told, by name. */
  readonly set: Map<string, { level: number; option: number; bytes: Uint8Array }> = new Map()
  /** It is connected, or was. */
  wasConnected: boolean
  /** An error that came after the first bytes of a recv: the next call reports it. */
  deferred: SocketError | undefined
  /** Shut down since the last connect began. */
  wasShut = false
  #kept: { error: SocketError; isBehindEnd: boolean } | undefined

  /** @param listener of an accepted one: it has its limits */
  constructor(blocking: boolean, listener?: SystemDescription) {
    this.blocking = blocking
    this.sendTimeout = listener?.sendTimeout ?? 0
    this.receiveTimeout = listener?.receiveTimeout ?? 0
    this.wasConnected = listener !== undefined
    this.family = listener?.family ?? 'IPv4'
  }

  /** Forgets what was known of an earlier attempt. */
  connectBegins(): void {
    this.wasShut = false
    this.#kept = undefined
  }

  /** A connect no longer waits. @returns the code with which it has failed; `undefined` = the connection is there */
  outcomeOfConnect(fd: number, address: Uint8Array): string | undefined {
    const { platform, connect, code } = libc()
    // After a shutdown Linux has forgotten the attempt: asked again, it would begin another.
    if (platform.name !== 'linux' || this.wasShut) return takeDescriptorError(fd)
    // Else it ends the attempt only when it is asked again: until then a connection that is there counts as one still
    // to come, and after a failure the socket is not what a connect that blocks would have left behind.
    return connect(fd, address, address.length) < 0 ? code() : undefined
  }

  /** @throws SocketError what an earlier recv has left */
  reportDeferred(subject: string, call: string): void {
    const { deferred } = this
    this.deferred = undefined
    if (deferred) throw new SocketError(deferred.code, subject, call, { cause: deferred })
  }

  /** What is to be told before the kernel is asked, once. */
  takeWaiting(): SocketError | undefined {
    const { deferred } = this
    this.deferred = undefined
    return deferred ?? this.#takeKept()
  }

  /**
   * The kernel tells its error once, to whoever asks first. What is asked only to explain another failure is kept here
   * for the call to which the kernel would have told it.
   */
  lookAtError(fd: number, subject: string): SocketError | undefined {
    this.#kept ??= errorOf(fd, subject)
    return this.#kept?.error
  }

  /**
   * What the kernel would have told this call, had nobody looked.
   *
   * @param code with which the call has failed instead; without one it is recv that finds the stream at its end, and is
   *   not told of what came behind the peer's own end
   * @throws SocketError
   */
  reportKept(subject: () => string, call: string, code?: string): void {
    if (code === undefined ? this.#kept?.isBehindEnd : !WITHOUT_CAUSE.includes(code)) return
    const kept = this.#takeKept()
    if (kept) throw new SocketError(kept.code, subject(), call, { cause: kept })
  }

  #takeKept(): SocketError | undefined {
    const kept = this.#kept
    this.#kept = undefined
    return kept?.error
  }
}

/** Codes with which a call finds a connection gone that has failed. */
const WITHOUT_CAUSE = ['EPIPE', 'ENOTCONN', 'ECONNABORTED']

const octet = new Uint8Array(1)

function errorOf(fd: number, subject: string): { error: SocketError; isBehindEnd: boolean } | undefined {
  const { platform, recv, code } = libc()
  const peeked = recv(fd, octet, 1, MSG_PEEK | platform.MSG_DONTWAIT)
  // A recv with nothing to read before it has taken the error already.
  if (peeked < 0) {
    const name = code()
    return name === 'EAGAIN' || name === 'ENOTCONN' ? undefined : kept(name, subject, false)
  }
  const name = takeDescriptorError(fd)
  return name === undefined ? undefined : kept(name, subject, peeked === 0 || name === 'EPIPE')
}

function kept(code: string, subject: string, isBehindEnd: boolean): { error: SocketError; isBehindEnd: boolean } {
  return { error: new SocketError(code, subject, 'the connection'), isBehindEnd }
}

/** SO_ERROR, which the kernel forgets by telling it. */
function takeDescriptorError(fd: number): string | undefined {
  const { platform, getsockopt } = libc()
  const value = new Int32Array(1)
  getsockopt(fd, platform.SOL_SOCKET, platform.SO_ERROR, new Uint8Array(value.buffer), new Int32Array([4]))
  return value[0] ? errorName(value[0]) : undefined
}
