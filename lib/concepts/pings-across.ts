/** §2 (3): what a transfer does to everybody else's round trips: a ping across the queue that it fills. */
import { checkOptions, POSITIVE, type Rules } from '../check.ts'
import { pointToPoint } from '../network/index.ts'
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
/** What `ping` sends unless told otherwise: 56 bytes of data. */
const PAYLOAD = new Uint8Array(56)

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
  for (let time = 0; time < until; time += every) {
    network.run({ until: time })
    ping.send({ address: server.address, port: echo.port }, PAYLOAD)
    network.run({ until: time + every, when: () => echo.queued > 0 })
    if (!echo.receive()) continue
    echo.send({ address: client.address, port: ping.port }, PAYLOAD)
    network.run({ until: time + every, when: () => ping.queued > 0 })
    const answer = ping.receive()
    if (answer) pings.push({ time, took: answer.time - time })
  }
  return pings
}
