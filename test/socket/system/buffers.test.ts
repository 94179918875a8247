/** What the kernel does of itself about windows and ACKs, beside the engine with settings that do the same. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { connectedPair, type Host, type Socket } from '../../../lib/socket/index.ts'
import { simulatedNetwork } from '../../../lib/socket/simulated/index.ts'
import { systemHost } from '../../../lib/socket/system/index.ts'
import { windowScaleFor } from '../../../lib/tcp/receiver/index.ts'

const test = suite('system: buffers and ACKs')
const onLinux = process.platform === 'linux' && hasSs() ? test : test.skip

function hasSs(): boolean {
  try {
    execFileSync('ss', ['-V'])
    return true
  } catch {
    return false
  }
}

/** A line of `ss -ti` of the socket that has this port. */
function toldBySs({ port }: { port: number }): string {
  return execFileSync('ss', ['-tinH', 'sport', '=', `:${port}`], { encoding: 'utf8' })
}

/** Segments that have come to it, the SYN,ACK apart. */
function segmentsIn(socket: Socket): number {
  return Number(/segs_in:(\d+)/.exec(toldBySs(socket.getsockname()))?.[1]) - 1
}

/** Shift of the window that this end offers. */
function shiftOf(socket: Socket): number {
  return Number(/wscale:\d+,(\d+)/.exec(toldBySs(socket.getsockname()))?.[1] ?? 0)
}

const LARGE = 200_000

/** Connects, asks for a large receive buffer before, after or not at all, and closes when `look` has seen it. */
async function connected(
  host: Host,
  asks: 'before' | 'after' | 'never',
  look: (socket: Socket) => void = () => {},
): Promise<void> {
  const listener = host.socket()
  listener.bind({ address: '127.0.0.1', port: 0 })
  listener.listen(1)
  const socket = host.socket()
  if (asks === 'before') socket.setsockopt('receiveBuffer', LARGE)
  await socket.connect(listener.getsockname())
  if (asks === 'after') socket.setsockopt('receiveBuffer', LARGE)
  look(socket)
  socket.close()
  listener.close()
}

onLinux(
  'SO_RCVBUF before connect → the scale of that buffer; after it, or never → the scale of what a tuned one may grow to',
  async () => {
    const shifts: number[] = []
    for (const asks of ['never', 'before', 'after'] as const)
      await connected(systemHost(), asks, (socket) => shifts.push(shiftOf(socket)))
    const tuned = windowScaleFor(mostOfKernel())
    // The kernel doubles what is asked for, and counts half of it as its own.
    assert.equal(shifts, [tuned, windowScaleFor(LARGE), tuned])
    assert.ok(windowScaleFor(LARGE) < tuned)
  },
)

/** As far as a receive buffer may grow: by itself, or asked for. */
function mostOfKernel(): number {
  const number = (name: string): number =>
    Number(readFileSync(`/proc/sys/net/${name}`, 'utf8').trim().split(/\s+/).at(-1))
  return Math.max(number('ipv4/tcp_rmem'), number('core/rmem_max'))
}

test('our TCP, SO_RCVBUF before connect, after it, never → the same shifts as the kernel’s', async () => {
  const receiveBufferMost = 33_554_432
  const shifts = []
  for (const asks of ['never', 'before', 'after'] as const) {
    const network = simulatedNetwork({ tcp: { receiveBufferMost } })
    await network.run({ client: (host) => connected(host, asks) })
    for (const event of network.trace().events)
      if (event.type === 'packet' && event.what === 'sent' && event.segment?.flags.syn && !event.segment.flags.ack)
        shifts.push(event.segment.options.windowScale)
  }
  assert.equal(shifts, [10, 2, 10])
})

/** What the receiving program does with each byte. */
const HABITS = ['nothing', 'reads', 'answers'] as const
type Habit = (typeof HABITS)[number]

/** One end sends `count` times a byte. @param pause lets virtual time pass between them */
async function bytes(
  host: Host,
  count: number,
  habit: Habit,
  pause: number,
): Promise<{ client: Socket; server: Socket }> {
  const { client, server } = await connectedPair(host)
  for (const socket of [client, server]) socket.setsockopt('noDelay', true)
  for (let sent = 0; sent < count; sent++) {
    await client.send(new Uint8Array(1))
    if (pause > 0) await host.sleep(pause)
    if (habit === 'nothing') continue
    await server.recv(1)
    if (habit === 'reads') continue
    await server.send(new Uint8Array(1))
    await client.recv(1)
  }
  if (pause > 0) await host.sleep(pause)
  return { client, server }
}

/** Segments that come back for so many bytes: the first sixteen are acknowledged each by its own; what is read, always; and an answer is enough. */
const ROWS: readonly [habit: Habit, count: number, back: number][] = [
  ['nothing', 1, 1],
  ['nothing', 16, 16],
  ['reads', 40, 40],
  ['answers', 10, 11],
]

for (const [habit, count, back] of ROWS) {
  const title = `${count} × a byte, with which the program does: ${habit} → ${back} segments back`
  onLinux(`the kernel: ${title}`, async () => {
    const { client, server } = await bytes(systemHost(), count, habit, 0)
    const came = segmentsIn(client)
    client.close()
    server.close()
    assert.is(came, back)
  })

  test(`our TCP with quick ACKs: ${title}`, async () => {
    assert.is(await backAtOurs(count, habit, 16), back)
  })
}

onLinux(
  '40 × a byte that nobody reads → only the first sixteen are acknowledged at once, by the kernel and by ours',
  async () => {
    const { client, server } = await bytes(systemHost(), 40, 'nothing', 0)
    const came = segmentsIn(client)
    client.close()
    server.close()
    // On a busy machine a timer, or a pause that begins them anew, may add some.
    assert.ok(came >= 16 && came < 40, `${came}`)
    assert.is(await backAtOurs(40, 'nothing', 16), 16)
  },
)

test('our TCP without quick ACKs → none comes at once', async () => {
  assert.is(await backAtOurs(16, 'nothing', 0), 0)
  assert.is(await backAtOurs(16, 'reads', 0), 0)
})

/** Segments that have come to the sender by the end, the SYN,ACK apart. */
async function backAtOurs(count: number, habit: Habit, quickAcks: number): Promise<number> {
  const network = simulatedNetwork({ tcp: { quickAcks } })
  let until = 0
  await network.run({
    client: async (host) => {
      const { client, server } = await bytes(host, count, habit, 0.1)
      until = network.network.now
      client.close()
      server.close()
    },
  })
  const { events } = network.trace()
  const packets = events.flatMap((event) => (event.type === 'packet' && event.what === 'delivered' ? [event] : []))
  const server = packets.find(({ segment }) => segment?.flags.syn)?.segment?.destinationPort
  return packets.filter(({ time, segment }) => time <= until && segment?.sourcePort === server).length - 1
}

test.run()
