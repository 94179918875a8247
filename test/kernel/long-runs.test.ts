/** Simulated runs that take long, in a kernel as it runs: they say how far they are, and an interrupt ends them. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Kernel, type Message, startKernel, tslabKernelJson } from '../../lib/kernel/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'ackbook-test-'))
let kernel: Kernel
/** Told of each line on stderr. */
let onLine: (line: string) => void = () => {}

test.before(async () => {
  const onPublished = ({ content: { name, text } }: Message) => {
    if (name === 'stderr') onLine(String(text))
  }
  kernel = await startKernel(
    { name: 'x', spec: tslabKernelJson(), origin: 'installed', place: folder },
    { cwd: folder, timeout: 120_000, onPublished, onInputRequest: () => {} },
  )
  const { content } = await kernel.execute(`
import { Network } from 'ackbook/network'
/** A network with something to do at each millisecond, for ever. */
function busyNetwork(): Network {
  const network = new Network({ record: false })
  const tick = (now: number) => void network.at(now + 1, tick)
  tick(0)
  return network
}`).reply
  assert.is(content.status, 'ok')
})
test.after(async () => {
  await kernel.kill()
  rmSync(folder, { recursive: true })
})

const ways = {
  'a cell that computes': 'busyNetwork().run({ until: 1e12, maxEvents: 1e12 })',
  'a cell that computes after it has waited': 'await null\nbusyNetwork().run({ until: 1e12, maxEvents: 1e12 })',
}
for (const [what, code] of Object.entries(ways)) {
  test(`${what} → it tells how far it has come while it runs, and an interrupt ends it within a second`, async () => {
    const told = new Promise<string>((resolve) => {
      onLine = resolve
    })
    const { reply } = kernel.execute(code)
    assert.match(await told, /^simulated so far: 300,000 of 1,000,000,000,000 ms, 300,000 events; interrupt the kernel/)
    const asked = performance.now()
    kernel.interrupt('signal')
    const { content } = await reply
    assert.ok(performance.now() - asked < 1000, `${performance.now() - asked} ms`)
    assert.is(content.status, 'error')
    assert.match(String(content.evalue), /interrupted/i)
    assert.is((await kernel.execute('1 + 1').reply).content.status, 'ok')
  })
}

test('a run of many events that comes to its end → its lines, each after twice as many events', async () => {
  const lines: string[] = []
  onLine = (line) => lines.push(line)
  const cell = kernel.execute('busyNetwork().run({ until: 1_300_000 })')
  assert.is((await cell.reply).content.status, 'ok')
  await cell.idle
  const events = lines.map((line) => /([\d,]+) events/.exec(line)?.[1])
  assert.equal(events, ['300,000', '600,000', '1,200,000'])
})

test('a short run → nothing is said', async () => {
  const lines: string[] = []
  onLine = (line) => lines.push(line)
  const cell = kernel.execute('busyNetwork().run({ until: 200_000 })')
  await cell.reply
  await cell.idle
  assert.equal(lines, [])
})

// The last one: the programs go on.
test('programs on a simulated network → told too, without a way to stop them; an interrupt ends the cell that waits', async () => {
  const lines: string[] = []
  const told = new Promise<void>((resolve) => {
    onLine = (line) => {
      lines.push(line)
      resolve()
    }
  })
  const { reply } = kernel.execute(`
import { connectedPair } from 'ackbook/socket'
import { simulatedNetwork } from 'ackbook/socket/simulated'
const { client, server } = await connectedPair(simulatedNetwork({ delay: 1, record: false }).server)
for (;;) {
  await client.send(new Uint8Array(10))
  await server.recv(10)
}`)
  await told
  assert.match(lines[0]!, /^simulated so far: [\d,]+ ms, 300,\d\d\d events\n$/)
  kernel.interrupt('signal')
  assert.is((await reply).content.evalue, 'Interrupted asynchronously')
})

test.run()
