import fc from 'fast-check'
import type { Trace } from '../../lib/network/trace-types.ts'
import { type Host, isSocketError, sendAll } from '../../lib/socket/index.ts'
import { simulatedNetwork } from '../../lib/socket/simulated/index.ts'
import type { Segment } from '../../lib/tcp/wire/segment.ts'

// Small worlds with several connections, and what their own programs know of each: the truth about the trace.

const HOSTS = ['ann', 'bob', 'cyd'] as const
type Name = (typeof HOSTS)[number]

/**
 * - `client first`, `server first`: some bytes there and back, then who closes
 * - `refused`, `silent`: nobody listens; no SYN gets through
 * - `reset`: the opener reads the answer and aborts
 * - `simultaneous`: both open
 * - `again`: as `server first`, and then once more from the same port
 */
interface Plan {
  kind: 'client first' | 'server first' | 'refused' | 'silent' | 'reset' | 'simultaneous' | 'again'
  from: Name
  /** The same as `from`: both ends are on one host. */
  to: Name
  /** Within a host: by its own address or by 127.0.0.1. */
  loopback: boolean
  /** Virtual milliseconds at which it begins. */
  start: number
  there: number
  back: number
}

export interface Scene {
  seed: number
  loss: number
  plans: Plan[]
}

/** One end, as its programs know it. */
export interface EndTruth {
  host: Name
  /** `10.0.0.1:5000` */
  socket: string
  /** Octets that its program has read. */
  read: number
}

/** One connection, as the programs at its ends know it. */
export interface Truth {
  kind: Plan['kind']
  /** The end that opened it, and the other. */
  ends: [EndTruth, EndTruth]
  called: number
  /** When `connect` returned, and how else it ended. */
  connected: number | undefined
  error: string | undefined
}

export interface Played {
  trace: Trace
  truths: Truth[]
  /** Packets that the network dropped. */
  dropped: number
  /** Segments that carry octets, or a SYN or a FIN, of which some had been sent before. */
  repeated: number
}

const size = fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1000, max: 20_000 }))

export const scenes: fc.Arbitrary<Scene> = fc.record({
  seed: fc.integer({ min: 1, max: 1e6 }),
  loss: fc.constantFrom(0, 0, 0.03, 0.1),
  plans: fc.array(
    fc.record({
      kind: fc.constantFrom<Plan['kind']>(
        'client first',
        'client first',
        'server first',
        'refused',
        'silent',
        'reset',
        'simultaneous',
        'again',
      ),
      from: fc.constantFrom(...HOSTS),
      to: fc.constantFrom(...HOSTS),
      loopback: fc.boolean(),
      start: fc.integer({ min: 0, max: 40 }),
      there: size,
      back: size,
    }),
    { minLength: 1, maxLength: 3 },
  ),
})

export async function play({ seed, loss, plans }: Scene): Promise<Played> {
  const wire = new Wire(seed, loss, plans)
  const network = simulatedNetwork({
    seed,
    hosts: HOSTS,
    rate: 10e6,
    delay: 4,
    script: ({ bytes, segment }) => wire.passes(bytes, segment),
  })
  const truths: Truth[] = []
  const programs = plans.flatMap((plan, index) => actors(plan, index, truths))
  // Who waits for a call that failed waits for ever.
  await network.run(Object.fromEntries(programs.map(({ host, run }, at) => [`p${at}`, { host, run }])), {
    stuck: 'return',
  })
  await network.settle()
  // Where the name was still taken, nothing was sent.
  const sent = truths.filter(({ error }) => error !== 'EADDRINUSE' && error !== 'EADDRNOTAVAIL')
  return { trace: network.trace(), truths: sent, dropped: wire.dropped, repeated: wire.repeated }
}

/** Loses packets by chance and counts what it sees, by nothing but the octets that pass. Each packet passes two links. */
class Wire {
  dropped = 0
  repeated = 0
  #state: number
  readonly #loss: number
  readonly #silent: Set<number>
  readonly #packets = new Set<string>()
  readonly #sent = new Map<string, number>()

  constructor(seed: number, loss: number, plans: readonly Plan[]) {
    this.#state = seed
    this.#loss = loss
    this.#silent = new Set(plans.flatMap(({ kind }, index) => (kind === 'silent' ? [portOf(index)] : [])))
  }

  passes(bytes: Uint8Array, segment: Segment | undefined): 'drop' | undefined {
    // Routers change the time to live, and with it the checksum.
    const packet = `${bytes.subarray(4, 6)} ${bytes.subarray(12, 20)}`
    if (segment && !this.#packets.has(packet)) this.#see(bytes, segment)
    this.#packets.add(packet)
    const isLost = this.#chance() < this.#loss || (segment && this.#silent.has(segment.destinationPort))
    if (!isLost) return undefined
    this.dropped++
    return 'drop'
  }

  /** A number used before, in the same direction of the same connection; a SYN with another number begins a new one. */
  #see(bytes: Uint8Array, { flags, seq, payload, sourcePort, destinationPort }: Segment): void {
    const key = `${bytes.subarray(12, 20)} ${sourcePort} ${destinationPort}`
    const length = payload.length + (flags.syn || flags.fin ? 1 : 0)
    const end = (seq + length) >>> 0
    const next = this.#sent.get(key)
    // Where SYNs cross, the SYN,ACK that answers has the SYN's number: the first of them repeats nothing.
    const answers = flags.syn && flags.ack && this.#sent.get(`${key} answer`) !== seq
    if (flags.syn && flags.ack) this.#sent.set(`${key} answer`, seq)
    if (next === undefined || (flags.syn && seq !== this.#sent.get(`${key} isn`))) {
      this.#sent.set(key, end)
      if (flags.syn) this.#sent.set(`${key} isn`, seq)
      return
    }
    if (length > 0 && ((seq - next) | 0) < 0 && !answers) this.repeated++
    if (((end - next) | 0) > 0) this.#sent.set(key, end)
  }

  #chance(): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0
    return this.#state / 2 ** 32
  }
}

