import { Connection, type ConnectionOptions } from '../../lib/tcp/connection/connection.ts'
import { TcpError } from '../../lib/tcp/errors.ts'
import type { TcpEvent } from '../../lib/tcp/stack/events.ts'
import type { Segment } from '../../lib/tcp/wire/segment.ts'
import { pattern } from './octets.ts'
import { formatLine, matches, type Origin, parseLine } from './tcp-line.ts'

/**
 * Drives one connection by a script of lines, as packetdrill does. A line that begins with
 *
 *     <     a segment arrives:         < P. 1:101(100) ack 1 win 1000 <sack 5:9>
 *     >     this segment is sent next: > . 1:1(0) ack 101          (what is not written is not compared)
 *     + 40  40 ms pass, timers fire
 *     else  a call: listen, connect, send N, urgent N, recv N, peek N, close, shutdown, abort, buffer N, nodelay
 *
 * `call = X` says what the call gives (octets, `nothing`, `end`), `call ! CODE` what it fails with; `state X`, `error CODE`,
 * `readable N`, `writable N`, `unacked N`, `urgent-left N`, `timer none|N` compare. Nothing may be sent that no line expects.
 * Sequence numbers count from each side's ISN; `ts` values of this side are milliseconds since the script began.
 */
export class Script {
  readonly connection: Connection
  now = 0
  readonly events: TcpEvent[] = []
  readonly #sent: Segment[] = []
  readonly #origin: Origin
  #received = 0
  #written = 0

  constructor(options: Partial<ConnectionOptions> & { peerIsn?: number; remote?: boolean } = {}) {
    const { peerIsn = 5000, remote = true, ...settings } = options
    this.connection = new Connection(
      {
        localAddress: 0x0a000001,
        localPort: 80,
        remoteAddress: remote ? 0x0a000002 : 0,
        remotePort: remote ? 9000 : 0,
      },
      { secret: new Uint8Array(16).fill(7), timestamps: false, sack: false, windowScale: false, ...settings },
    )
    this.#origin = { peerIsn, iss: 0, clock: 0 }
  }

