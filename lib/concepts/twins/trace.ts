/** A run of a script as a trace, for what draws traces. */
import type { PacketEvent, Trace } from '../../network/index.ts'
import { encodeTcpPacket, makeSegment, parseAddress } from '../../tcp/index.ts'
import type { TwinRun } from './run.ts'
import { TWIN_LINK } from './scripts.ts'

const SENDER = { name: 'client', address: '10.0.0.1', port: 49_152 }
const RECEIVER = { name: 'server', address: '10.0.0.2', port: 1_060 }
/** Windows are known in bytes: this shift has room for all, and rounds by less than a segment. */
const SHIFT = 7

/** The sender is called client, the receiver server. */
export function twinTrace({ segments }: TwinRun): Trace {
  const events: PacketEvent[] = []
  let [highest, acked] = [0, 0]
  for (const [id, segment] of segments.entries()) {
    const { sent, arrived, isFromSender, flags, seq, length, ack, window, sack } = segment
    const [from, to] = isFromSender ? [SENDER, RECEIVER] : [RECEIVER, SENDER]
    const isSyn = flags.includes('S')
    const tcp = makeSegment({
      ...{ sourcePort: from.port, destinationPort: to.port, seq, ack },
      flags: { syn: isSyn, fin: flags.includes('F'), ack: flags.includes('A') },
      window: isSyn ? Math.min(window, 65_535) : Math.ceil(window / 2 ** SHIFT),
      options: { ...(isSyn && { windowScale: SHIFT }), ...(sack.length > 0 && { sack }) },
      payload: new Uint8Array(length),
    })
    const addresses = { source: parseAddress(from.address), destination: parseAddress(to.address) }
    const bytes = encodeTcpPacket(tcp, addresses)
    const isAgain = isFromSender && (length > 0 ? seq < highest : isSyn && highest > 0)
    const isProbe = isFromSender && length === 0 && !isSyn && seq + 1 === acked
    const packet = { type: 'packet', id, from: from.name, to: to.name, bytes, segment: tcp } as const
    const own = { ...(isAgain && { retransmission: true }), ...(isProbe && { windowProbe: true }) }
    events.push({ ...packet, what: 'sent', time: sent, ...own })
    if (arrived !== undefined) events.push({ ...packet, what: 'delivered', time: arrived })
    else if (wasLost(segment, segments.at(-1)!.sent))
      events.push({ ...packet, what: 'dropped', time: sent + (TWIN_LINK.delay ?? 0), reason: 'script' })
    if (isFromSender) highest = Math.max(highest, seq + length + (isSyn ? 1 : 0))
    else acked = Math.max(acked, ack)
  }
  events.sort((one, other) => one.time - other.time)
  return {
    hosts: [SENDER, RECEIVER].map(({ name, address }) => ({ name, address })),
    events,
    end: events.at(-1)?.time ?? 0,
  }
}

/** Of those sent at the end, what became of them was not watched any more. */
function wasLost({ sent }: { sent: number }, end: number): boolean {
  return sent < end - 2 * (TWIN_LINK.delay ?? 0)
}
