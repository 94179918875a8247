import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  isData,
  type LinkOptions,
  nth,
  outage,
  type PacketEvent,
  pointToPoint,
  whenever,
} from '../../lib/network/index.ts'
import { dataCues, Player } from '../helpers/player.ts'

/** `count` data segments of 140 octets on the wire from client to server. */
function send(link: LinkOptions, count: number, { every = 0, seed = 1 } = {}) {
  const net = pointToPoint({ link, seed })
  new Player(net.client, net.server, dataCues(count, { every }))
  const server = new Player(net.server, net.client, [])
  const result = net.network.run()
  const events = net.network.trace().events
  const packets = events.filter((event): event is PacketEvent => event.type === 'packet')
  const arrivals = packets.filter(({ what }) => what === 'delivered').map(({ time }) => time)
  const order = packets.filter(({ what }) => what === 'delivered').map(({ segment }) => segment!.seq / 100)
  const drops = packets
    .filter(({ what }) => what === 'dropped')
    .map(({ reason, segment }) => `${reason} ${(segment?.seq ?? Number.NaN) / 100}`)
  return { ...net, server, result, events, packets, arrivals, order, drops }
}

test('rate and delay → each arrives after those before it, its own time on the wire, and the way', () => {
  // 140 octets at 1.12 Mbit/s take 1 ms.
  assert.equal(send({ rate: 1.12e6, delay: 10 }, 3).arrivals, [11, 12, 13])
  assert.equal(send({ rate: 1.12e6, delay: 10 }, 3, { every: 5 }).arrivals, [11, 16, 21])
})

test('no rate → nothing waits; no delay → at the same moment', () => {
  assert.equal(send({}, 3).arrivals, [0, 0, 0])
})

test('a queue of 2 packets → one on the wire, two wait, the rest is dropped', () => {
  const { arrivals, drops } = send({ rate: 1.12e6, queue: { packets: 2 } }, 5)
  assert.equal(arrivals, [1, 2, 3])
  assert.equal(drops, ['queue full 3', 'queue full 4'])
})

test('a queue of 300 bytes → as many as fit into them', () => {
  assert.equal(send({ rate: 1.12e6, queue: { bytes: 300 } }, 5).drops, ['queue full 3', 'queue full 4'])
  assert.equal(send({ rate: 1.12e6, queue: { bytes: 280 } }, 5).drops, ['queue full 3', 'queue full 4'])
  assert.equal(send({ rate: 1.12e6, queue: { bytes: 279 } }, 5).drops, ['queue full 2', 'queue full 3', 'queue full 4'])
})

test('a queue that empties → takes in again', () => {
  assert.equal(send({ rate: 1.12e6, queue: { packets: 1 } }, 6, { every: 0.5 }).drops, ['queue full 3', 'queue full 5'])
})

test('packets wait → the trace shows the queue grow and shrink', () => {
  const { events } = send({ rate: 1.12e6 }, 3)
  const lengths = events.flatMap((event) => (event.type === 'queue' ? [[event.time, event.packets, event.bytes]] : []))
  assert.equal(lengths, [
    [0, 1, 140],
    [0, 2, 280],
    [1, 1, 140],
    [2, 0, 0],
  ])
})

test('jitter → up to so much later, never out of order', () => {
  const { arrivals, order, events, server } = send({ delay: 10, jitter: 5 }, 500, { every: 1 })
  for (const [at, { time }] of events.entries()) assert.ok(at === 0 || time >= events[at - 1]!.time, 'time goes on')
  assert.equal(
    server.received.map(({ time }) => time),
    arrivals,
  )
  for (const [at, time] of arrivals.entries()) assert.ok(time >= at + 10 && time < at + 20)
  assert.ok(new Set(arrivals.map((time, at) => time - at)).size > 100)
  assert.equal(
    order,
    [...order].sort((a, b) => a - b),
  )
})

test('held back → later ones overtake, nothing is lost', () => {
  const { order, arrivals } = send({ delay: 10, reorder: { probability: 0.1, by: 3.5 } }, 500, { every: 1 })
  assert.is(order.length, 500)
  assert.not.equal(
    order,
    [...order].sort((a, b) => a - b),
  )
  assert.equal(
    [...order].sort((a, b) => a - b),
    Array.from({ length: 500 }, (_, at) => at),
  )
  assert.equal(
    arrivals,
    [...arrivals].sort((a, b) => a - b),
  )
})

test('loss of 20 % → about a fifth is lost, seen as dropped where it would have arrived', () => {
  const { drops, packets, arrivals } = send({ delay: 10, loss: 0.2 }, 2000, { every: 1 })
  assert.ok(drops.length > 320 && drops.length < 480, String(drops.length))
  assert.is(drops.length + arrivals.length, 2000)
  const lost = packets.find(({ what }) => what === 'dropped')!
  assert.is(lost.at, 'client → server')
  assert.is(lost.time, lost.segment!.seq / 100 + 10)
})

