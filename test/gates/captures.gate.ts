import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { outage, type PacketEvent, pcapng, type Trace } from '../../lib/network/index.ts'
import { exchange } from '../helpers/exchange.ts'
import { withFolder } from '../helpers/folder.ts'
import { type TransferOptions, transfer } from '../helpers/scenario.ts'

const missing = spawnSync('tshark', ['--version']).error !== undefined

/** Without tshark a test is skipped by name; where `CI` is set it fails instead. */
function captureTest(name: string, body: () => Promise<void>): void {
  if (!missing || process.env.CI) return void test(name, body)
  process.stdout.write(`skipped, no tshark: ${name}\n`)
  test.skip(name)
}

const FIELDS = [
  'ip.src',
  'frame.time_epoch',
  'ip.checksum.status',
  'tcp.checksum.status',
  'udp.checksum.status',
  '_ws.malformed',
  'tcp.analysis.retransmission',
  'tcp.analysis.fast_retransmission',
  'tcp.analysis.spurious_retransmission',
  'tcp.analysis.out_of_order',
  'tcp.analysis.zero_window_probe',
  'tcp.analysis.keep_alive',
  'frame.comment',
  'tcp.len',
] as const

type Row = Record<(typeof FIELDS)[number], string>

/** What tshark makes of a capture at one host, a row a packet. */
async function tshark(trace: Trace, host: string): Promise<Row[]> {
  let rows: Row[] = []
  await withFolder({}, async (folder) => {
    const file = join(folder, 'capture.pcapng')
    writeFileSync(file, pcapng(trace, { hosts: [host] }))
    const checks = ['ip.check_checksum:TRUE', 'tcp.check_checksum:TRUE', 'udp.check_checksum:TRUE']
    const args = [
      '-r',
      file,
      '-n',
      '-T',
      'fields',
      ...checks.flatMap((check) => ['-o', check]),
      ...FIELDS.flatMap((field) => ['-e', field]),
    ]
    const { stdout } = await execa('tshark', args, { timeout: 60_000 })
    rows = stdout.split('\n').map((line) => {
      const cells = line.split('\t')
      return Object.fromEntries(FIELDS.map((field, at) => [field, cells[at] ?? ''])) as Row
    })
  })
  return rows
}

const at = (milliseconds: number): string => (milliseconds / 1000).toFixed(9)

const sentFrom = (trace: Trace, host: string): PacketEvent[] =>
  trace.events.filter(
    (event): event is PacketEvent => event.type === 'packet' && event.what === 'sent' && event.from === host,
  )

/** tshark's flags hold exactly where the trace has marked its packets. */
async function agrees(
  trace: Trace,
  host = 'client',
): Promise<{ rows: Row[]; resent: number; probes: number; keepAlives: number }> {
  const rows = await tshark(trace, host)
  for (const row of rows) {
    assert.is(row['_ws.malformed'], '', `malformed at ${row['frame.time_epoch']}`)
    assert.is(row['ip.checksum.status'].replace(/,.*/, ''), '1', `IP checksum at ${row['frame.time_epoch']}`)
    assert.ok(['', '1'].includes(row['tcp.checksum.status']), `TCP checksum at ${row['frame.time_epoch']}`)
    assert.ok(['', '1', '3'].includes(row['udp.checksum.status']), `UDP checksum at ${row['frame.time_epoch']}`)
  }
  const own = trace.hosts.find(({ name }) => name === host)?.address
  const flagged = (...fields: (typeof FIELDS)[number][]): string[] =>
    rows
      .filter((row) => row['ip.src'] === own && fields.some((field) => row[field] !== ''))
      .map((row) => row['frame.time_epoch'])
  const marked = (mark: 'retransmission' | 'windowProbe' | 'keepAlive'): string[] =>
    sentFrom(trace, host)
      .filter((event) => event[mark])
      .map(({ time }) => at(time))
  const resent = flagged(
    'tcp.analysis.retransmission',
    'tcp.analysis.fast_retransmission',
    'tcp.analysis.spurious_retransmission',
    'tcp.analysis.out_of_order',
  )
  assert.equal(resent, marked('retransmission'), 'sent again')
  assert.equal(flagged('tcp.analysis.zero_window_probe'), marked('windowProbe'), 'window probes')
  assert.equal(flagged('tcp.analysis.keep_alive'), marked('keepAlive'), 'keep-alives')
  return { rows, resent: resent.length, probes: marked('windowProbe').length, keepAlives: marked('keepAlive').length }
}

captureTest(
  'an exchange written by hand → tshark reads it, and names what was sent again, the probe and the keep-alive',
  async () => {
    const { rows, resent, probes, keepAlives } = await agrees(exchange())
    assert.equal([rows.length, resent, probes, keepAlives], [20, 1, 1, 1])
    assert.is(rows.filter((row) => row['frame.comment'].includes('client → server: script')).length, 1)
  },
)

const scenarios: [
  string,
  TransferOptions,
  (seen: { resent: number; probes: number; keepAlives: number }) => boolean,
][] = [
  ['no loss', {}, ({ resent }) => resent === 0],
  ['loss both ways', { octets: 500_000, link: { rate: 10e6, delay: 10, loss: 0.03 } }, ({ resent }) => resent > 5],
  [
    'a queue that overflows',
    { octets: 500_000, link: { rate: 5e6, delay: 20, queue: { packets: 10 } } },
    ({ resent }) => resent > 0,
  ],
  [
    'an outage of 3 s',
    { octets: 2_000_000, link: { rate: 10e6, delay: 10, script: outage(200, 3200) } },
    ({ resent }) => resent > 2,
  ],
  ['a receiver that pauses for 20 s', { octets: 300_000, pause: [50, 20_000] }, ({ probes }) => probes > 2],
  [
    'a connection idle for 5 minutes with keep-alives',
    { octets: 1000, idle: 300_000, settings: { keepAlive: true, keepAliveIdle: 60_000 } },
    ({ keepAlives }) => keepAlives === 2,
  ],
]

for (const [name, options, wanted] of scenarios) {
  captureTest(`${name} → no malformed packet, no bad checksum, and the flags of the trace`, async () => {
    const { trace, received } = transfer(options)
    assert.is(received, options.octets ?? 100_000)
    const seen = await agrees(trace)
    assert.ok(wanted(seen), JSON.stringify({ ...seen, rows: seen.rows.length }))
  })
}

for (const seed of [2, 3, 4, 5, 6, 7, 8, 9]) {
  captureTest(`loss both ways and a small window, seed ${seed} → the flags of the trace`, async () => {
    const link = { rate: 4e6, delay: 15, loss: 0.04, queue: { packets: 12 } }
    const congestion = (['new-reno', 'cubic', 'tahoe', 'reno'] as const)[seed % 4]!
    const { trace } = transfer({ octets: 200_000, link, seed, settings: { congestion, receiveBuffer: 20_000 } })
    assert.ok((await agrees(trace)).resent > 0)
  })
}

test.run()
