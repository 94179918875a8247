/** Two engines back to back: every segment is encoded, checksummed, decoded and verified; there is no network between them. */
import { Random } from '../../lib/network/index.ts'
import { type ConnectionSettings, Stack } from '../../lib/tcp/index.ts'
import { receive } from './receive.ts'
import { brief, processorSeconds, row } from './report.ts'

const OCTETS = brief ? 50e6 : 200e6
const ROUNDS = brief ? 1 : 5
const PIECE = new Uint8Array(65_536)

/** Hands over what one end has sent at once, in any order, octets unchanged. */
type Order = (packets: Uint8Array[], random: Random) => void

const inOrder: Order = () => {}

/** One in ten comes after the next one, or the one after that. */
const someLate: Order = (packets, random) => {
  for (let at = packets.length - 3; at >= 0; at--) {
    if (random.below(10) > 0) continue
    const [late] = packets.splice(at, 1)
    packets.splice(at + 1 + random.below(2), 0, late!)
  }
}

const swapped: Order = (packets) => {
  for (let at = 0; at + 1 < packets.length; at += 2) {
    const first = packets[at]!
    packets[at] = packets[at + 1]!
    packets[at + 1] = first
  }
}

const reversed: Order = (packets) => {
  packets.reverse()
}

/** @returns Gbit/s of payload, and the segments that carried it */
function transfer(order: Order, more: ConnectionSettings, octets: number): { rate: number; packets: number } {
  const settings = { timestamps: false, sendBuffer: 1 << 18, receiveBuffer: 1 << 18, ...more }
  const random = new Random(1)
  const stack = (address: string): Stack =>
    new Stack({ addresses: [address], secret: new Uint8Array(16), settings, events: 'none' })
  const [client, server] = [stack('10.0.0.1'), stack('10.0.0.2')]
  const listener = server.listen({ address: '0.0.0.0', port: 80 })
  let now = 0
  const connection = client.connect({ address: '10.0.0.2', port: 80 }, now)
  let accepted = listener.accept()
  let received = 0
  let packets = 0
  const move = (from: Stack, to: Stack): void => {
    const batch: Uint8Array[] = []
    for (let packet = from.pollTransmit(now); packet; packet = from.pollTransmit(now)) batch.push(packet)
    if (from === client) order(batch, random)
    packets += batch.length
    for (const [at, packet] of batch.entries()) {
      to.packetArrives(packet, now)
      // As on a wire: what has come is answered before the next two arrive.
      if (from === client && at & 1) move(to, from)
    }
  }
  const begin = processorSeconds()
  while (received < octets) {
    now += 0.1
    if (connection.state === 'ESTABLISHED') connection.send(PIECE, now)
    for (const stack of [client, server]) {
      if ((stack.pollTimeout() ?? Number.POSITIVE_INFINITY) <= now) stack.handleTimeout(now)
    }
    move(client, server)
    accepted ??= listener.accept()
    if (accepted?.canReceive) received += receive(accepted)
    move(server, client)
  }
  return { rate: (received * 8) / (processorSeconds() - begin) / 1e9, packets }
}

const scenarios: [string, Order, ConnectionSettings][] = [
  ['in order', inOrder, {}],
  ['one in ten late', someLate, {}],
  ['neighbours swapped', swapped, {}],
  ['every burst reversed, no congestion control', reversed, { congestion: 'none' }],
]

console.log(
  `Engine back to back, segments of 1,460 octets: payload a second of the processor's time (best of ${ROUNDS})`,
)
// All are warmed up first, and then take turns, so that none profits from what another has warmed up.
for (const [, order, settings] of scenarios) transfer(order, settings, OCTETS)
const rounds = Array.from({ length: ROUNDS }, () =>
  scenarios.map(([, order, settings]) => transfer(order, settings, OCTETS)),
)
const rates = scenarios.map((_, at) => Math.max(...rounds.map((round) => round[at]!.rate)))
for (const [at, [name]] of scenarios.entries()) {
  const rate = rates[at]!
  const perOctet = rounds[0]![at]!.packets / (OCTETS / 1460)
  const share = at === 0 ? '' : `${Math.round((100 * rate) / rates[0]!)} % of in order, `
  console.log(row(name, `${rate.toFixed(2)} Gbit/s`, `${share}${perOctet.toFixed(2)} packets a segment's worth`))
}
