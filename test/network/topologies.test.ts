import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { dumbbell, parkingLot } from '../../lib/network/index.ts'
import { dataCues, Player } from '../helpers/player.ts'

test('a dumbbell of 300 pairs → every pair meets over the bottleneck alone, each with its own delay', () => {
  const { network, left, right, bottleneck } = dumbbell({
    pairs: 300,
    bottleneck: { delay: 10 },
    access: (pair) => ({ delay: pair }),
  })
  const sinks = left.map((host, at) => {
    new Player(host, right[at]!, dataCues(1))
    return new Player(right[at]!, host, [])
  })
  network.run()
  assert.equal(
    sinks.map(({ received }) => received.map(({ time }) => time)),
    sinks.map((_, pair) => [10 + 2 * pair]),
  )
  assert.is(bottleneck.forward.sentPackets, 300)
  assert.is(new Set([...left, ...right].map(({ address }) => address)).size, 600)
})

test('a dumbbell without access links of its own → they are ten times the bottleneck', () => {
  const { network, left, right } = dumbbell({ bottleneck: { rate: 1.12e6 } })
  new Player(left[0]!, right[0]!, dataCues(1))
  const sink = new Player(right[0]!, left[0]!, [])
  network.run()
  assert.ok(Math.abs(sink.received[0]!.time - 1.2) < 1e-9)
})

test('a parking lot of 3 hops → the long flow passes all bottlenecks, each cross flow its own', () => {
  const { network, source, sink, cross, bottlenecks } = parkingLot({ hops: 3, bottleneck: { delay: 5 } })
  new Player(source, sink, dataCues(1))
  const long = new Player(sink, source, [])
  const short = cross.map((pair) => {
    new Player(pair.source, pair.sink, dataCues(2))
    return new Player(pair.sink, pair.source, [])
  })
  network.run()
  assert.equal(
    long.received.map(({ time }) => time),
    [15],
  )
  assert.equal(
    short.map(({ received }) => received.map(({ time }) => time)),
    [
      [5, 5],
      [5, 5],
      [5, 5],
    ],
  )
  assert.equal(
    bottlenecks.map(({ forward }) => forward.sentPackets),
    [3, 3, 3],
  )
})

test.run()
