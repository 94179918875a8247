import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { isData, nth, type TraceEvent } from '../../../lib/network/index.ts'
import { Connections } from '../../../lib/programs/serve/connections.ts'
import type { Control } from '../../../lib/programs/serve/controls.ts'
import { keyEffect, VIEW_KEYS } from '../../../lib/programs/serve/keys.ts'
import { LadderReader } from '../../../lib/programs/serve/ladder-lines.ts'
import { fattened, slim, type Update } from '../../../lib/programs/serve/messages.ts'
import { paintLine, paintStatus } from '../../../lib/programs/serve/paint.ts'
import { readControl } from '../../../lib/programs/serve/read-control.ts'
import { type KeySource, TerminalView } from '../../../lib/programs/serve/terminal-view.ts'
import { recvAll, recvToEnd, sendAll } from '../../../lib/socket/index.ts'
import { simulatedNetwork } from '../../../lib/socket/simulated/index.ts'

const READY = { interface: 'ackbook0', address: '10.0.0.1', host: '10.0.0.2' }
const CONDITIONS = { loss: 0.01, delay: 20, rate: undefined, armed: 0 }
const STATUS = {
  conditions: CONDITIONS,
  connections: [],
  open: 2,
  total: { connections: 3, segments: 12_345, resent: 6, lost: 7 },
  now: 5,
}

/** Five thousand octets from our host, whose second data segment is lost. */
async function exchange(): Promise<TraceEvent[]> {
  const network = simulatedNetwork({
    hosts: ['system', 'ackbook'],
    delay: 10,
    rate: 1e9,
    back: { script: nth(2, isData, 'drop') },
    profile: 'linux',
  })
  const { trace } = await network.run({
    ackbook: async (host) => {
      const listener = host.socket()
      listener.bind({ address: host.address, port: 80 })
      listener.listen(1)
      const connection = await listener.accept()
      await recvAll(connection, 10)
      await sendAll(connection, new Uint8Array(5_000))
      connection.close()
    },
    system: async (host) => {
      const socket = host.socket()
      await socket.connect({ address: '10.0.0.2', port: 80 })
      await sendAll(socket, new Uint8Array(10))
      await recvToEnd(socket)
      socket.close()
    },
  })
  return trace.events.filter((event) => event.type !== 'sample' || event.host === 'ackbook')
}

const painted = (events: readonly TraceEvent[], columns: number): string[] =>
  new LadderReader().take(events.map(slim)).map((line) => paintLine(line, columns, false))
const without = (line: string): string =>
  line
    .replace(/^ +[\d.]+ /, '')
    .replace(/ win \d+/, '')
    .replace(/[─╌]+/g, '─')

test('a transfer with a loss → who, which way, numbers from 0 on, what was lost and why it went again', async () => {
  const lines = painted(await exchange(), 120)
  const told = lines.filter((line) => line.includes('│')).map((line) => without(line).replace(/^\d+ /, ''))
  assert.equal(told.slice(0, 4), ['│─ SYN 0 ─▶│', '│◀─ SYN 0 ack 1 ─│', '│─ ACK 1 ─▶│', '│─ data 1:11 ack 1 ─▶│'])
  assert.ok(told.includes('│✗─ data 1449:2897 ack 11 ─│ lost: script'), told.join('\n'))
  assert.ok(
    told.some((line) => /^│◀─ data 1449:2897 ack 11 ─│ sent again, \w/.test(line)),
    told.join('\n'),
  )
  assert.ok(lines.some((line) => line.includes('· ESTABLISHED → FIN-WAIT-1')))
  assert.ok(
    told.some((line) => / cwnd \d+ ssthresh \d+/.test(line)),
    told.join('\n'),
  )
})

test('data on data that follows it → one line, which says how many', async () => {
  const lines = painted(await exchange(), 120)
  assert.ok(
    lines.some((line) => /data 1:\d+ ack 11 win \d+ ×[2-4] /.test(line)),
    lines.join('\n'),
  )
})

for (const columns of [20, 40, 70, 100, 250]) {
  test(`${columns} columns → no line is longer`, async () => {
    const lines = [...painted(await exchange(), columns), paintStatus(STATUS, columns, '? help')]
    for (const line of lines) assert.ok(line.length <= columns, line)
  })
}

test('what a peer or a program says → no control character, nor one that turns the writing', () => {
  const event: TraceEvent = { type: 'program', time: 1, host: 'ackbook', text: 'a\u001b[2J\u202eb\nc' }
  const [line = ''] = painted([event], 100)
  assert.is(line.trim(), '0.001       · a·[2J·b·c')
})

test('a slim event made whole → the same segment with as many octets', async () => {
  for (const event of await exchange()) {
    if (event.type !== 'packet') continue
    const again = fattened(slim(event))
    assert.ok(again.type === 'packet')
    assert.is(again.bytes.length, event.bytes.length)
    assert.is(again.segment?.payload.length, event.segment?.payload.length)
  }
})

