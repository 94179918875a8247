/** §2.1.2, to be played: a server's sockets, and which of them an arriving segment finds. */
import { utf8 } from '../bytes.ts'
import {
  type Connection,
  encodeTcpPacket,
  IPV4_HEADER,
  makeSegment,
  parseAddress,
  readSegment,
  type Segment,
  type SocketAddress,
  Stack,
  TcpError,
} from '../tcp/index.ts'
import { SERVER_PORT } from './helpers.ts'

/** The next desk, and the machine that the server runs on: its address on the network, and the one for itself alone. */
export const DESK = '10.0.0.1'
export const MACHINE = '10.0.0.2'
export const ITSELF = '127.0.0.1'

/** Clients that have called the server before, from where, and at which of its addresses. */
export const CALLED_BEFORE: readonly { name: string; from: SocketAddress; at: string }[] = [
  { name: 'Anna', from: { address: DESK, port: 50_001 }, at: MACHINE },
  { name: 'Ben', from: { address: DESK, port: 50_002 }, at: MACHINE },
  { name: 'Clara', from: { address: ITSELF, port: 50_001 }, at: ITSELF },
]

/** What a program at the other end does: calls connect, or a segment with data comes from there. */
export type Sent = 'connect' | 'data'

export interface WhoseSegment {
  /** The address that the server's listener is bound to. */
  bound: string
  from: SocketAddress
  to: SocketAddress
  sent: Sent
}

/** One of the server's sockets. */
export interface TableEntry {
  local: SocketAddress
  /** A listener has none. */
  remote?: SocketAddress
  state: string
  /** It came to be by this very segment. */
  isNew: boolean
  /** The segment was for it. */
  takes: boolean
}

export interface ArrivedSegment {
  /** The server's sockets once the segment has come. */
  table: TableEntry[]
  /** Where it has come to: the desk keeps for itself what is for a loopback address. */
  arrivedAt: 'machine' | 'desk' | 'nowhere'
  /** What came back first; nothing from nowhere. */
  answer?: 'SYN ACK' | 'ACK' | 'RST'
  /** What the call of `connect` said, where it was one: `done`, or the error's code. */
  outcome?: string
}

/** A server with its listener and whoever could connect to it; then one more segment. Two TCPs and a wire that takes no time. */
export function whoseSegment({ bound, from, to, sent }: WhoseSegment): ArrivedSegment {
  const desk = new Stack({ addresses: [`${DESK}/24`], secret: new Uint8Array(16).fill(1) })
  const machine = new Stack({ addresses: [`${MACHINE}/24`], secret: new Uint8Array(16).fill(2) })
  const owner = (address: string): Stack => (address === DESK ? desk : machine)
  /** The one that has the address; a loopback address is the sender's own. */
  const taker = (sender: Stack, address: string): Stack => (address === ITSELF ? sender : owner(address))
  const listener = machine.listen({ address: bound, port: SERVER_PORT })
  for (const { from: own, at } of CALLED_BEFORE) {
    call(owner(own.address), own, { address: at, port: SERVER_PORT }, taker)
    listener.accept()
  }
  const before = new Map(serversOf(machine).map((connection) => [connection, connection.status().readable]))
  const sender = owner(from.address)
  const target = taker(sender, to.address)
  const answers: Segment[] = []
  let outcome: string | undefined
  if (sent === 'connect') outcome = call(sender, from, to, taker, answers)
  else {
    const own = sender.connections().find((one) => isBetween(one, from, to))
    if (own) own.send(HELLO, NOW)
    else sendStray(target, from, to)
    carryAll(sender, target, to.port, answers)
    // Its ACK may wait for more: the timer tells.
    target.handleTimeout(LATER)
    carryAll(sender, target, to.port, answers, LATER)
  }
  const table = serversOf(machine).map((connection): TableEntry => {
    const read = before.get(connection)
    const { local, remote, state } = connection
    const isNew = read === undefined
    return { local, remote, state, isNew, takes: !isNew && connection.status().readable > read }
  })
  const isOpened = table.some(({ isNew }) => isNew)
  table.push({ local: listener.local, state: 'LISTEN', isNew: false, takes: isOpened })
  const [first] = answers
  return {
    table,
    arrivedAt: outcome === 'EADDRNOTAVAIL' ? 'nowhere' : target === machine ? 'machine' : 'desk',
    ...(first && { answer: first.flags.rst ? 'RST' : first.flags.syn ? 'SYN ACK' : 'ACK' }),
    ...(outcome !== undefined && { outcome }),
  }
}

/** Of a wire that takes no time. */
const NOW = 0
const HELLO = utf8('hello')
const LATER = 1000

/** Connects from this name. What the other end sends is noted. @returns `done`, or the error's code */
function call(
  sender: Stack,
  own: SocketAddress,
  to: SocketAddress,
  taker: (sender: Stack, address: string) => Stack,
  answers: Segment[] = [],
): string {
  try {
    const binding = sender.bind(own, { reuseAddress: true })
    const connection = sender.connect(to, NOW, { binding })
    const other = taker(sender, to.address)
    carryAll(sender, other, to.port, answers)
    return connection.state === 'ESTABLISHED' ? 'done' : 'ECONNREFUSED'
  } catch (error) {
    if (error instanceof TcpError) return error.code
    throw error
  }
}

/** All that the two have for each other. What comes from this port is noted. */
function carryAll(sender: Stack, other: Stack, port: number, answers: Segment[], now: number = NOW): void {
  for (let isMoving = true; isMoving; ) {
    isMoving = false
    for (const stack of sender === other ? [sender] : [sender, other]) {
      for (let packet = stack.pollTransmit(now); packet; packet = stack.pollTransmit(now)) {
        isMoving = true
        const segment = readSegment(packet, IPV4_HEADER)
        if (segment.sourcePort === port) answers.push(segment)
        ;(stack === sender ? other : sender).packetArrives(packet, now)
      }
    }
  }
}

/** A segment with data that belongs to no connection of its sender: left over from one that the sender has forgotten. */
function sendStray(target: Stack, from: SocketAddress, to: SocketAddress): void {
  const ports = { sourcePort: from.port, destinationPort: to.port }
  const segment = makeSegment({
    ...ports,
    seq: 1000,
    ack: 1000,
    flags: { ack: true, psh: true },
    window: 1000,
    payload: HELLO,
  })
  const ends = { source: parseAddress(from.address), destination: parseAddress(to.address) }
  target.packetArrives(encodeTcpPacket(segment, ends), NOW)
}

/** The connections of a stack at the server's port. */
function serversOf(stack: Stack): Connection[] {
  return stack.connections().filter(({ local }) => local.port === SERVER_PORT)
}

function isBetween({ local, remote }: Connection, one: SocketAddress, other: SocketAddress): boolean {
  return (
    local.address === one.address &&
    local.port === one.port &&
    remote.address === other.address &&
    remote.port === other.port
  )
}
