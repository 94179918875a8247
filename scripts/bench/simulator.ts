import { Network, pointToPoint } from '../../lib/network/index.ts'
import { bulkFlow, carried } from './bulk.ts'

const big = { sendBuffer: 1 << 20, receiveBuffer: 1 << 20, minRto: 200 }
const net = pointToPoint({
  record: process.argv[2] === 'record',
  link: { rate: 100e6, delay: 10, queue: { packets: 100 } },
})
const flow = bulkFlow(net.network, net.client, net.server, big)
const t = performance.now()
const r = net.network.run({ until: Number(process.argv[3] ?? 20000) })
const el = (performance.now() - t) / 1000
const packets = carried(net.forward, net.back)
console.log(
  r,
  flow.received,
  'goodput Mbit/s',
  (flow.received * 8) / r.now / 1000,
  'packets',
  packets,
  'pkt/s',
  packets / el,
  'us/pkt',
  (el / packets) * 1e6,
)
