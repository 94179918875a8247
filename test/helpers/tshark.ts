import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type PacketEvent, pcapng, type Trace } from '../../lib/network/index.ts'
import { withFolder } from './folder.ts'

const missing = spawnSync('tshark', ['--version']).error !== undefined

/** Without tshark a test is skipped by name; where `CI` is set it fails instead. */
export function captureTest(name: string, body: () => Promise<void>): void {
  if (!missing || process.env.CI) return void test(name, body)
  process.stdout.write(`skipped, no tshark: ${name}\n`)
  test.skip(name)
}

const FIELDS = [
  'ip.src',
  'ipv6.src',
  'frame.time_epoch',
  'ip.checksum.status',
  'tcp.checksum.status',
  'udp.checksum.status',
  'icmpv6.checksum.status',
  'icmpv6.type',
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

const PORTS = [80, 5000]

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
      // What the octets of a test look like to HTTP is of no interest.
      ...PORTS.flatMap((port) => ['-d', `tcp.port==${port},echo`]),
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

/** Seconds as tshark prints them, of nanoseconds as a capture has them. */
function at(milliseconds: number): string {
  const nanoseconds = Math.round(milliseconds * 1e6)
  return `${Math.floor(nanoseconds / 1e9)}.${String(nanoseconds % 1e9).padStart(9, '0')}`
}

const sentFrom = (trace: Trace, host: string): PacketEvent[] =>
  trace.events.filter(
    (event): event is PacketEvent => event.type === 'packet' && event.what === 'sent' && event.from === host,
  )

/**
 * tshark's flags hold exactly where the trace has marked its packets.
 *
 * @param options.least only segments of so many octets count: one octet sent again looks like a keep-alive, and tshark
 * does not flag every SYN. Default 0
 */
export async function agrees(
  trace: Trace,
  host = 'client',
  { least = 0 } = {},
): Promise<{ rows: Row[]; resent: number; probes: number; keepAlives: number }> {
  const rows = await tshark(trace, host)
  for (const row of rows) {
    assert.is(row['_ws.malformed'], '', `malformed at ${row['frame.time_epoch']}`)
    // IPv6 has none.
    const isSummed = row['ipv6.src'] === ''
    assert.is(
      row['ip.checksum.status'].replace(/,.*/, ''),
      isSummed ? '1' : '',
      `IP checksum at ${row['frame.time_epoch']}`,
    )
    assert.ok(['', '1'].includes(row['icmpv6.checksum.status']), `ICMPv6 checksum at ${row['frame.time_epoch']}`)
    assert.ok(['', '1'].includes(row['tcp.checksum.status']), `TCP checksum at ${row['frame.time_epoch']}`)
    // 2: of one that an error message quotes in part.
    assert.ok(['', '1', '2', '3'].includes(row['udp.checksum.status']), `UDP checksum at ${row['frame.time_epoch']}`)
  }
  const own = trace.hosts.find(({ name }) => name === host)?.address
  const flagged = (fields: readonly (typeof FIELDS)[number][], octets = least): string[] =>
    rows
      .filter((row) => (row['ip.src'] || row['ipv6.src']) === own && Number(row['tcp.len']) >= octets)
      .filter((row) => fields.some((field) => row[field] !== ''))
      .map((row) => row['frame.time_epoch'])
  const marked = (mark: 'retransmission' | 'windowProbe' | 'keepAlive', octets = least): string[] =>
    sentFrom(trace, host)
      .filter((event) => event[mark] && (event.segment?.payload.length ?? 0) >= octets)
      .map(({ time }) => at(time))
  const resent = flagged([
    'tcp.analysis.retransmission',
    'tcp.analysis.fast_retransmission',
    'tcp.analysis.spurious_retransmission',
    'tcp.analysis.out_of_order',
  ])
  assert.equal(resent, marked('retransmission'), 'sent again')
  const probes = marked('windowProbe', 0)
  assert.equal(flagged(['tcp.analysis.zero_window_probe'], 0), probes, 'window probes')
  assert.equal(flagged(['tcp.analysis.keep_alive']), marked('keepAlive'), 'keep-alives')
  return { rows, resent: resent.length, probes: probes.length, keepAlives: marked('keepAlive').length }
}
