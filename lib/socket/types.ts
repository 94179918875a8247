/** An address of a socket, `127.0.0.1` or `::1`, and a port in host order. */
export interface Address {
  address: string
  port: number
}

/** A wait that may be ended from outside: by a signal (AbortError). */
export interface WaitOptions {
  signal?: AbortSignal
}

export interface SendOptions extends WaitOptions {
  /** Do not wait: EAGAIN when nothing fits (MSG_DONTWAIT). */
  dontWait?: boolean
}

export interface RecvOptions extends WaitOptions {
  /** Do not wait: EAGAIN when nothing is there (MSG_DONTWAIT). */
  dontWait?: boolean
  /**
   * Wait until all `max` bytes are there, or the end (MSG_WAITALL). A time limit, an abort or an error after the first
   * bytes returns those: nothing that was taken from the queue is lost. Not together with `peek` (EINVAL).
   */
  waitAll?: boolean
  /** Leave what is read in the queue (MSG_PEEK). */
  peek?: boolean
}

/** Options of a socket, with their types. Times are milliseconds, 0 = no limit, where they are not seconds; sizes are bytes. */
export interface SocketOptions {
  reuseAddress: boolean
  sendBuffer: number
  receiveBuffer: number
  /** `undefined` = off; seconds that close waits; 0 = close resets. */
  linger: number | undefined
  sendTimeout: number
  receiveTimeout: number
  noDelay: boolean
  /** Hold back what fills no segment, for 200 ms at most, until it is set to false (TCP_CORK; TCP_NOPUSH on macOS, without the limit). */
  cork: boolean
  /** Take nothing more while so many bytes wait to be sent for the first time; 0 = no limit but the buffer (TCP_NOTSENT_LOWAT). */
  notSentLowat: number
  /**
   * Text in the SYN (RFC 7413), set before connect or on a listener (TCP_FASTOPEN, TCP_FASTOPEN_CONNECT). Where the server is
   * known, connect returns at once, and the first send opens the connection. What is sent so may come twice.
   */
  fastOpen: boolean
  keepAlive: boolean
  /** Whole seconds, 1 to 32767, in which nothing is heard before the first keep-alive is sent (TCP_KEEPIDLE). */
  keepAliveIdle: number
  /** Whole seconds, 1 to 32767, from one keep-alive to the next (TCP_KEEPINTVL). */
  keepAliveInterval: number
  /** How many keep-alives, 1 to 127, may stay unanswered (TCP_KEEPCNT). */
  keepAliveProbes: number
  /** Milliseconds that what was sent may stay unacknowledged; 0 = as long as the system allows (TCP_USER_TIMEOUT). macOS lacks it. */
  userTimeout: number
  congestion: string
}

/** Options that can only be read. */
export interface SocketReadings {
  /** The error that waits on the socket, as its code, cleared by reading; `undefined` = none (SO_ERROR). */
  error: string | undefined
  tcpInfo: TcpInfo
}

export type ReadableOptions = SocketOptions & SocketReadings

/** What the stack knows of a connection (TCP_INFO). Times in milliseconds, windows in segments or bytes as named. */
export interface TcpInfo {
  state: string
  /** milliseconds */
  rto: number
  /** milliseconds */
  rtt: number
  /** segments */
  cwnd: number
  /** segments */
  ssthresh: number
  /** octets */
  mss: number
}

/** Bytes waiting. On a listener `in` counts connections in its accept queue. */
export interface Queued {
  /** received and not yet read */
  in: number
  /** taken from the program and not yet acknowledged by the peer */
  out: number
}

/**
 * A TCP socket in Berkeley's manner. Every failure is a {@link SocketError} with the operating system's code.
 * A call that has to wait is a promise; it waits without blocking the program's other tasks.
 */
