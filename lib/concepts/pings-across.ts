/** §2 (3): what a transfer does to everybody else's round trips: a ping across the queue that it fills. */
import { checkOptions, POSITIVE, type Rules } from '../check.ts'
import { pointToPoint, type ReceivedDatagram } from '../network/index.ts'
import type { CongestionName } from '../tcp/index.ts'
import type { Bottleneck } from './congestion-control.ts'
import { Flow } from './flow.ts'

export interface PingOptions {
  congestion?: CongestionName
  /** Virtual milliseconds to watch, and from one ping to the next. Default 20,000 and 500. */
  until?: number
  every?: number
}

/** When a ping left, and how long it took there and back; in virtual milliseconds. */
export interface Ping {
  time: number
  took: number
}

const PING_RULES: Rules<PingOptions> = { congestion: 'any', until: POSITIVE, every: POSITIVE }
/** Pings from the sender's host while it sends as much as it can. One that finds the queue full is lost, and not in the list. */
export function pingsAcross({ rate, rtt, queue }: Bottleneck, options: PingOptions = {}): Ping[] {
  checkOptions('pingsAcross: ', options, PING_RULES)
  const { congestion = 'new-reno', until = 20_000, every = 500 } = options
  const { network, client, server } = pointToPoint({
    link: { rate, delay: rtt / 2, queue: { packets: queue } },
    back: { delay: rtt / 2 },
    record: false,
  })
  new Flow(network, client, server, { settings: { congestion, hystart: true } })
  const echo = server.openPort(7)
  const ping = client.openPort()
  const pings: Ping[] = []
  for (let number = 0; number * every < until; number++) {
    const next = (number + 1) * every
    network.run({ until: number * every })
    ping.send({ address: server.address, port: echo.port }, numbered(number))
    while (network.now < next) {
      network.run({ until: next, when: () => echo.queued + ping.queued > 0 })
      const asked = echo.receive()
      if (asked) echo.send({ address: client.address, port: ping.port }, asked.payload)
      const answer = ping.receive()
      if (answer) pings.push(pingOf(answer, every))
    }
  }
  return pings
}

/** What `ping` sends unless told otherwise, 56 bytes of data, with a number in front. */
function numbered(number: number): Uint8Array {
  const payload = new Uint8Array(56)
  new DataView(payload.buffer).setUint32(0, number)
  return payload
}

function pingOf({ payload, time }: ReceivedDatagram, every: number): Ping {
  const left = new DataView(payload.buffer, payload.byteOffset).getUint32(0) * every
  return { time: left, took: time - left }
}
