import type { Endpoint, Host } from '../../lib/network/index.ts'
import { type IpAddress, parseAddress } from '../../lib/tcp/wire/address.ts'
import { decodeSegment, encodeTcpPacket } from '../../lib/tcp/wire/encoding.ts'
import { decodePacket, isMalformed } from '../../lib/tcp/wire/ip.ts'
import { formatSegment, parseSegment, type Segment } from '../../lib/tcp/wire/segment.ts'

/** At this time, this segment goes to that host; what the endpoint says of it for the trace. */
export type Cue = readonly [time: number, line: string, sending?: NonNullable<Endpoint['sending']>]

/** An endpoint that sends segments by a script and keeps what it receives. */
export class Player implements Endpoint {
  readonly received: { time: number; bytes: Uint8Array }[] = []
  readonly #cues: Cue[]
  sending: Endpoint['sending']
  readonly #source: IpAddress
  readonly #destination: IpAddress

  constructor(host: Host, to: Host | string, cues: readonly Cue[]) {
    this.#source = parseAddress(host.address)
    this.#destination = parseAddress(typeof to === 'string' ? to : to.address)
    this.#cues = [...cues]
    host.attach(this)
  }

  packetArrives(packet: Uint8Array, now: number): void {
    this.received.push({ time: now, bytes: packet })
  }

  handleTimeout(): void {}

  pollTransmit(now: number): Uint8Array | undefined {
    if (this.#cues.length === 0 || this.#cues[0]![0] > now) return undefined
    const [, line, sending] = this.#cues.shift()!
    this.sending = sending
    const segment = parseSegment(line)
    segment.payload.forEach((_, at) => {
      segment.payload[at] = (segment.seq + at) & 0xff
    })
    return encodeTcpPacket(segment, { source: this.#source, destination: this.#destination })
  }

  pollTimeout(): number | undefined {
    return this.#cues[0]?.[0]
  }

  /** What arrived, decoded, `!` before what is no segment. */
  get lines(): string[] {
    return this.received.map(({ time, bytes }) => {
      const segment = segmentOf(bytes)
      return `${time} ${typeof segment === 'string' ? segment : formatSegment(segment)}`
    })
  }
}

function segmentOf(bytes: Uint8Array): Segment | string {
  const packet = decodePacket(bytes)
  if (isMalformed(packet)) return `! ${packet.malformed}`
  if (packet.protocol !== 6) return `! protocol ${packet.protocol}`
  const segment = decodeSegment(packet.payload, packet)
  return isMalformed(segment) ? `! ${segment.malformed}` : segment
}

/** `count` data segments of `length` octets, one every `every` ms. */
export function dataCues(count: number, { every = 0, length = 100, start = 0 } = {}): Cue[] {
  return Array.from(
    { length: count },
    (_, at): Cue => [start + at * every, `1 > 2 [ACK] seq ${at * length}:${(at + 1) * length} ack 1 win 1000`],
  )
}