export interface Socket {
  /** For messages: `socket 4 (127.0.0.1:1060 → 127.0.0.1:41234)`. */
  readonly name: string
  bind(address: Address): void
  /** @param backlog how many connections may wait for accept(); Linux admits one more */
  listen(backlog: number): void
  /** Waits at most `receiveTimeout` (EAGAIN). What is accepted inherits the listener's options. */
  accept(options?: WaitOptions): Promise<Socket>
  /** Waits at most `sendTimeout` (EINPROGRESS). After a failure, use a new socket. */
  connect(address: Address, options?: WaitOptions): Promise<void>
  /** A second descriptor for the same socket: the connection ends when the last one is closed. */
  dup(): Socket
  /**
   * Waits only while nothing fits, at most `sendTimeout` (EAGAIN), then takes what fits.
   * (A blocking send of Linux waits until it has taken everything: `sendAll` does that.)
   *
   * @returns how many bytes were taken, at least 1 of a non-empty `bytes`
   */
  send(bytes: Uint8Array, options?: SendOptions): Promise<number>
  /**
   * Waits while nothing is there, at most `receiveTimeout` (EAGAIN).
   *
   * @returns 1 to `max` bytes, or none at the end of the stream
   */
  recv(max: number, options?: RecvOptions): Promise<Uint8Array>
  shutdown(how: 'read' | 'write' | 'both'): void
  /** Closing twice is harmless. Waits under way on this descriptor fail with EBADF. */
  close(): void
  getsockname(): Address
  getpeername(): Address
  setsockopt<Name extends keyof SocketOptions>(name: Name, value: SocketOptions[Name]): void
  getsockopt<Name extends keyof ReadableOptions>(name: Name): ReadableOptions[Name]
  queued(): Queued
}

export interface PollRequest {
  socket: Socket
  readable?: boolean
  writable?: boolean
}

/** What of a {@link PollRequest} is ready; `failed` also when the peer has reset or closed both ways. */
export interface PollResult {
  socket: Socket
  readable: boolean
  writable: boolean
  failed: boolean
}

/** A call that waits now: one object, as long as it waits. */
export interface Waiting {
  socket: Socket
  /** `send`, `recv(16)`, `accept`, `connect to 10.0.0.2:80`, `poll` */
  call: string
}

/** A machine on a network, as a program sees it. The same program runs on the operating system's TCP and on the simulated one. */
export interface Host {
  /** For messages: `system`, or the simulated host's name. */
  readonly name: string
  /** An address under which this host can be reached from its peers. */
  readonly address: string
  socket(): Socket
  /** The same host, with the sockets opened from here on counted apart, so that they can be closed together. */
  scope(): HostScope
  /** @returns what is ready; empty when `milliseconds` have passed first (`undefined` = wait for ever) */
  poll(requests: readonly PollRequest[], milliseconds?: number, options?: WaitOptions): Promise<PollResult[]>
  sleep(milliseconds: number, options?: WaitOptions): Promise<void>
  /** Milliseconds since some fixed moment; virtual where the network is simulated. */
  now(): number
  /** The socket calls of this host that wait, in the order in which they began to. A `poll` counts once a socket. */
  readonly waiting: readonly Waiting[]
  /** One line of the program's output. */
  print(line: string): void
}

/** A {@link Host} that knows what was opened through it: by `socket`, `accept` and `dup`. */
export interface HostScope extends Host {
  /** The sockets not yet closed. */
  readonly open: readonly Socket[]
  /** Closes them. Waits under way fail with EBADF, and so does every later call. Twice is harmless. */
  closeAll(): void
}

/** An async function of a host: what the course calls a program. */
export type Program<Result = void> = (host: Host) => Promise<Result>

/** What a {@link Host} of the operating system is asked for with. */
export interface SystemHostOptions {
  /** For messages, and before each line that its programs print. Without one the host is `system`, and lines are bare. */
  name?: string
  /** The address that peers should use: 127.0.0.1 unless told. */
  address?: string
  /**
   * Calls that wait block a thread each, as in C: a plain send then takes everything. For seeing a program really stuck;
   * there are few threads (UV_THREADPOOL_SIZE less one), and an abort can end such a call only by shutting the socket down.
   */
  blocking?: boolean
  /** Where the program's lines go: to standard output unless told. */
  print?: (line: string) => void
}

/** One TCP socket of this machine, as the kernel lists it. */
export interface SocketTableEntry {
  local: Address
  /** 0.0.0.0:0 of a listener */
  remote: Address
  /** as in RFC 9293 §3.3.2: `TIME-WAIT` */
  state: string
  /** of a listener, `in` is the length of its accept queue */
  queued: Queued
  /** who owns it; 0 when nobody does any more, as in TIME-WAIT */
  inode: number
  /** seconds until the timer that runs for it fires, of a connection in TIME-WAIT until it is forgotten; `undefined` = none runs */
  timer: number | undefined
}
