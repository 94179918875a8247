import { createHash } from 'node:crypto'
import { type Host, Network, TcpHost } from '../../lib/network/index.ts'
import { type Connection, formatSegment, readSegment } from '../../lib/tcp/index.ts'
import { type End, transferOf } from './cases.ts'

/** A transfer that is not over by then is not over in the other state either, or that is the difference. */
const MOST_EVENTS = 50_000
const LONGEST = 600_000
const PORT = 80

export interface Outcome {
  seed: number
  packets: number
  delivered: number
  /** Of all packets, octet for octet, and the time of each. */
  hash: string
}

export interface RunOptions {
  /** Also what the sender tells of itself beside each packet: why it goes out, cwnd, ssthresh, pipe, RTO, phase. */
  variables: boolean
  /** Called with each packet's line; what it returns true for ends the run. */
  line?: (line: string) => boolean
}

/** Runs a transfer in the state that this file lies in. Bounded in events, and in virtual time. */
export function run(seed: number, { variables, line }: RunOptions): Outcome {
  const transfer = transferOf(seed)
  const network = new Network({ seed, record: false })
  const client = network.host('client', '10.0.0.1')
  const router = network.router('router', '10.0.0.9')
  const server = network.host('server', '10.0.0.2')
  network.link(client, router, transfer.there, transfer.back)
  const { forward, back } = network.link(router, server)
  const hash = createHash('sha256')
  const outcome = { seed, packets: 0, delivered: 0 }
  let ended = false
  const note = (host: string, packet: Uint8Array, told: string): void => {
    hash.update(`${network.now} ${host} ${told}`).update(packet)
    outcome.packets++
    if (line && !ended) ended = line(lineOf(network.now, host, packet, told))
  }
  const read = (octets: number): void => {
    outcome.delivered += octets
  }
  endpointOf({ network, host: server, end: transfer.server, variables, note, read })
  endpointOf({ network, host: client, end: transfer.client, variables, note, read, connectTo: server })
  const { narrows } = transfer
  if (narrows) network.at(narrows.at, () => narrow(narrows.to, forward, back))
  network.run({ until: LONGEST, maxEvents: MOST_EVENTS, when: () => ended })
  return { ...outcome, hash: hash.digest('hex') }
}

function narrow(mtu: number, ...links: { mtu: number }[]): void {
  for (const link of links) link.mtu = mtu
}

/** Numbers as on the wire, and the octets of the payload summed: two lines differ where two packets do. */
function lineOf(now: number, host: string, packet: Uint8Array, told: string): string {
  const start = ((packet[0] as number) & 15) * 4
  if (packet[9] !== 6) return `${now.toFixed(3)} ${host} protocol ${packet[9]}, ${packet.length} octets`
  const digest = createHash('sha256').update(packet).digest('hex').slice(0, 8)
  return `${now.toFixed(3)} ${host} ${formatSegment(readSegment(packet, start))} #${digest} ${told}`
}

interface Place {
  network: Network
  host: Host
  end: End
  variables: boolean
  note: (host: string, packet: Uint8Array, told: string) => void
  read: (octets: number) => void
  connectTo?: Host
}

/** One end: writes, closes, reads to the end, resting where it is told to. */
function endpointOf({ network, host, end, variables, note, read, connectTo }: Place): void {
  let connection: Connection | undefined
  const tcp = new TcpHost(network, host, {
    settings: end.settings,
    events: 'all',
    onEvent(event, now) {
      if (event.type === 'acceptable') connection ??= event.listener.accept()
      if ('connection' in event && event.connection === connection) program(now)
    },
  })
  const program = programOf(network, host, end, () => connection, read)
  host.attach({
    packetArrives: (packet, now, segment) => tcp.packetArrives(packet, now, segment),
    isExact: true,
    handleTimeout: (now) => tcp.handleTimeout(now),
    pollTimeout: () => tcp.pollTimeout(),
    pollTransmit(now) {
      const packet = tcp.pollTransmit(now)
      if (packet) note(host.name, packet, variables ? toldBy(tcp, connection) : '')
      return packet
    },
    get sending() {
      return tcp.sending
    },
  })
  if (!connectTo) {
    tcp.stack.listen({ address: '0.0.0.0', port: PORT })
    return
  }
  network.at(1, (now) => {
    connection = tcp.stack.connect({ address: connectTo.address, port: PORT }, now)
    host.flush()
  })
}

function toldBy(tcp: TcpHost, connection: Connection | undefined): string {
  const { cwnd, ssthresh, pipe, rto, srtt, phase } = connection?.status().sender ?? {}
  return JSON.stringify({ ...tcp.sending, cwnd, ssthresh, pipe, rto, srtt, phase })
}

function programOf(
  network: Network,
  host: Host,
  end: End,
  own: () => Connection | undefined,
  read: (octets: number) => void,
): (now: number) => void {
  let [written, turn, ended, closed, broken] = [0, 0, false, false, false]
  const resting = { write: false, read: false }
  const rest = (what: 'write' | 'read', milliseconds: number): void => {
    resting[what] = true
    network.at(network.now + milliseconds, (now) => {
      resting[what] = false
      program(now)
      host.flush()
    })
  }
  const write = (connection: Connection, now: number): void => {
    while (written < end.octets && !resting.write) {
      const wanted = Math.min(end.writes[turn % end.writes.length] as number, end.octets - written)
      const taken = connection.send(octets(written, wanted), now)
      written += taken
      if (taken < wanted) return
      turn++
      if (end.writePause > 0) rest('write', end.writePause)
    }
    if (written < end.octets || closed || connection.state === 'SYN-SENT' || connection.state === 'SYN-RECEIVED') return
    closed = true
    connection.closeSend(now)
  }
  const program = (now: number): void => {
    const connection = own()
    if (!connection || broken) return
    try {
      write(connection, now)
      while (!ended && !resting.read && connection.canReceive) {
        const bytes = connection.receive(end.reads)
        if (!bytes) return
        if (bytes.length === 0) ended = true
        read(bytes.length)
        if (end.readPause > 0 && !ended) rest('read', end.readPause)
      }
    } catch (error) {
      // It was given up, or reset.
      if (!(error instanceof Error && 'code' in error)) throw error
      broken = true
    }
  }
  return program
}

function octets(from: number, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (from + i) % 251)
}