  /** Runs lines; throws at the first that does not hold. */
  run(lines: string): this {
    for (const [number, line] of lines.split('\n').entries()) {
      const text = line.replace(/#.*/, '').trim()
      if (text === '') continue
      try {
        this.#step(text)
      } catch (error) {
        throw new Error(`line ${number + 1}, "${text}", at ${this.now} ms: ${(error as Error).message}`, {
          cause: error,
        })
      }
    }
    const rest = this.#drain()
    if (rest !== '') throw new Error(`sent, but not expected at the end: ${rest}`)
    return this
  }

  /** How often an event of this type has happened. */
  count(type: TcpEvent['type']): number {
    return this.events.filter((event) => event.type === type).length
  }

  /** The states passed through, in order. */
  get path(): string[] {
    return this.events.flatMap((event) => (event.type === 'state' ? [event.to] : []))
  }

  #step(text: string): void {
    if (text.startsWith('>')) {
      this.#expect(text)
      return
    }
    const rest = this.#drain()
    if (rest !== '') throw new Error(`sent before it, but not expected: ${rest}`)
    if (text.startsWith('<')) this.connection.segmentArrives(parseLine(text, this.#origin), this.now)
    else if (text.startsWith('+')) this.#wait(Number(text.slice(1)))
    else this.#call(text)
    this.#poll()
  }

  #expect(text: string): void {
    const sent = this.#sent.shift()
    if (!sent) throw new Error('nothing was sent')
    if (!matches(sent, text, this.#origin)) throw new Error(`sent: ${formatLine(sent, this.#origin)}`)
  }

  #wait(milliseconds: number): void {
    const end = this.now + milliseconds
    for (
      let due = this.connection.pollTimeout();
      due !== undefined && due <= end;
      due = this.connection.pollTimeout()
    ) {
      this.now = Math.max(this.now, due)
      this.connection.handleTimeout(this.now)
      this.#poll()
    }
    this.now = end
  }

  #call(text: string): void {
    const [, call = '', sign, wanted = ''] = /^(.*?)(?:\s+([=!])\s+(.*))?$/.exec(text) ?? []
    let got: string
    try {
      got = this.#perform(call)
    } catch (error) {
      if (!(error instanceof TcpError) || sign !== '!') throw error
      got = `! ${error.code}`
    }
    const expected = sign === '!' ? `! ${wanted}` : wanted
    if (sign && got !== expected) throw new Error(`gave "${got}"`)
  }

  #perform(call: string): string {
    const { connection, now } = this
    const [verb = '', word = ''] = call.split(/\s+/)
    const number = Number(word)
    switch (verb) {
      case 'listen':
        connection.open('passive', now)
        return ''
      case 'connect':
        connection.open('active', now)
        return ''
      case 'send':
      case 'urgent': {
        const taken = connection.send(pattern(this.#written, number), now, { urgent: verb === 'urgent' })
        this.#written += taken
        return String(taken)
      }
      case 'recv':
      case 'peek':
        return this.#receive(number, verb === 'peek')
      case 'shutdown':
        connection.closeSend(now)
        return ''
      case 'close':
        connection.close(now)
        return ''
      case 'abort':
        connection.abort(now)
        return ''
      case 'buffer':
        connection.receiveBuffer = number
        return ''
      case 'nodelay':
        connection.noDelay = true
        return ''
      case 'state':
        return same(connection.state, word)
      case 'error':
        return same(connection.error?.code ?? 'none', word)
      case 'readable':
        return same(connection.readable, number)
      case 'writable':
        return same(connection.writable, number)
      case 'unacked':
        return same(connection.unacknowledged, number)
      case 'urgent-left':
        return same(connection.urgentReadable, number)
      case 'timer':
        return same(connection.pollTimeout() ?? 'none', word === 'none' ? word : number)
      default:
        throw new Error(`"${verb}" is no call`)
    }
  }

  #receive(max: number, peek: boolean): string {
    const bytes = this.connection.receive(max, { peek })
    if (bytes === undefined) return 'nothing'
    if (bytes.length === 0) return 'end'
    const wanted = pattern(this.#received, bytes.length)
    const wrong = bytes.findIndex((octet, index) => octet !== wanted[index])
    if (wrong >= 0) throw new Error(`octet ${this.#received + wrong} of the stream is wrong`)
    if (!peek) this.#received += bytes.length
    return String(bytes.length)
  }

  #poll(): void {
    for (let sent = this.connection.pollTransmit(this.now); sent; sent = this.connection.pollTransmit(this.now)) {
      this.#sent.push({ ...sent, payload: sent.payload.slice() })
    }
    for (let event = this.connection.pollEvent(); event; event = this.connection.pollEvent()) this.events.push(event)
    const { sender, timestamps } = this.connection.tcb
    if (sender) this.#origin.iss = sender.iss
    this.#origin.clock = timestamps.value(0)
  }

  #drain(): string {
    return this.#sent
      .splice(0)
      .map((segment) => formatLine(segment, this.#origin))
      .join(' | ')
  }
}

function same(got: string | number, wanted: string | number): string {
  if (got !== wanted) throw new Error(`it is ${got}`)
  return ''
}

/**
 * An established connection: one that was opened passively, nothing sent yet.
 *
 * @param options.synOptions of the peer's SYN; default `mss 1460`
 */
export function establishedScript(
  options: ConstructorParameters<typeof Script>[0] & { synOptions?: string } = {},
): Script {
  const { synOptions = 'mss 1460', ...rest } = options
  const timestamps = synOptions.includes('ts') ? ' <ts 100/0>' : ''
  return new Script(rest).run(`
    listen
    < S 0:0(0) win 65535 <${synOptions}>
    > S. 0:0(0) ack 1
    < . 1:1(0) ack 1 win 65535${timestamps}
    state ESTABLISHED`)
}