const portOf = (index: number): number => 1000 + index
const isOver = (error: unknown): boolean => isSocketError(error)

interface Actor {
  host: Name
  run: (host: Host) => Promise<void>
}

function actors(plan: Plan, index: number, truths: Truth[]): Actor[] {
  const { kind, from, to, start } = plan
  const port = portOf(index)
  const addressOf = (host: Host): string =>
    from === to ? (plan.loopback ? '127.0.0.1' : host.address) : `10.0.0.${HOSTS.indexOf(to) + 1}`
  if (kind === 'refused' || kind === 'silent') {
    return [
      { host: from, run: async (host) => void (await call(host, plan, { address: addressOf(host), port }, truths)) },
    ]
  }
  if (kind === 'simultaneous') return crossing(plan, index, truths)
  const times = kind === 'again' ? 2 : 1
  const accepted: { socket: string; read: () => number }[] = []
  const server: Actor = {
    host: to,
    run: async (host) => {
      const listener = host.socket()
      listener.bind({ address: from === to ? addressOf(host) : host.address, port })
      listener.listen(4)
      for (let time = 0; time < times; time++) {
        const socket = await listener.accept()
        let read = 0
        accepted.push({ socket: textOf(socket.getsockname()), read: () => read })
        try {
          for (let piece = await socket.recv(65_536); piece.length > 0; piece = await socket.recv(65_536)) {
            read += piece.length
            if (read >= plan.there && kind !== 'client first') break
          }
          await sendAll(socket, new Uint8Array(plan.back))
          // Who is to be reset must still be there.
          if (kind === 'reset') await socket.recv(1)
        } catch (error) {
          if (!isOver(error)) throw error
        }
        socket.close()
      }
      listener.close()
    },
  }
  const client: Actor = {
    host: from,
    run: async (host) => {
      for (let time = 0; time < times; time++) {
        const bound = kind === 'again' ? 3000 + index : undefined
        const opened = await call(
          host,
          { ...plan, start: time === 0 ? start : 0 },
          { address: addressOf(host), port },
          truths,
          bound,
        )
        if (!opened) return
        const { socket, truth } = opened
        const other = truth.ends[1]
        try {
          await sendAll(socket, new Uint8Array(plan.there))
          if (kind === 'client first') socket.shutdown('write')
          for (let piece = await socket.recv(65_536); piece.length > 0; piece = await socket.recv(65_536)) {
            truth.ends[0].read += piece.length
            if (kind === 'reset' && truth.ends[0].read >= plan.back) break
          }
        } catch (error) {
          if (!isOver(error)) throw error
        }
        if (kind === 'reset') socket.setsockopt('linger', 0)
        socket.close()
        const at = time
        Object.defineProperty(other, 'read', { get: () => accepted[at]?.read() ?? 0, enumerable: true })
        // The port is free again when the server is in TIME-WAIT and this end is closed.
        if (kind === 'again') await host.sleep(20_000)
      }
    },
  }
  return [server, client]
}

/** Both ends call each other, at the same moment. */
function crossing({ from, to, start, loopback }: Plan, index: number, truths: Truth[]): Actor[] {
  const ports = [4000 + index, 5000 + index] as const
  const address = (name: Name): string => (from === to && loopback ? '127.0.0.1' : `10.0.0.${HOSTS.indexOf(name) + 1}`)
  const sockets = [`${address(from)}:${ports[0]}`, `${address(to)}:${ports[1]}`] as const
  const truth: Truth = {
    kind: 'simultaneous',
    ends: [
      { host: from, socket: sockets[0], read: 0 },
      { host: to, socket: sockets[1], read: 0 },
    ],
    called: start,
    connected: undefined,
    error: undefined,
  }
  truths.push(truth)
  return ([from, to] as const).map((name, at) => ({
    host: name,
    run: async (host) => {
      const socket = host.socket()
      socket.bind({ address: address(name), port: ports[at]! })
      await host.sleep(start)
      try {
        await socket.connect({ address: address(at === 0 ? to : from), port: ports[1 - at]! })
        truth.connected ??= host.now()
        // Whoever closes at once may be gone before the other's SYN has come.
        await host.sleep(5000)
      } catch (error) {
        if (!isOver(error)) throw error
        truth.error = (error as { code: string }).code
      }
      socket.close()
    },
  }))
}

async function call(
  host: Host,
  { kind, from, to, start }: Plan,
  address: { address: string; port: number },
  truths: Truth[],
  bound?: number,
): Promise<{ socket: ReturnType<Host['socket']>; truth: Truth } | undefined> {
  await host.sleep(start + 1)
  const socket = host.socket()
  const own = from === to && address.address.startsWith('127.') ? '127.0.0.1' : host.address
  // A name taken beforehand, so that it is known even where the call fails.
  if (bound !== undefined) socket.setsockopt('reuseAddress', true)
  socket.bind({ address: own, port: bound ?? 0 })
  const truth: Truth = {
    kind,
    ends: [
      { host: from, socket: textOf(socket.getsockname()), read: 0 },
      { host: to, socket: textOf(address), read: 0 },
    ],
    called: host.now(),
    connected: undefined,
    error: undefined,
  }
  truths.push(truth)
  try {
    await socket.connect(address)
    truth.connected = host.now()
    return { socket, truth }
  } catch (error) {
    if (!isOver(error)) throw error
    truth.error = (error as { code: string }).code
    socket.close()
    return undefined
  }
}

function textOf({ address, port }: { address: string; port: number }): string {
  return `${address}:${port}`
}
