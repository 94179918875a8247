/** Programs at the two ends of a connection, for lessons that look at segments and states, not at sockets. */
import { type Endpoint, type Host, type Network, TcpHost } from '../network/index.ts'
import type { Connection, ConnectionSettings, SocketAddress, State } from '../tcp/index.ts'

/** One connection as its program sees it: how much it has heard and said. */
export class Talk {
  readonly connection: Connection
  /** Octets read. */
  heard = 0
  /** How often `say` was called. */
  said = 0
  /** The other end will say no more. */
  ended = false
  /** For the program's own use: it has had its answers; it is about to close. */
  answered = false
  closing = false

  constructor(connection: Connection) {
    this.connection = connection
  }

  /** Both ways are open as far as this end is concerned: it may send. */
  get isOpen(): boolean {
    return this.connection.state === 'ESTABLISHED' || this.connection.state === 'CLOSE-WAIT'
  }

  say(bytes: Uint8Array, now: number): void {
    this.connection.send(bytes, now)
    this.said++
  }

  /** Says that nothing more will be said; a second time, nothing. */
  close(now: number): void {
    if (this.isOpen) this.connection.closeSend(now)
  }

  /** Reads whatever is there. */
  read(): void {
    while (this.connection.canReceive && !this.ended) {
      const piece = this.connection.receive(65_536)
      if (piece === undefined) return
      if (piece.length === 0) this.ended = true
      this.heard += piece.length
    }
  }
}

export interface StationOptions {
  settings?: ConnectionSettings
  /** Has its turn whenever something may have happened to the connection, once it is open; what has come is read. */
  turn: (talk: Talk, now: number) => void
  /** The program is quicker than TCP's answer to a FIN, so that what it does at once rides on the acknowledgment. */
  prompt?: boolean
}

/** A host with TCP and a program on it, which calls others or is called. */
export class Station implements Endpoint {
  readonly host: Host
  readonly #network: Network
  readonly #tcp: TcpHost
  readonly #turn: StationOptions['turn']
  readonly #prompt: boolean
  #talks: Talk[] = []
  readonly #entered = new Map<State, number>()

  constructor(network: Network, host: Host, { settings = {}, turn, prompt = false }: StationOptions) {
    this.#network = network
    this.host = host
    this.#turn = turn
    this.#prompt = prompt
    this.#tcp = new TcpHost(network, host, {
      settings,
      onEvent: (event) => {
        if (event.type === 'acceptable') this.#accept(event.listener.accept())
        if (event.type === 'state') this.#entered.set(event.to, this.entered(event.to) + 1)
      },
    })
    host.attach(this)
  }

  /** How many changes of state led to this one. */
  entered(state: State): number {
    return this.#entered.get(state) ?? 0
  }

  listen(port: number): void {
    this.#tcp.stack.listen({ address: this.host.address, port })
  }

  /** Calls, from a port that the system chooses unless told. From outside a turn, `host.flush()` must follow. */
  call(remote: SocketAddress, now: number, port?: number): Talk {
    const { stack } = this.#tcp
    const binding = port === undefined ? undefined : stack.bind({ address: this.host.address, port })
    const talk = new Talk(stack.connect(remote, now, binding ? { binding } : {}))
    this.#talks.push(talk)
    return talk
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

  packetArrives(packet: Uint8Array, now: number): void {
    this.#tcp.packetArrives(packet, now)
    if (this.#prompt && this.#talks.some(({ connection }) => connection.state === 'CLOSE-WAIT')) this.#turns(now)
  }

  handleTimeout(now: number): void {
    this.#tcp.handleTimeout(now)
  }

  pollTransmit(now: number): Uint8Array | undefined {
    const packet = this.#tcp.pollTransmit(now)
    if (packet) return packet
    this.#turns(now)
    return this.#tcp.pollTransmit(now)
  }

  pollTimeout(): number | undefined {
    return this.#tcp.pollTimeout()
  }

  get sending(): TcpHost['sending'] {
    return this.#tcp.sending
  }

  #accept(connection: Connection | undefined): void {
    if (connection) this.#talks.push(new Talk(connection))
  }

  #turns(now: number): void {
    for (const talk of this.#talks) {
      if (talk.connection.state === 'SYN-SENT') continue
      talk.read()
      this.#turn(talk, now)
    }
    this.#talks = this.#talks.filter(
      ({ connection }) => connection.state !== 'CLOSED' && connection.state !== 'TIME-WAIT',
    )
  }
}
