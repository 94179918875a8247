import type { Connection } from '../../lib/tcp/connection/connection.ts'
import type { TcpEvent } from '../../lib/tcp/stack/events.ts'
import { Stack } from '../../lib/tcp/stack/stack.ts'
import type { StackOptions } from '../../lib/tcp/stack/stack-options.ts'
import { parseAddress } from '../../lib/tcp/wire/address.ts'
import { encodeTcpPacket, readSegment } from '../../lib/tcp/wire/encoding.ts'
import { headerLength } from '../../lib/tcp/wire/ip.ts'
import { formatSegment, type Segment } from '../../lib/tcp/wire/segment.ts'

export const HERE = '10.0.0.1'
export const THERE = '10.0.0.2'

/** A stack at 10.0.0.`number` with its own secret. */
export function makeStack(number: number, options: Partial<StackOptions> = {}): Stack {
  return new Stack({ addresses: [`10.0.0.${number}/24`], secret: new Uint8Array(16).fill(number), ...options })
}

/** Two stacks with a wire between them that takes no time; `lose` may drop a packet. */
export class Pair {
  readonly a: Stack
  readonly b: Stack
  now = 0
  /** Everything sent, as printed, with the side that sent it. */
  readonly log: string[] = []
  lose: (packet: Uint8Array, from: 'a' | 'b') => boolean = () => false

  constructor(options: { a?: Partial<StackOptions>; b?: Partial<StackOptions> } = {}) {
    this.a = makeStack(1, options.a)
    this.b = makeStack(2, options.b)
  }

  /** Carries packets until none is left. */
  settle(): this {
    for (let count = 0, quiet = false; !quiet; count++) {
      if (count > 100_000) throw new Error('the two stacks never fall silent')
      const fromA = this.#carry('a')
      const fromB = this.#carry('b')
      quiet = !fromA && !fromB
    }
    return this
  }

  /** Carries all that one side has to send before the other may answer. */
  carryAll(from: 'a' | 'b'): this {
    while (this.#carry(from));
    return this
  }

  /** Lets time pass, timers fire and packets go. */
  wait(milliseconds: number): this {
    const end = this.now + milliseconds
    for (;;) {
      const next = Math.min(
        this.a.pollTimeout() ?? Number.POSITIVE_INFINITY,
        this.b.pollTimeout() ?? Number.POSITIVE_INFINITY,
      )
      if (next > end) break
      this.now = Math.max(this.now, next)
      this.a.handleTimeout(this.now)
      this.b.handleTimeout(this.now)
      this.settle()
    }
    this.now = end
    return this
  }

  /** An established connection from a to a new listener on b. */
  connected(port = 80, backlog?: number): { client: Connection; server: Connection } {
    const listener = this.b.listen({ address: '0.0.0.0', port }, backlog === undefined ? {} : { backlog })
    const client = this.a.connect({ address: THERE, port }, this.now)
    this.settle()
    const server = listener.accept()
    if (!server) throw new Error('nothing to accept')
    return { client, server }
  }

  #carry(from: 'a' | 'b'): boolean {
    const [source, target] = from === 'a' ? [this.a, this.b] : [this.b, this.a]
    const packet = source.pollTransmit(this.now)
    if (!packet) return false
    this.log.push(`${from} ${formatSegment(readSegment(packet, headerLength(packet)))}`)
    if (!this.lose(packet, from)) target.packetArrives(packet, this.now)
    return true
  }
}

/** Every event so far. */
export function eventsOf(stack: Stack): TcpEvent[] {
  const events: TcpEvent[] = []
  for (let event = stack.pollEvent(); event; event = stack.pollEvent()) events.push(event)
  return events
}

/** What a stack sends now, decoded, without a network. */
export function sentBy(stack: Stack, now = 0): Segment[] {
  const segments: Segment[] = []
  for (let packet = stack.pollTransmit(now); packet; packet = stack.pollTransmit(now)) {
    segments.push(readSegment(packet, headerLength(packet)))
  }
  return segments
}

/** A segment as a packet between two addresses, there to here unless told. */
export function packetOf(segment: Segment, source: string = THERE, destination: string = HERE): Uint8Array {
  return encodeTcpPacket(segment, { source: parseAddress(source), destination: parseAddress(destination) })
}
