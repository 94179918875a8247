import { inspect } from 'node:util'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { dumbbell, isData, Network, nth, outage, parkingLot, pointToPoint, whenever } from '../../lib/network/index.ts'

const test = suite('network: options')

/** What no link can be made with, and how the error names it. */
const REFUSED: readonly (readonly [options: object, says: string])[] = [
  [{ rate: 0 }, 'rate is 0: it must be a number above 0, or Infinity.'],
  [{ rate: Number.NaN }, 'rate is NaN: it must be a number above 0, or Infinity.'],
  [{ delay: -1 }, 'delay is -1: it must be a number, 0 or more.'],
  [{ delay: Number.POSITIVE_INFINITY }, 'delay is Infinity: it must be a number, 0 or more.'],
  [{ jitter: Number.NaN }, 'jitter is NaN: it must be a number, 0 or more.'],
  [{ mtu: 67 }, 'mtu is 67: it must be a whole number from 68 to 65535.'],
  [{ mtu: 1500.5 }, 'mtu is 1500.5: it must be a whole number from 68 to 65535.'],
  [{ queue: { packets: -1 } }, 'queue.packets is -1: it must be a whole number, 0 or more, or Infinity.'],
  [{ queue: { bytes: Number.NaN } }, 'queue.bytes is NaN: it must be a number, 0 or more, or Infinity.'],
  [
    { queue: { packet: 3 } },
    'queue."packet" is not known; did you mean packets? There are: packets, bytes, discipline, target, interval, ecn.',
  ],
  [{ loss: 1.5 }, 'loss is 1.5: it must be a number from 0 to 1 (0.05 is 5 %).'],
  [{ loss: '0.1' }, 'loss is "0.1": it must be a number from 0 to 1 (0.05 is 5 %).'],
  [{ duplicate: -0.1 }, 'duplicate is -0.1: it must be a number from 0 to 1 (0.05 is 5 %).'],
  [{ corrupt: 2 }, 'corrupt is 2: it must be a number from 0 to 1 (0.05 is 5 %).'],
  [{ corrupt: { probability: 2 } }, 'corrupt.probability is 2: it must be a number from 0 to 1 (0.05 is 5 %).'],
  [{ corrupt: { probability: 1, bits: 0 } }, 'corrupt.bits is 0: it must be a whole number, 1 or more.'],
  [{ reorder: { probability: 2, by: 3 } }, 'reorder.probability is 2: it must be a number from 0 to 1 (0.05 is 5 %).'],
  [{ reorder: { probability: 1, by: -3 } }, 'reorder.by is -3: it must be a number, 0 or more.'],
  [{ queue: { discipline: 'red' as 'codel' } }, 'queue.discipline is "red": it must be one of drop-tail, codel.'],
  [{ queue: { target: 5 } }, "queue.target means nothing to drop-tail: give discipline: 'codel' with it."],
  [{ queue: { ecn: true } }, "queue.ecn means nothing to drop-tail: give discipline: 'codel' with it."],
  [{ queue: { discipline: 'codel', target: 200 } }, 'queue.target is 200: it must be a number above 0, up to 100.'],
  [{ queue: { discipline: 'codel', interval: 0 } }, 'queue.interval is 0: it must be a number above 0.'],
  [{ queue: 10 }, 'queue is 10: it must be an object, of packets, bytes, discipline, target, interval, ecn.'],
  [{ queue: null }, 'queue is null: it must be an object'],
  [{ reorder: 0.1 }, 'reorder is 0.1: it must be an object, of probability, by.'],
  [{ reorder: { probability: 0.1 } }, 'reorder.by is undefined: it must be a number, 0 or more.'],
  [{ reorder: { by: 3 } }, 'reorder.probability is undefined: it must be a number from 0 to 1 (0.05 is 5 %).'],
  [{ corrupt: null }, 'corrupt is null: it must be an object'],
  [{ corrupt: { bits: 2 } }, 'corrupt.probability is undefined: it must be a number from 0 to 1 (0.05 is 5 %).'],
  [{ script: 'drop' }, 'script is "drop": it must be a function, or a list of functions.'],
  [{ script: [1] }, 'script is a list: it must be a function, or a list of functions.'],
  [{ los: 0.1 }, '"los" is not known; did you mean loss? There are: '],
]

