/** What RFC 9293 calls the user of a TCP: a program that makes its calls, for lessons that look at segments and states, not at sockets. */
import { type Host, type Network, TcpHost } from '../network/index.ts'
import type { Connection, ConnectionSettings, SocketAddress, State } from '../tcp/index.ts'

/** Whatever is read goes here: nobody looks at it. */
const READ = new Uint8Array(65_536)

/** One connection as its user sees it: how much has been read and sent. */
export class UsedConnection {
  readonly connection: Connection
  /** Octets read. */
  received = 0
  /** How often `send` was called. */
  sends = 0
  /** The other end will send no more. */
  atEnd = false
  /** For the program's own use: it has had its answers; it is about to close. */
  isAnswered = false
  isClosing = false

  constructor(connection: Connection) {
    this.connection = connection
  }

  /** Both ways are open as far as this end is concerned: it may send. */
  get isOpen(): boolean {
    return this.connection.state === 'ESTABLISHED' || this.connection.state === 'CLOSE-WAIT'
  }

  send(bytes: Uint8Array, now: number): void {
    this.connection.send(bytes, now)
    this.sends++
  }

  /** Nothing more will be sent; a second time, nothing. */
  close(now: number): void {
    if (this.isOpen) this.connection.closeSend(now)
  }

  /** Reads whatever is there. */
  read(): void {
    while (this.connection.canReceive && !this.atEnd) {
      const octets = this.connection.receiveInto(READ)
      if (octets === undefined) return
      if (octets === 0) this.atEnd = true
      this.received += octets
    }
  }
}

export interface TcpUserOptions {
  settings?: ConnectionSettings
  /** Has its turn whenever something has happened to the connection, once it is open; what has come is read. */
  turn: (used: UsedConnection, now: number) => void
  /** The program is quicker than TCP's answer to a FIN, so that what it does at once rides on the acknowledgment. */
  isPrompt?: boolean
}

/** A program on a host with TCP, which connects to others or is connected to. */
export class TcpUser {
  readonly host: Host
  readonly #network: Network
  readonly #tcp: TcpHost
  readonly #turn: TcpUserOptions['turn']
  #used: UsedConnection[] = []
  readonly #entered = new Map<State, number>()

  constructor(network: Network, host: Host, { settings = {}, turn, isPrompt = false }: TcpUserOptions) {
    this.#network = network
    this.host = host
    this.#turn = turn
    this.#tcp = new TcpHost(network, host, {
      settings,
      onEvent: (event) => {
        if (event.type === 'state') this.#entered.set(event.to, this.entered(event.to) + 1)
        if (event.type === 'acceptable') this.#use(event.listener.accept())
      },
      afterEvents: (now) => this.#act(() => true, now),
      onArrival: (now) => {
        if (isPrompt) this.#act(({ state }) => state === 'CLOSE-WAIT', now)
      },
    })
  }

  /** How many changes of state led to this one. */
  entered(state: State): number {
    return this.#entered.get(state) ?? 0
  }

  listen(port: number): void {
    this.#tcp.stack.listen({ address: this.host.address, port })
  }

  /** Connects, from a port that the system chooses unless told. From outside a turn, `host.flush()` must follow. */
  connect(remote: SocketAddress, now: number, port?: number): void {
    const { stack } = this.#tcp
    const binding = port === undefined ? undefined : stack.bind({ address: this.host.address, port })
    this.#use(stack.connect(remote, now, binding ? { binding } : {}))
  }

  /** Has `action` done at `time`, at once if that is now. */
  later(time: number, action: (now: number) => void): void {
    if (time <= this.#network.now) action(this.#network.now)
    else
      this.#network.at(time, (now) => {
        action(now)
        this.host.flush()
      })
  }

  #use(connection: Connection | undefined): void {
    if (connection) this.#used.push(new UsedConnection(connection))
  }

  #act(concerns: (connection: Connection) => boolean, now: number): void {
    for (const used of this.#used) {
      const { state, error } = used.connection
      if (state === 'SYN-SENT' || error || !concerns(used.connection)) continue
      used.read()
      this.#turn(used, now)
    }
    this.#used = this.#used.filter(({ connection: { state } }) => state !== 'CLOSED' && state !== 'TIME-WAIT')
  }
}
