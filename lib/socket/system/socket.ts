import { BaseSocket } from '../base-socket.ts'
import { checkListen, checkSend } from '../checks.ts'
import { AbortError, notConnected, SocketError } from '../errors.ts'
import { nameOf } from '../name.ts'
import type {
  Address,
  Queued,
  ReadableOptions,
  RecvOptions,
  SendOptions,
  Socket,
  SocketOptions,
  WaitOptions,
} from '../types.ts'
import { SystemDescription } from './description.ts'
import { addressOf, descriptorFlags, newDescriptor, prepareDescriptor } from './descriptor.ts'
import { libc, type Returned } from './libc.ts'
import { algorithms, type Codings, codings, type Settable } from './options.ts'
import { F_SETFD, FD_CLOEXEC, IPPROTO_TCP, MSG_PEEK, SIOCOUTQ, SO_NWRITE } from './platform.ts'
import { type Interest, poller } from './poller.ts'
import { encodeAddress, SOCKADDR_IN6 } from './sockaddr.ts'
import { acceptQueueLength, TCP_INFO_SIZE } from './tcp-info.ts'
import { blockingCall } from './threads.ts'
import { deadlineAfter, readiness, turn } from './wait.ts'

/** The sockets of one host or scope. */
export interface SystemHolder {
  readonly isOver: boolean
  add(socket: SystemSocket): void
  delete(socket: SystemSocket): void
  /** Notes that a call of the socket waits. @returns what ends the note */
  note(socket: Socket, call: string): () => void
}

const SHUT = { read: 0, write: 1, both: 2 } as const
/** One way to make a call: at once, or blocking a thread; and what to do, at that very moment, with what it returned. */
interface SystemCall<Result> {
  call: string
  interest: Interest
  deadline: number
  options: WaitOptions & { dontWait?: boolean }
  now(fd: number): number
  block(fd: number, returned: Returned): void
  done(result: number): Result
  /** codes after which to try again */
  again?: readonly string[]
}

/** Where recv puts what it reads before it is copied out: no call runs while another one uses it. */
const scratch = new Uint8Array(256 * 1024)

/** A socket of the operating system. */
export class SystemSocket extends BaseSocket implements Socket {
  readonly #opened: SystemHolder
  readonly #description: SystemDescription
  #fd: number
  /** Threads that are inside a call on this descriptor. */
  #inside = 0

  constructor(opened: SystemHolder, fd: number, description: SystemDescription) {
    super()
    this.#opened = opened
    this.#fd = fd
    this.#description = description
    description.descriptors.add(fd)
    opened.add(this)
  }

  /** A new socket, of no address yet. */
  static open(opened: SystemHolder, blocking: boolean): SystemSocket {
    const fd = newDescriptor('IPv4', blocking)
    if (fd < 0) throw new SocketError(libc().code(), 'system', 'socket')
    return new SystemSocket(opened, fd, new SystemDescription(blocking))
  }

  /** The descriptor's number, -1 once closed. */
  get descriptor(): number {
    return this.isClosed ? -1 : this.#fd
  }

  bind(address: Address): void {
    const call = `bind to ${nameOf(address)}`
    const fd = this.#open(call)
    const bytes = this.#encode(address, call)
    this.#check(libc().bind(fd, bytes, bytes.length), call)
  }

  listen(backlog: number): void {
    const call = `listen(${backlog})`
    const fd = this.#open(call)
    checkListen(() => this.name, call, backlog)
    this.#check(libc().listen(fd, Math.min(backlog, 0x7fffffff)), call)
  }