for (const [options, says] of REFUSED) {
  test(`a link made with ${inspect(options)}, or changed to it → RangeError that says so`, () => {
    assert.throws(() => pointToPoint({ link: options }), startsWith(`client → server: ${says}`))
    assert.throws(() => pointToPoint({ back: options }), startsWith(`server → client: ${says}`))
    const { forward } = pointToPoint()
    const [[name, value] = ['', undefined]] = Object.entries(options)
    const isFault = !(name in forward)
    assert.throws(
      () => Object.assign(forward, isFault ? { faults: options } : { [name]: value }),
      startsWith(`client → server: ${says}`),
    )
  })
}

test('what becomes of a packet that can become of none → RangeError, from whoever made it', () => {
  assert.throws(() => nth(0, isData, 'drop'), /which packet is 0: it must be a whole number, 1 or more/)
  assert.throws(
    () => nth(1, isData, 'dorp' as never),
    /a fate is "dorp": .*drop, duplicate, corrupt \(did you mean drop\?\)/,
  )
  assert.throws(() => whenever(isData, { delay: -1 }), /delay is -1/)
  assert.throws(() => outage(10, 5), /an outage: end is 5: it must be a number, 10 or more/)
  const net = pointToPoint({ link: { script: () => 'loose' as never } })
  const send = (): void => net.client.openPort().send({ address: 'server', port: 9 }, new Uint8Array(1))
  assert.throws(send, /a fate is "loose"/)
})

test('a network, a topology, a host or a run with what cannot be → RangeError that names it', () => {
  const { network, client } = pointToPoint()
  for (const [call, says] of [
    [() => new Network({ seed: 1.5 }), 'a network: seed is 1.5: it must be a whole number.'],
    [() => new Network({ sed: 1 } as never), 'a network: "sed" is not known; did you mean seed?'],
    [() => new Network({ record: { packet: true } as never }), 'record: "packet" is not known; did you mean packets?'],
    [() => new Network({ record: 'packets' as never }), 'a network: record is "packets": it must be true, false or an'],
    [() => new Network({ record: null as never }), 'a network: record is null: it must be true, false or an object'],
    [() => new Network(7 as never), 'a network is 7: it must be an object, of seed, record.'],
    [() => pointToPoint({ link: 0.1 as never }), 'pointToPoint: link is 0.1: it must be an object.'],
    [() => network.run({ when: true as never }), 'run: when is true: it must be a function.'],
    [() => whenever(isData, {} as never), 'a fate: delay is undefined: it must be a number, 0 or more.'],
    [() => new Network({ record: { limit: -1 } }), 'record: limit is -1'],
    [() => pointToPoint({ links: {} } as never), 'pointToPoint: "links" is not known; did you mean link?'],
    [() => dumbbell({ pairs: 0 }), 'dumbbell: pairs is 0: it must be a whole number from 1 to'],
    [() => parkingLot({ hops: 1.5 }), 'parkingLot: hops is 1.5'],
    [() => dumbbell({ bottleneck: { loss: 7 } }), 'a → b: loss is 7'],
    [() => network.run({ until: Number.NaN }), 'run: until is NaN'],
    [() => network.run({ untill: 5 } as never), 'run: "untill" is not known; did you mean until?'],
    [() => network.at(Number.NaN, () => {}), 'the time of an appointment is NaN'],
    [() => client.openPort(70_000), 'client: the UDP port is 70000'],
    [
      () => client.openPort().send({ address: 'server', port: -1 }, new Uint8Array(1)),
      'client: the UDP port to send to',
    ],
    [() => client.openPort().send({ address: 'server', port: 9 }, new Uint8Array(1), { ttl: 0 }), 'client: ttl is 0'],
  ] as const) {
    assert.throws(call, startsWith(says))
  }
})

function startsWith(text: string): (error: Error) => boolean {
  return (error) => {
    assert.instance(error, RangeError)
    assert.is(error.message.slice(0, text.length), text)
    return true
  }
}

test.run()
