import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { establishedScript } from '../../helpers/tcp-script.ts'
import { Pair } from '../../helpers/tcp-stacks.ts'

test('probes have crossed and both octets were taken: the peer’s ACK, its number old by one → counts, with its window', () => {
  establishedScript().run(`
    < . 1:1(0) ack 1 win 0
    send 3 = 3
    + 1000
    > . 1:2(1) ack 1
    < . 1:2(1) ack 1 win 0
    + 40
    > . 1:1(0) ack 2
    < . 1:1(0) ack 2 win 100
    > P. 2:4(2) ack 2
    unacked 2`)
})

test('a number older than that → the ACK does not count', () => {
  establishedScript().run(`
    send 3 = 3
    > P. 1:4(3) ack 1
    < . 1:3(2) ack 1 win 100
    + 40
    > . 4:4(0) ack 3
    < . 1:1(0) ack 4 win 100
    > . 4:4(0) ack 3
    unacked 3`)
})

test('FINs cross as probes of windows that stay closed → both ends CLOSED, all of it read', () => {
  const settings = { receiveBuffer: 10 }
  const pair = new Pair({ a: { settings }, b: { settings } })
  const { client, server } = pair.connected()
  for (const end of [client, server]) {
    end.send(new Uint8Array(10), pair.now)
    end.closeSend(pair.now)
  }
  pair.settle().wait(500)
  assert.equal([client.status().snd.wnd, server.status().snd.wnd], [0, 0])
  const { a, b } = pair
  pair.now = Math.max(a.pollTimeout() ?? 0, b.pollTimeout() ?? 0)
  const [fromA, fromB] = [a, b].map((stack) => {
    stack.handleTimeout(pair.now)
    return stack.pollTransmit(pair.now)
  })
  assert.ok(fromA && fromB)
  a.packetArrives(fromB, pair.now)
  b.packetArrives(fromA, pair.now)
  pair.settle()
  assert.equal([client.receive(100)?.length, server.receive(100)?.length], [10, 10])
  pair.settle().wait(500_000)
  assert.equal([client.state, server.state], ['CLOSED', 'CLOSED'])
  assert.equal([client.error, server.error], [undefined, undefined])
})

test.run()
