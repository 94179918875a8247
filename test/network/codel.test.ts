import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { CoDel, type ManagedQueue, type Sojourner } from '../../lib/network/codel.ts'
import { type LinkOptions, type PacketEvent, pointToPoint } from '../../lib/network/index.ts'
import { dataCues, Player } from '../helpers/player.ts'

const test = suite('network: CoDel')

/** A queue of packets of 1,000 octets that has a packet for each turn, and how long each has waited then. */
class Standing implements ManagedQueue<Sojourner & { number: number }> {
  bytes = 100_000
  ect = false
  now = 0
  /** Milliseconds that a packet has waited when its turn comes. */
  sojourn = 10
  readonly dropped: number[] = []
  readonly marked: number[] = []
  #number = 0

  shift(): Sojourner & { number: number } {
    return { number: this.#number++, queuedAt: this.now - this.sojourn }
  }

  drop(): void {
    this.dropped.push(this.now)
  }

  mark(): boolean {
    if (this.ect) this.marked.push(this.now)
    return this.ect
  }

  /** A turn each millisecond from now on. */
  run(codel: CoDel<Sojourner & { number: number }>, until: number): this {
    for (; this.now <= until; this.now++) codel.dequeue(this.now, 1_500)
    return this
  }
}

/** When the control law has the drops: 100 / √n after one another (RFC 8289 §5.5), in turns of whole milliseconds. */
function lawful(from: number, amount: number): number[] {
  let next = from
  return Array.from({ length: amount }, (_, index) => {
    if (index > 0) next += 100 / Math.sqrt(index)
    return Math.ceil(next)
  })
}

test('each packet of an interval waits longer than the target → one is dropped, then others, each sooner by the control law', () => {
  const queue = new Standing()
  queue.run(new CoDel(queue), 700)
  assert.equal(queue.dropped, lawful(100, queue.dropped.length))
  assert.ok(queue.dropped.length > 8)
})

test('the transport knows ECN → marked at the very times at which it would be dropped', () => {
  const [one, other] = [new Standing(), new Standing()]
  other.ect = true
  one.run(new CoDel(one), 700)
  other.run(new CoDel(other), 700)
  assert.equal(other.marked, one.dropped)
  assert.equal(other.dropped, [])
})

test('one packet within the interval waits less than the target → nothing is dropped', () => {
  const queue = new Standing()
  const codel = new CoDel(queue)
  for (let burst = 0; burst < 10; burst++) {
    queue.sojourn = 10
    queue.run(codel, queue.now + 90)
    queue.sojourn = 4
    queue.run(codel, queue.now)
  }
  assert.equal(queue.dropped, [])
})

test('no more than a packet is left in the queue → nothing is dropped, however long that has waited', () => {
  const queue = new Standing()
  queue.bytes = 1_500
  queue.run(new CoDel(queue), 1_000)
  assert.equal(queue.dropped, [])
})

test('the queue stands again soon after → the drops begin at the pace that they had; after sixteen intervals, from the start', () => {
  for (const [pause, soon] of [
    [200, true],
    [1_700, false],
  ] as const) {
    const queue = new Standing()
    const codel = new CoDel(queue)
    queue.run(codel, 700)
    queue.sojourn = 1
    queue.run(codel, queue.now + pause)
    queue.sojourn = 10
    const begun = queue.dropped.length
    queue.run(codel, queue.now + 300)
    const [first = 0, second = 0] = queue.dropped.slice(begun)
    assert.is(second - first < 50, soon, `${pause}: ${first}, ${second}`)
  }
})

test('another target and interval → they hold', () => {
  const queue = new Standing()
  queue.run(new CoDel(queue, { target: 11 }), 500)
  assert.equal(queue.dropped, [])
  const faster = new Standing()
  faster.run(new CoDel(faster, { interval: 20 }), 20)
  assert.equal(faster.dropped, [20])
})

/** `count` packets of 140 octets, 1 ms each on the wire, one every `every` ms. */
function flood(queue: LinkOptions['queue'], count: number, every: number) {
  const net = pointToPoint({ link: { rate: 1.12e6, queue: queue! } })
  new Player(net.client, net.server, dataCues(count, { every }))
  new Player(net.server, net.client, [])
  net.network.run()
  const packets = net.network.trace().events.filter((event): event is PacketEvent => event.type === 'packet')
  const arrivals = packets.filter(({ what }) => what === 'delivered').map(({ time }) => time)
  const drops = packets.filter(({ what }) => what === 'dropped').map(({ reason }) => reason)
  return { ...net, arrivals, drops, packets }
}

test('a queue that does not stand → a managed link delivers all at the times of drop-tail', () => {
  for (const every of [0.5, 1, 3]) {
    const [managed, plain] = [{ discipline: 'codel' as const, interval: 1_000 }, {}].map((queue) =>
      flood(queue, 50, every),
    )
    assert.equal(managed!.arrivals, plain!.arrivals)
    assert.equal(managed!.drops, [])
  }
})

test('twice what the line carries, for a second → CoDel drops, the line stays busy, and order is kept', () => {
  const { arrivals, drops, packets } = flood({ discipline: 'codel' }, 2_000, 0.5)
  assert.ok(drops.length > 20 && drops.every((reason) => reason === 'CoDel'), drops.slice(0, 3).join())
  assert.is(arrivals.length + drops.length, 2_000)
  assert.ok(arrivals.every((time, at) => at === 0 || time - arrivals[at - 1]! < 1.000001))
  const order = packets.filter(({ what }) => what === 'delivered').map(({ segment }) => segment!.seq)
  assert.equal(
    order,
    order.toSorted((a, b) => a - b),
  )
})

test('a managed queue with a limit → what finds it full is dropped for that', () => {
  const { drops } = flood({ discipline: 'codel', packets: 2 }, 5, 0)
  assert.equal(drops, ['queue full', 'queue full'])
})

test('packets that do not bear ECT → dropped, though the queue marks', () => {
  const { drops, packets } = flood({ discipline: 'codel', ecn: true }, 1_000, 0.5)
  assert.ok(drops.includes('CoDel'))
  assert.not(packets.some(({ marked }) => marked))
})

test('the discipline is changed while packets wait → RangeError; when none does → it holds', () => {
  const { network, client, server, forward } = pointToPoint({ link: { rate: 1.12e6, queue: { discipline: 'codel' } } })
  new Player(client, server, dataCues(3))
  new Player(server, client, [])
  network.run({ until: 0.5 })
  assert.is(forward.queued.packets, 2)
  assert.throws(() => {
    forward.queue = { packets: 10 }
  }, 'client → server: queue: 2 of its packets wait, which are managed as before; change it while none waits.')
  forward.queue = { packets: 10, discipline: 'codel' }
  network.run()
  forward.queue = { packets: 10 }
  assert.equal(forward.queue, { packets: 10 })
})

test.run()