test('a connection → segments and octets each way, what was lost and sent again, its state', async () => {
  const connections = new Connections('ackbook')
  connections.take(await exchange())
  const [name] = (await exchange()).flatMap((event) =>
    event.type === 'state' && event.host === 'ackbook' && event.to === 'ESTABLISHED' ? [event.connection] : [],
  )
  const counts = connections.of(name!)!
  assert.equal([counts.lost, counts.resent, counts.octetsReceived], [1, 1, 10])
  assert.is(counts.octetsSent, 5_000 + 1_448)
  assert.is(connections.open.length, 0)
  assert.equal(connections.total.connections, 1)
})

const effects: [key: string, control: Control][] = [
  ['d', { drop: 'next' }],
  ['D', { drop: 'out' }],
  ['T', { drop: 'in' }],
  ['l', { set: 'loss', value: 0.02 }],
  ['L', { set: 'loss', value: 0.005 }],
  ['+', { set: 'delay', value: 50 }],
  ['-', { set: 'delay', value: 10 }],
  ['r', { set: 'rate', value: 1e9 }],
  ['R', { set: 'rate', value: undefined }],
]
for (const [key, control] of effects) {
  test(`the key ${key} → ${JSON.stringify(control)}`, () => {
    assert.equal(keyEffect(key, CONDITIONS), { control })
  })
}

test('at the ends of the steps, and between them → there, or the next; every key of the help does something', () => {
  assert.equal(keyEffect('L', { ...CONDITIONS, loss: 0 }), { control: { set: 'loss', value: 0 } })
  assert.equal(keyEffect('l', { ...CONDITIONS, loss: 0.03 }), { control: { set: 'loss', value: 0.05 } })
  assert.equal(keyEffect('r', { ...CONDITIONS, rate: 1e4 }), { control: { set: 'rate', value: 1e4 } })
  for (const [keys] of VIEW_KEYS) for (const key of keys.split(' ')) assert.ok(keyEffect(key, CONDITIONS), key)
  assert.is(keyEffect('x', CONDITIONS), undefined)
})

test('a control from elsewhere → one, or nothing', () => {
  assert.equal(readControl({ drop: 'out', more: 1 }), { drop: 'out' })
  assert.equal(readControl({ set: 'rate', value: null }), { set: 'rate', value: undefined })
  assert.equal(readControl({ set: 'loss', value: 0.5 }), { set: 'loss', value: 0.5 })
  for (const none of [undefined, null, 3, 'drop', [], { drop: 'all' }, { set: 'loss' }, { set: 'mtu', value: 3 }])
    assert.is(readControl(none), undefined)
  assert.is(readControl({ set: 'loss', value: Number.NaN }), undefined)
})

test('keys at a terminal → controls, pause that holds the lines, quit; and the terminal is as it was', async () => {
  let text = ''
  let press: (bytes: Uint8Array) => void = () => {}
  const raw: boolean[] = []
  const keys: KeySource = {
    isTTY: true,
    setRawMode: (isRaw) => raw.push(isRaw),
    on: (_, listener) => {
      press = listener
    },
    off: () => {},
    resume: () => {},
    pause: () => {},
  }
  const controls: Control[] = []
  let tell: (update: Update) => void = () => {}
  const feed = {
    watch: (watcher: (update: Update) => void) => {
      tell = watcher
      return () => {}
    },
    control: (control: Control) => void controls.push(control),
  }
  const out = { isTTY: true, columns: 100, write: (piece: string) => (text += piece) }
  const view = new TerminalView(feed, { out, keys, isColoured: false, ready: READY })
  const type = (all: string): void => press(new TextEncoder().encode(all))
  const said = (line: string): Update => ({
    events: [{ type: 'program', time: 1, host: 'ackbook', text: line }],
    missed: 0,
    status: STATUS,
  })
  tell(said('first'))
  assert.match(text, /first/)
  type('dl')
  assert.equal(controls, [{ drop: 'next' }, { set: 'loss', value: 0.02 }])
  type('p')
  tell(said('second'))
  assert.not.match(text, /second/)
  assert.match(text, /paused/)
  type('p')
  assert.match(text, /second/)
  type('q')
  assert.is(await view.ended, 'quit')
  view.close()
  view.close()
  assert.equal(raw, [true, false])
  assert.ok(text.endsWith('\r\u001b[K\u001b[?25h'))
  assert.not.ok(text.includes('\u001b[0m'))
})

test('without a terminal → lines alone, and no escape', () => {
  let text = ''
  let tell: (update: Update) => void = () => {}
  const feed = {
    watch: (watcher: (update: Update) => void) => {
      tell = watcher
      return () => {}
    },
    control: () => {},
  }
  new TerminalView(feed, { out: { write: (piece) => (text += piece) }, isColoured: false, ready: READY })
  tell({ events: [{ type: 'program', time: 1, host: 'ackbook', text: 'told' }], missed: 3, status: STATUS })
  assert.is(text.split('\n').length, 4)
  assert.match(text, /· told\n +… 3 more events\n$/)
  assert.not.ok(text.includes('\u001b'))
})

test.run()
