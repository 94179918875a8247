import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openListener } from '../../lib/concepts/client-server.ts'
import { sharing, sharingInSeries, singleFlow } from '../../lib/concepts/congestion-control.ts'
import { slowReader, transfer } from '../../lib/concepts/flow-control.ts'
import { exchange, exchangeDatagrams } from '../../lib/concepts/handshake.ts'
import { crowd, fullQueue, knock } from '../../lib/concepts/passive-active.ts'
import { costOf, datagram, datagramOdds, deadLine, stream } from '../../lib/concepts/segmentation.ts'
import { startServer, twoGenerals } from '../../lib/concepts/socket-options.ts'
import { wholeConnection } from '../../lib/concepts/whole-connection.ts'
import { simulatedNetwork } from '../../lib/socket/simulated/index.ts'

const test = suite('concepts: options')

const path = { rate: 1e6, delay: 10 }
const way = { rate: 1e6, rtt: 20, queue: 10 }
const reads = { bytes: 1000, every: 10, from: 0 }
const message = new Uint8Array(10)
const { client, server } = simulatedNetwork()
const nowhere = { address: server.address, port: 1 }

/** What no lesson can be shown with: the error names what was written, not what it becomes on its way. */
const REFUSED: readonly (readonly [call: () => unknown, says: string])[] = [
  [() => transfer(path, { window: 0 }), 'transfer: window is 0'],
  [
    () => transfer(path, { window: 1, segment: 2 } as never),
    'transfer: "segment" is not known; did you mean segments?',
  ],
  [() => transfer({ rate: -1, delay: 0 }, { window: 1 }), 'the path: rate is -1'],
  [() => slowReader({ reads, buffer: 0 }), 'slowReader: buffer is 0'],
  [() => slowReader({ reads, avoidsSilly: 'all' as never }), 'slowReader: avoidsSilly is "all"'],
  [() => slowReader({ reads: { ...reads, every: 0 } }), 'reads: every is 0'],
  [() => singleFlow({ ...way, rtt: -1 }), 'the bottleneck: rtt is -1'],
  [() => singleFlow({ ...way, queue: 1.5 }), 'the bottleneck: queue is 1.5'],
  [() => singleFlow(way, { lose: [0] }), 'singleFlow: lose is 0'],
  [() => singleFlow(way, { congestion: 'newreno' as never }), 'singleFlow: congestion is "newreno"'],
  [() => singleFlow(way, { settings: { mss: 0 } }), 'the setting mss is 0'],
  [() => sharing(way, { senders: 0 }), 'sharing: senders is 0'],
  [() => sharing(way, { senders: 1, window: 0 }), 'sharing: window is 0'],
  [() => sharing(way, { senders: 2, congestion: ['reno', 'vegas' as never] }), 'sharing: congestion is "vegas"'],
  [() => sharing(way, { senders: 1, from: 10, until: 10 }), 'sharing: until is 10: it must be a number above 10'],
  [() => sharingInSeries(way, { hops: 0 }), 'sharingInSeries: hops is 0'],
  [() => datagram(message, { lose: [0.5] }), 'datagram: the number of a packet is 0.5'],
  [() => stream(message, { late: { which: [1], by: -1 } }), 'stream: late.by is -1'],
  [() => stream(message, { narrow: 10 }), 'stream: narrow is 10'],
  [() => datagramOdds(3, { loss: 1.5 }), 'datagramOdds: loss is 1.5'],
  [() => costOf(3, { loss: 1 }), 'costOf: loss is 1'],
  [() => deadLine(-1), 'deadLine: dead is -1'],
  [() => exchange({ messages: -1 }), 'exchange: messages is -1'],
  [() => exchange({ first: 'both ends' as never }), 'exchange: first is "both ends"'],
  [() => exchange({ link: { loss: 2 } }), 'client → server: loss is 2'],
  [() => exchangeDatagrams({ pause: 3 } as never), 'exchangeDatagrams: "pause" is not known'],
  [() => crowd({ clients: 1, backlog: -1, every: 1, each: 1 }), 'crowd: backlog is -1'],
  [() => fullQueue({ backlog: -1 }), 'fullQueue: backlog is -1'],
  [() => knock(client, nowhere, -1), 'knock: patience is -1'],
  [() => wholeConnection({ lost: -1 }), 'wholeConnection: lost is -1'],
  [() => startServer(server, { port: 70_000 }), 'startServer: port is 70000'],
  [() => openListener(server, { backlog: 0.5 }), 'openListener: backlog is 0.5'],
  [() => twoGenerals(1, 1.5, 10), 'twoGenerals: loss is 1.5'],
  [() => simulatedNetwork({ loss: 1.5 }), 'simulatedNetwork: loss is 1.5'],
  [() => simulatedNetwork({ back: { delay: -1 } }), 'server → client: delay is -1'],
  [() => simulatedNetwork({ dely: 5 } as never), 'simulatedNetwork: "dely" is not known; did you mean delay?'],
  [() => simulatedNetwork({ tcp: { mtu: 1 } }), 'the setting mtu is 1'],
  [() => simulatedNetwork({ network: simulatedNetwork().network, loss: 0.1 }), 'simulatedNetwork: loss has no effect'],
  [() => simulatedNetwork().run({}, { until: -1 }), 'run: until is -1'],
  [() => simulatedNetwork().run({}, { stuck: 'retrun' as never }), 'run: stuck is "retrun"'],
]

for (const [call, says] of REFUSED) {
  test(`${says} → refused with a RangeError that says so`, async () => {
    try {
      await call()
    } catch (error) {
      assert.instance(error, RangeError)
      assert.is((error as Error).message.slice(0, says.length), says)
      return
    }
    assert.unreachable('it was not refused')
  })
}

test.run()
