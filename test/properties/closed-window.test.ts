import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { simulatedNetwork } from '../../lib/socket/simulated/index.ts'
import { draws } from '../helpers/draws.ts'

const OCTETS = 30_000

test('a program that reads all there is as soon as it comes → no window is closed and opened again in the same moment', () => {
  const property = fc.asyncProperty(
    fc.nat(),
    fc.integer({ min: 2, max: 8 }),
    fc.integer({ min: 100, max: 1460 }),
    fc.nat(150).map((n) => n / 1000),
    fc.boolean(),
    async (seed, segments, mss, loss, windowScale) => {
      // Whole segments: one that is lost, and those behind it, fill the buffer to the last octet.
      const tcp = { receiveBuffer: segments * mss, mss, windowScale, timestamps: false, minRto: 200 }
      const network = simulatedNetwork({ seed, delay: 10, loss, reorder: { probability: loss, by: 15 }, tcp })
      let received = 0
      await network.run({
        server: async (host) => {
          const listener = host.socket()
          listener.bind({ address: host.address, port: 80 })
          listener.listen(1)
          const connection = await listener.accept()
          for (;;) {
            const bytes = await connection.recv(1 << 20)
            if (bytes.length === 0) break
            received += bytes.length
          }
        },
        client: async (host) => {
          const socket = host.socket()
          await socket.connect({ address: '10.0.0.2', port: 80 })
          const bytes = new Uint8Array(OCTETS)
          for (let sent = 0; sent < OCTETS; ) sent += await socket.send(bytes.subarray(sent))
          socket.close()
        },
      })
      assert.is(received, OCTETS)
      let last = { time: -1, window: -1 }
      for (const event of network.trace().events) {
        if (event.type !== 'packet' || event.what !== 'sent' || event.from !== 'server' || !event.segment) continue
        const { time } = event
        const { window, flags } = event.segment
        if (flags.syn || flags.fin) continue
        assert.not(last.window === 0 && last.time === time && window > 0, `closed and opened at ${time} ms`)
        last = { time, window }
      }
    },
  )
  return fc.assert(property, { numRuns: draws(30), seed: 813, includeErrorInReport: true })
})

test.run()
