/** §2.0: what `ping` does: an ICMP echo request every so often, and how long each takes there and back (RFC 792). */
import { internetChecksum, readUint16, writeUint16 } from '../bytes.ts'
import { checkOptions, POSITIVE, type Rules, SOME } from '../check.ts'
import type { Endpoint, Host } from '../network/index.ts'
import { encodePacket, headerLength, type IpAddress, PROTOCOL_ICMP, parseAddress } from '../tcp/wire/index.ts'

/** RFC 792, and the bytes of an echo message before its data. */
const ECHO_REQUEST = 8
const ECHO_REPLY = 0
const HEADER = 8

/** What of a packet concerns both ends. */
interface Echo {
  type: number
  sequence: number
}

export interface PingOptions {
  /** Milliseconds from one request to the next. Default 100. */
  every?: number
  /** Bytes of data in each. Default 56, as `ping` has it. */
  size?: number
}

const PING_RULES: Rules<PingOptions> = { every: POSITIVE, size: SOME }

/** One request, and its round trip in milliseconds; `undefined` = not answered. */
export interface PingResult {
  sent: number
  roundTrip: number | undefined
}

/**
 * `ping` from a host that has no other endpoint to another, which answers as every host must (RFC 1122 §3.2.2.6). It begins when the
 * network runs, and does not end.
 */
export class Ping implements Endpoint {
  /** All requests, the first first. */
  readonly results: PingResult[] = []
  readonly #source: IpAddress
  readonly #destination: IpAddress
  readonly #every: number
  readonly #size: number
  #next = 0

  constructor(from: Host, to: Host, options: PingOptions = {}) {
    checkOptions('a ping: ', options, PING_RULES)
    const { every = 100, size = 56 } = options
    this.#source = parseAddress(from.address)
    this.#destination = parseAddress(to.address)
    this.#every = every
    this.#size = size
    from.attach(this)
  }

  packetArrives(packet: Uint8Array, now: number): void {
    const echo = echoIn(packet)
    const result = echo?.type === ECHO_REPLY ? this.results[echo.sequence] : undefined
    if (result) result.roundTrip = now - result.sent
  }

  pollTransmit(now: number): Uint8Array | undefined {
    if (now < this.#next) return undefined
    this.#next += this.#every
    const message = new Uint8Array(HEADER + this.#size)
    message[0] = ECHO_REQUEST
    writeUint16(message, 6, this.results.length)
    this.results.push({ sent: now, roundTrip: undefined })
    return ipPacket(sealed(message), this.#source, this.#destination)
  }

  pollTimeout(): number {
    return this.#next
  }

  handleTimeout(): void {}
}

function echoIn(packet: Uint8Array): Echo | undefined {
  const start = headerLength(packet)
  if (packet[9] !== PROTOCOL_ICMP || packet.length < start + HEADER) return undefined
  return { type: packet[start]!, sequence: readUint16(packet, start + 6) }
}

/** With its checksum (RFC 792). */
function sealed(message: Uint8Array): Uint8Array {
  writeUint16(message, 2, 0)
  writeUint16(message, 2, internetChecksum(message, 0, message.length))
  return message
}

function ipPacket(payload: Uint8Array, source: IpAddress, destination: IpAddress): Uint8Array {
  return encodePacket({ source, destination, protocol: PROTOCOL_ICMP, payload })
}
