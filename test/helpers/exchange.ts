import { isData, type LinkOptions, nth, pointToPoint, type Trace } from '../../lib/network/index.ts'
import { type Cue, Player } from './player.ts'

const ISN = 4_294_967_000
const c = (seq: number): number => (ISN + seq) % 2 ** 32
const s = (seq: number): number => 5000 + seq

const client = (time: number, text: string, ...sending: [] | [NonNullable<Cue[2]>]): Cue => [
  time,
  `49152 > 80 ${text}`,
  ...sending,
]
const server = (time: number, text: string): Cue => [time, `80 > 49152 ${text}`]
const data = (from: number, until: number): string =>
  `[PSH ACK] seq ${c(from)}:${c(until)} ack ${s(1)} win 512 <ts 3/2>`

const FROM_CLIENT: readonly Cue[] = [
  client(0, `[SYN] seq ${c(0)} win 65535 <mss 1460, wscale 7, sackOK, ts 1/0>`),
  client(21, `[ACK] seq ${c(1)} ack ${s(1)} win 512 <ts 2/2>`),
  client(22, data(1, 501)),
  client(23, data(501, 1001)),
  client(24, data(1001, 1501)),
  client(300, data(501, 1001), { retransmission: true, cause: 'timeout' }),
  // The peer's window is closed: a probe, then what it let through, then silence, then a keep-alive.
  client(1000, `[ACK] seq ${c(1501)}:${c(1502)} ack ${s(1)} win 512 <ts 4/3>`, {
    windowProbe: true,
    cause: 'window probe',
  }),
  client(1200, `[PSH ACK] seq ${c(1502)}:${c(1602)} ack ${s(1)} win 512 <ts 5/4>`),
  client(9000, `[ACK] seq ${c(1601)} ack ${s(1)} win 512 <ts 6/5>`, { keepAlive: true }),
  client(9500, `[FIN ACK] seq ${c(1602)} ack ${s(1)} win 512 <ts 7/6>`),
  client(9561, `[ACK] seq ${c(1603)} ack ${s(2)} win 512 <ts 8/7>`),
]

const FROM_SERVER: readonly Cue[] = [
  server(10, `[SYN ACK] seq ${s(0)} ack ${c(1)} win 65535 <mss 1460, wscale 0, sackOK, ts 2/1>`),
  server(33, `[ACK] seq ${s(1)} ack ${c(501)} win 1000 <ts 3/3>`),
  server(35, `[ACK] seq ${s(1)} ack ${c(501)} win 1000 <ts 3/3, sack ${c(1001)}:${c(1501)}>`),
  server(311, `[ACK] seq ${s(1)} ack ${c(1501)} win 0 <ts 3/3>`),
  server(1011, `[ACK] seq ${s(1)} ack ${c(1502)} win 1000 <ts 4/4>`),
  server(1211, `[ACK] seq ${s(1)} ack ${c(1602)} win 1000 <ts 5/5>`),
  server(9011, `[ACK] seq ${s(1)} ack ${c(1602)} win 1000 <ts 6/6>`),
  server(9511, `[ACK] seq ${s(1)} ack ${c(1603)} win 1000 <ts 7/7>`),
  server(9550, `[FIN ACK] seq ${s(1)} ack ${c(1603)} win 1000 <ts 7/7>`),
]

export const CONNECTION = '10.0.0.1:49152 → 10.0.0.2:80'

/** A connection written by hand: handshake, three segments of which the second is lost, a closed window, a keep-alive, an end. */
export function exchange(link: LinkOptions = {}, seed = 1): Trace {
  const {
    network,
    client: left,
    server: right,
  } = pointToPoint({
    seed,
    link: { rate: 10e6, delay: 10, script: nth(2, isData, 'drop'), ...link },
    back: { rate: 10e6, delay: 10 },
  })
  new Player(left, right, FROM_CLIENT)
  new Player(right, left, FROM_SERVER)
  network.at(22, () => network.print('client', 'sending 1,500 octets'))
  network.run()
  return network.trace()
}