test('duplication → a copy with an id of its own right behind', () => {
  const { packets } = send({ delay: 1, duplicate: 1 }, 2, { every: 5 })
  const delivered = packets.filter(({ what }) => what === 'delivered')
  assert.equal(
    delivered.map(({ copyOf }) => copyOf),
    [undefined, delivered[0]!.id, undefined, delivered[2]!.id],
  )
  assert.is(new Set(delivered.map(({ id }) => id)).size, 4)
  assert.equal(delivered[0]!.bytes, delivered[1]!.bytes)
})

test('one bit flipped → a checksum sees it: dropped at the host, which is handed the damage all the same', () => {
  const { packets, server } = send({ corrupt: 1 }, 300)
  const dropped = packets.filter(({ what }) => what === 'dropped')
  assert.is(dropped.length, 300)
  assert.ok(dropped.every(({ reason, corrupted, at }) => reason === 'bad checksum' && corrupted && at === 'server'))
  // Damage to the IP header ends in the host; TCP's own checksum must find the rest.
  assert.ok(server.lines.length > 150 && server.lines.every((line) => line.includes('!')))
  const sent = packets.filter(({ what }) => what === 'sent')
  assert.ok(sent.every(({ corrupted }) => !corrupted))
})

test('a burst of up to 15 bits → its ends are flipped, nothing outside it', () => {
  const { packets } = send({ corrupt: { probability: 1, bits: 15 } }, 200)
  const sent = new Map(packets.filter(({ what }) => what === 'sent').map((packet) => [packet.id, packet.bytes]))
  for (const { id, bytes } of packets.filter(({ what }) => what === 'dropped')) {
    const flipped = [...bytes].flatMap((octet, at) =>
      [0, 1, 2, 3, 4, 5, 6, 7].filter((bit) => ((octet ^ sent.get(id)![at]!) << bit) & 0x80).map((bit) => at * 8 + bit),
    )
    assert.is(flipped.at(-1)! - flipped[0]!, 14)
  }
})

test('"drop the third data segment" → that one and no other', () => {
  assert.equal(send({ script: nth(3, isData, 'drop') }, 5).drops, ['script 2'])
  assert.equal(send({ script: nth([1, 4], isData, 'drop') }, 5).drops, ['script 0', 'script 3'])
})

test('several scripts → each counts every packet, the first answer counts', () => {
  const script = [nth(2, isData, 'drop'), nth([2, 3], isData, 'duplicate')]
  const { order, drops } = send({ script }, 4)
  assert.equal(drops, ['script 1'])
  assert.equal(order, [0, 2, 2, 3])
})

test('a script that holds back, or damages → so it happens', () => {
  assert.equal(send({ script: nth(1, isData, { delay: 2 }) }, 3, { every: 1 }).order, [1, 0, 2])
  assert.equal(send({ script: nth(2, isData, 'corrupt') }, 3).drops, ['bad checksum 1'])
  assert.equal(send({ script: whenever(({ count }) => count > 3, 'drop') }, 5).drops, ['script 3', 'script 4'])
})

test('an outage → nothing passes from its start up to its end', () => {
  assert.equal(send({ script: outage(2, 4) }, 6, { every: 1 }).drops, ['script 2', 'script 3'])
})

test('loss is switched on → jitter stays what it was', () => {
  const without = send({ delay: 10, jitter: 5 }, 100, { every: 20 })
  const withLoss = send({ delay: 10, jitter: 5, loss: 0.3 }, 100, { every: 20 })
  assert.ok(withLoss.arrivals.length < 100)
  for (const time of withLoss.arrivals) assert.ok(without.arrivals.includes(time))
})

test('another seed → another trace; the same → the same', () => {
  const link = { delay: 10, loss: 0.3 }
  assert.equal(send(link, 50, { seed: 3 }).drops, send(link, 50, { seed: 3 }).drops)
  assert.not.equal(send(link, 50, { seed: 3 }).drops, send(link, 50, { seed: 4 }).drops)
})

test('a link changed on the way → what comes later meets the new one', () => {
  const net = pointToPoint({ link: { rate: 1.12e6 } })
  new Player(net.client, net.server, dataCues(4, { every: 10 }))
  net.network.at(15, () => {
    net.forward.delay = 5
    net.forward.faults = { script: nth(2, isData, 'drop') }
  })
  net.network.run()
  const ends = net.network
    .trace()
    .events.flatMap((event) =>
      event.type === 'packet' && event.what !== 'sent' ? [`${event.what} ${event.time}`] : [],
    )
  assert.equal(ends, ['delivered 1', 'delivered 11', 'delivered 26', 'dropped 36'])
})

test.run()