  async accept(options: WaitOptions = {}): Promise<Socket> {
    const { blocking, receiveTimeout } = this.#description
    return this.#attempt({
      call: 'accept',
      interest: 'read',
      deadline: deadlineAfter(receiveTimeout),
      options,
      now: (fd) =>
        libc().platform.name === 'linux' ? libc().accept4(fd, descriptorFlags(blocking)) : libc().accept(fd),
      block: (fd, returned) => libc().threads.accept(fd, returned),
      // Linux reports here what befell the new connection before it could be taken: it is not the listener's error.
      again: ['ECONNABORTED', 'EPROTO'],
      done: (fd) => {
        if (blocking || libc().platform.name !== 'linux') prepareDescriptor(fd, blocking)
        const { isOver } = this.#opened
        if (isOver) libc().close(fd)
        if (isOver) throw new SocketError('EBADF', this.name, 'accept')
        return new SystemSocket(this.#opened, fd, new SystemDescription(blocking, this.#description))
      },
    })
  }

  async connect(address: Address, options: WaitOptions = {}): Promise<void> {
    const call = `connect to ${nameOf(address)}`
    const fd = this.#open(call)
    const bytes = this.#encode(address, call)
    if (options.signal?.aborted) throw new AbortError(this.name, call, options.signal.reason)
    if (this.#description.blocking) await this.#connectBlocking(fd, call, bytes, options.signal)
    else await this.#connectWaiting(fd, call, bytes, options.signal)
    this.#description.wasConnected = true
  }

  async #connectWaiting(fd: number, call: string, bytes: Uint8Array, signal?: AbortSignal): Promise<void> {
    if (libc().connect(fd, bytes, bytes.length) === 0) return
    const code = libc().code()
    this.#description.reportKept(() => this.name, call, code)
    if (code !== 'EINPROGRESS' && code !== 'EINTR') throw new SocketError(code, this.name, call)
    this.#description.connectBegins()
    const deadline = deadlineAfter(this.#description.sendTimeout)
    const made = await this.#noted(call, () =>
      readiness(fd, 'write', { subject: () => this.name, call, signal, deadline }),
    )
    this.#open(call)
    if (!made) throw new SocketError('EINPROGRESS', this.name, call)
    // Asked for what came of it, Linux takes the local address away from a socket whose attempt has failed.
    const { name } = this
    const failed = this.#description.outcomeOfConnect(fd, bytes)
    if (failed !== undefined) throw new SocketError(failed, name, call)
  }

  /**
   * A new socket is of IPv4. By the first IPv6 address that it is bound or connected to it becomes one of IPv6; one that has a name
   * of IPv4 already, the system refuses.
   */
  #encode(address: Address, call: string): Uint8Array {
    const description = this.#description
    const bytes = encodeAddress(address, description.family, libc().platform, this.name, call)
    const isNamed = (): boolean => description.wasConnected || addressOf(this.#fd, 'getsockname')?.port !== 0
    if (bytes.length === SOCKADDR_IN6 && description.family === 'IPv4' && !isNamed()) this.#becomeIpv6(call)
    return bytes
  }

  /** Its descriptors keep their numbers, and their options. */
  #becomeIpv6(call: string): void {
    const { blocking, descriptors, set } = this.#description
    const { close, dup2, fcntl, setsockopt } = libc()
    const fresh = newDescriptor('IPv6', blocking)
    this.#check(fresh, call)
    for (const { level, option, bytes } of set.values()) setsockopt(fresh, level, option, bytes, bytes.length)
    for (const fd of descriptors) {
      poller().forget(fd)
      dup2(fresh, fd)
      fcntl(fd, F_SETFD, FD_CLOEXEC)
    }
    close(fresh)
    this.#description.family = 'IPv6'
  }

  dup(): Socket {
    const fd = libc().fcntl(this.#open('dup'), libc().platform.F_DUPFD_CLOEXEC, 0)
    this.#check(fd, 'dup')
    return new SystemSocket(this.#opened, fd, this.#description)
  }

  async send(bytes: Uint8Array, options: SendOptions = {}): Promise<number> {
    const { MSG_NOSIGNAL, MSG_DONTWAIT } = libc().platform
    checkSend(() => this.name, bytes, options)
    return this.#attempt({
      call: 'send',
      interest: 'write',
      deadline: deadlineAfter(this.#description.sendTimeout),
      options,
      now: (fd) => libc().send(fd, bytes, bytes.length, MSG_NOSIGNAL | MSG_DONTWAIT),
      block: (fd, returned) => libc().threads.send(fd, bytes, bytes.length, MSG_NOSIGNAL, returned),
      done: (sent) => sent,
    })
  }

  getsockname(): Address {
    return this.#address('getsockname')
  }

  getpeername(): Address {
    return this.#address('getpeername')
  }

  queued(): Queued {
    const { platform } = libc()
    const fd = this.#open('queued')
    const waiting = new Int32Array(1)
    if (libc().ioctl(fd, platform.FIONREAD, waiting) < 0) {
      // A listener has no bytes: Linux refuses to count them, and tells of the connections elsewhere.
      const code = libc().code()
      if (code !== 'EINVAL' || platform.name !== 'linux') throw new SocketError(code, this.name, 'queued')
      const [info] = this.#read(fd, IPPROTO_TCP, platform.TCP_INFO, TCP_INFO_SIZE, 'queued')
      return { in: acceptQueueLength(info), out: 0 }
    }
    const incoming = waiting[0] ?? 0
    if (platform.name === 'linux') {
      this.#check(libc().ioctl(fd, SIOCOUTQ, waiting), 'queued')
      return { in: incoming, out: waiting[0] ?? 0 }
    }
    const [out] = this.#read(fd, platform.SOL_SOCKET, SO_NWRITE, 4, 'queued')
    return { in: incoming, out: new DataView(out.buffer).getInt32(0, true) }
  }

  protected get number(): number {
    return this.#fd
  }

  protected get ends(): [local: Address | undefined, remote: Address | undefined] {
    return [addressOf(this.#fd, 'getsockname'), addressOf(this.#fd, 'getpeername')]
  }

  protected get algorithms(): readonly string[] {
    return algorithms()
  }

  protected get receiveDeadline(): number {
    return deadlineAfter(this.#description.receiveTimeout)
  }

  protected receive(call: string, max: number, deadline: number, options: RecvOptions): Promise<Uint8Array> {
    const flags = options.peek ? MSG_PEEK : 0
    let into = scratch
    return this.#attempt({
      call,
      interest: 'read',
      deadline,
      options,
      now: (fd) => libc().recv(fd, scratch, Math.min(max, scratch.length), flags | libc().platform.MSG_DONTWAIT),
      block: (fd, returned) => {
        into = new Uint8Array(Math.min(max, scratch.length))
        libc().threads.recv(fd, into, into.length, flags, returned)
      },
      done: (length) => {
        if (length === 0) this.#description.reportKept(() => this.name, call)
        return into.slice(0, length)
      },
    })
  }

  protected shut(call: string, how: 'read' | 'write' | 'both'): void {
    this.#description.wasShut = true
    if (libc().shutdown(this.#fd, SHUT[how]) < 0) throw this.#refused(libc().code(), this.#fd, call)
  }

  protected release(): void {
    this.#opened.delete(this)
    this.#description.descriptors.delete(this.#fd)
    poller().forget(this.#fd)
    // A thread inside a call would go on with whatever gets this number next: it has to come out first.
    if (this.#inside > 0) libc().shutdown(this.#fd, SHUT.both)
    else libc().close(this.#fd)
  }

  protected setOption<Name extends keyof SocketOptions>(name: Name, value: SocketOptions[Name]): string | undefined {
    const settable: Settable = codings(libc())
    const { level, option, encode } = settable[name]
    if (option === undefined || !encode) return 'ENOPROTOOPT'
    const bytes = encode(value)
    if (libc().setsockopt(this.#fd, level, option, bytes, bytes.length) < 0) return libc().code()
    this.#description.set.set(name, { level, option, bytes })
    if (name === 'fastOpen') this.#openFast(value === true)
    // Our own waits hold the limit, to the millisecond; the kernel keeps a rounded one for calls that block.
    if (name === 'sendTimeout') this.#description.sendTimeout = Number(value)
    if (name === 'receiveTimeout') this.#description.receiveTimeout = Number(value)
    return undefined
  }

  protected readOption<Name extends keyof Codings>(name: Name, call: string): ReadableOptions[Name] {
    // The kernel rounds a limit up to its clock's ticks.
    const { sendTimeout, receiveTimeout } = this.#description
    const limits: Partial<ReadableOptions> = { sendTimeout, receiveTimeout }
    const waiting = name === 'error' ? this.#description.takeWaiting() : undefined
    if (waiting) return waiting.code as ReadableOptions[Name]
    if (name in limits) return limits[name] as ReadableOptions[Name]
    const { level, option, size, decode } = codings(libc())[name]
    if (option === undefined) throw new SocketError('ENOPROTOOPT', this.name, call)
    const [bytes, length] = this.#read(this.#fd, level, option, size, call)
    return decode(bytes, length)
  }

  /** The option of one that listens is set; one that will connect has another. */
  #openFast(on: boolean): void {
    const { TCP_FASTOPEN_CONNECT: option } = libc().platform
    if (option !== undefined)
      libc().setsockopt(this.#fd, IPPROTO_TCP, option, new Uint8Array(Int32Array.of(on ? 1 : 0).buffer), 4)
  }

  protected defer(error: SocketError): void {
    this.#description.deferred = error
  }

  protected pause(): Promise<void> | undefined {
    return turn()
  }

  #attempt<Result>(made: SystemCall<Result>): Promise<Result> {
    const { call, interest, deadline, options } = made
    const blocks = this.#description.blocking && !options.dontWait
    const wait = { subject: () => this.name, call, signal: options.signal, deadline }
    return this.attempt<Result>({
      call,
      options,
      now: () => (blocks ? this.#untilDone(made) : this.#atOnce(made)),
      wait: () => this.#noted(call, () => readiness(this.#fd, interest, wait)),
    })
  }

  /** @returns `undefined` = it would have to wait */
  #atOnce<Result>(made: SystemCall<Result>): Result | undefined {
    for (;;) {
      this.#reportDeferred(made)
      const result = made.now(this.#fd)
      if (result >= 0) return made.done(result)
      const code = libc().code()
      if (this.#isToRepeat(made, code)) continue
      if (code === 'EAGAIN') return undefined
      throw new SocketError(code, this.name, made.call)
    }
  }

  /** In a thread that blocks. */
  async #untilDone<Result>(made: SystemCall<Result>): Promise<Result> {
    const { call, options } = made
    for (;;) {
      if (options.signal?.aborted) throw new AbortError(this.name, call, options.signal.reason)
      this.#reportDeferred(made)
      const [result, code] = await this.#inThread(this.#fd, call, options.signal, made.block)
      // What was ended by our own close looks like the end of the stream.
      if (result > 0 || (result === 0 && !this.isClosed)) return made.done(result)
      this.refuseClosed(call)
      if (!this.#isToRepeat(made, code)) throw new SocketError(code, this.name, call)
    }
  }

  #reportDeferred({ call }: SystemCall<unknown>): void {
    if (call !== 'accept') this.#description.reportDeferred(this.name, call)
  }

  /** @throws SocketError what was kept for this call */
  #isToRepeat({ call, again }: SystemCall<unknown>, code: string): boolean {
    if (code === 'EINTR' || again?.includes(code)) return true
    this.#description.reportKept(() => this.name, call, code)
    return false
  }

  async #connectBlocking(fd: number, call: string, address: Uint8Array, signal?: AbortSignal): Promise<void> {
    const [result, code] = await this.#inThread(fd, call, signal, (fd, returned) =>
      libc().threads.connect(fd, address, address.length, returned),
    )
    this.#open(call)
    if (result < 0) throw new SocketError(code, this.name, call)
  }

  /** A blocking call: while a thread is inside, the descriptor stays open, whoever closes it. */
  async #inThread(
    fd: number,
    call: string,
    signal: AbortSignal | undefined,
    start: (fd: number, returned: Returned) => void,
  ): Promise<readonly [result: number, code: string]> {
    this.#inside++
    try {
      const wait = { subject: () => this.name, call, signal }
      return await this.#noted(call, () => blockingCall(fd, wait, (returned) => start(fd, returned)))
    } finally {
      this.#inside--
      if (this.isClosed && this.#inside === 0) libc().close(fd)
    }
  }

  async #noted<Result>(call: string, wait: () => Promise<Result>): Promise<Result> {
    const over = this.#opened.note(this, call)
    try {
      return await wait()
    } finally {
      over()
    }
  }

  /** A call that finds no connection says why there is none any more. */
  #refused(code: string, fd: number, call: string): SocketError {
    if (code !== 'ENOTCONN') return new SocketError(code, this.name, call)
    const { wasConnected } = this.#description
    return notConnected(this.name, call, wasConnected, this.#description.lookAtError(fd, this.name))
  }

  #open(call: string): number {
    this.refuseClosed(call)
    return this.#fd
  }

  #check(result: number, call: string): void {
    if (result < 0) throw new SocketError(libc().code(), this.name, call)
  }

  #read(fd: number, level: number, option: number, size: number, call: string): readonly [Uint8Array, number] {
    const bytes = new Uint8Array(size)
    const length = new Int32Array([size])
    this.#check(libc().getsockopt(fd, level, option, bytes, length), call)
    return [bytes, length[0] ?? 0]
  }

  #address(call: 'getsockname' | 'getpeername'): Address {
    const fd = this.#open(call)
    const address = addressOf(fd, call)
    if (!address) throw this.#refused(libc().code(), fd, call)
    return address
  }
}
