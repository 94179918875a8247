/** One scripted peer for two: the kernel's TCP, in a network namespace, in real time; and ours with a profile, in virtual time. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { internetChecksum, writeUint16 } from '../../lib/bytes.ts'
import { type ConnectionSettings, Stack } from '../../lib/tcp/index.ts'
import { formatAddress, parseAddress } from '../../lib/tcp/wire/address.ts'
import { encodeTcpPacket, readSegment } from '../../lib/tcp/wire/encoding.ts'
import { encodePacket, headerLength, PROTOCOL_ICMP } from '../../lib/tcp/wire/ip.ts'
import { makeSegment, type Segment } from '../../lib/tcp/wire/segment.ts'

const HERE = '10.9.0.1'

/**
 * Why the kernel's TCP cannot be had here; `undefined` = it can.
 *
 * @throws Error in CI for want of a program, which a package brings; whether there are root's rights and a TUN, none says
 */
export const noKernel: string | undefined = whatIsMissing()

function whatIsMissing(): string | undefined {
  if (process.platform !== 'linux') return 'no Linux'
  for (const command of ['python3', 'unshare', 'ip']) {
    if (spawnSync(command, ['--help']).error === undefined) continue
    if (process.env.CI) throw new Error(`the kernel's TCP cannot be compared: no ${command}; install it`)
    return `no ${command}`
  }
  if (spawnSync('unshare', ['-n', 'ip', 'link']).status !== 0) return 'no network namespace without root'
  return spawnSync('unshare', ['-n', 'python3', '-c', "open('/dev/net/tun', 'r+b', 0)"]).status === 0
    ? undefined
    : 'no TUN that can be opened'
}

/** What the peer does with what arrives; and perhaps what it does first, without being called. */
export interface Scene {
  /** The program connects and sends so many octets; without it, it listens on port 80. */
  octets?: number
  /** The port that it connects from. */
  from?: number
  /** Nagle's algorithm is on. */
  nagle?: true
  /** Milliseconds that are watched. */
  lasts: number
  /** Of ours, beside the profile. */
  settings?: ConnectionSettings
  begins?: (peer: Peer) => void
  arrives: (segment: Segment, peer: Peer) => void
}

/** A segment that the other end has sent: when, in milliseconds since the first one. */
export interface Arrival {
  at: number
  segment: Segment
}

export interface Played {
  /** When the first of them came, by the end's own clock. */
  begun: number
  arrivals: Arrival[]
  /** The name of what the call ended with; and when. */
  error: string | undefined
  endedAt: number | undefined
  /** In segments, and milliseconds, at the end. */
  info: { rto: number; ssthresh: number; cwnd: number } | undefined
}

/** The scripted end, 10.9.0.2 and on: what it may do. */
export class Peer {
  /** SEG.SEQ of its next segment; ISS is 0. */
  seq = 1
  readonly address: string
  readonly #send: (packet: Uint8Array, after: number) => void
  #last: { segment: Segment; packet: Uint8Array } | undefined

  constructor(address: string, send: (packet: Uint8Array, after: number) => void) {
    this.address = address
    this.#send = send
  }

  heard(segment: Segment, packet: Uint8Array): void {
    this.#last = { segment, packet }
  }

  /** Sends a segment to whoever spoke last; it acknowledges all of that unless another ACK is named. */
  say(fields: Partial<Segment>, after = 0): void {
    const last = this.#last?.segment
    const length = last ? last.payload.length + (last.flags.syn ? 1 : 0) + (last.flags.fin ? 1 : 0) : 0
    const segment = makeSegment({
      sourcePort: last?.destinationPort ?? 80,
      destinationPort: last?.sourcePort ?? 80,
      seq: this.seq,
      ack: last ? (last.seq + length) >>> 0 : 0,
      flags: { ack: true },
      window: 65_535,
      ...fields,
    })
    const addresses = { source: parseAddress(this.address), destination: parseAddress(HERE) }
    this.#send(encodeTcpPacket(segment, addresses), after)
  }

  /** Answers the SYN at hand. */
  accept(options: Segment['options'] = {}, window = 65_535, after = 0): void {
    this.say({ seq: 0, flags: { syn: true, ack: true }, window, options: { mss: 1_460, ...options } }, after)
  }

  /** A router tells of the packet at hand. */
  icmp(type: number, code: number): void {
    if (!this.#last) throw new Error('nothing has come that ICMP could tell of')
    const payload = new Uint8Array(36)
    payload[0] = type
    payload[1] = code
    payload.set(this.#last.packet.subarray(0, 28), 8)
    writeUint16(payload, 2, internetChecksum(payload))
    const addresses = { source: parseAddress(this.address), destination: parseAddress(HERE) }
    this.#send(encodePacket({ ...addresses, protocol: PROTOCOL_ICMP, payload }), 0)
  }
}

/** Ours, with the settings of the scene. */
export function playEngine(scene: Scene, settings: ConnectionSettings): Played {
  const stack = new Stack({
    addresses: [`${HERE}/16`],
    secret: new Uint8Array(16).fill(7),
    settings: { congestion: 'new-reno', sendBuffer: 1 << 20, noDelay: !scene.nagle, ...settings, ...scene.settings },
  })
  const due: { at: number; packet: Uint8Array }[] = []
  const played: Played = { begun: 0, arrivals: [], error: undefined, endedAt: undefined, info: undefined }
  let now = 0
  const peer = new Peer('10.9.0.2', (packet, after) => due.push({ at: now + after, packet }))
  if (scene.octets === undefined) stack.listen({ address: '0.0.0.0', port: 80 })
  const binding = scene.from === undefined ? {} : { binding: stack.bind({ address: HERE, port: scene.from }) }
  const connection =
    scene.octets === undefined ? undefined : stack.connect({ address: peer.address, port: 80 }, 0, binding)
  let left = scene.octets ?? 0
  scene.begins?.(peer)
  while (now <= scene.lasts) {
    for (let packet = stack.pollTransmit(now); packet; packet = stack.pollTransmit(now)) {
      const segment = readSegment(packet.slice(), headerLength(packet))
      played.arrivals.push({ at: now, segment })
      peer.heard(segment, packet.slice())
      scene.arrives(segment, peer)
    }
    if (connection?.state === 'ESTABLISHED' && left > 0) {
      left -= connection.send(new Uint8Array(left), now)
      continue
    }
    const error = connection?.error
    if (error && played.error === undefined) [played.error, played.endedAt] = [error.code, now]
    due.sort((one, other) => one.at - other.at)
    const next = Math.min(due[0]?.at ?? Infinity, stack.pollTimeout() ?? Infinity)
    if (next === Infinity) break
    now = Math.max(now, next)
    while (due[0] && due[0].at <= now) stack.packetArrives(due.shift()!.packet, now)
    stack.handleTimeout(now)
  }
  const sender = connection?.status().sender
  const mss = connection?.status().snd.mss ?? 1
  const segments = (octets = 0): number => (octets === Infinity ? 0x7fff_ffff : Math.floor(octets / mss))
  if (sender) played.info = { rto: sender.rto, ssthresh: segments(sender.ssthresh), cwnd: segments(sender.cwnd) }
  return played
}

/** The kernel's TCP, until `close`. Several scenes may be played at once. */
export class Kernel {
  readonly #process: ChildProcess
  readonly #told = new Map<string, (told: Told) => void>()
  #scenes = 2

  private constructor(child: ChildProcess) {
    this.#process = child
    createInterface({ input: child.stdout! }).on('line', (line) => {
      const told: Told = JSON.parse(line)
      this.#told.get(nameOf(told))?.(told)
    })
  }

  static async start(): Promise<Kernel> {
    const program = fileURLToPath(new URL('linux_wire.py', import.meta.url))
    const child = spawn('unshare', ['-n', 'python3', program], { stdio: ['pipe', 'pipe', 'inherit'] })
    const kernel = new Kernel(child)
    await kernel.#awaits('ready')
    return kernel
  }

  async close(): Promise<void> {
    const gone = once(this.#process, 'exit')
    this.#process.stdin!.end()
    await gone
  }

  set(name: string, value: number): void {
    this.#order({ set: name, value })
  }

  async sysctl(name: string): Promise<number> {
    this.#order({ sysctl: name })
    return Number((await this.#awaits(name)).value)
  }

  /** @param address of the peer; by default one that no other scene has */
  async play(scene: Scene, address: string = `10.9.0.${this.#scenes++}`): Promise<Played> {
    const played: Played = { begun: 0, arrivals: [], error: undefined, endedAt: undefined, info: undefined }
    const peer = new Peer(address, (packet, after) => {
      const order = { packet: Buffer.from(packet).toString('hex') }
      if (after > 0) setTimeout(() => this.#order(order), after)
      else this.#order(order)
    })
    let begun: number | undefined
    this.#told.set(address, ({ at, packet, called, ended, error }) => {
      if (called) return
      begun ??= at
      played.begun = begun
      if (at - begun > scene.lasts) return
      if (ended !== undefined) [played.error, played.endedAt] = [error ?? undefined, at - begun]
      if (packet === undefined) return
      const octets = Buffer.from(packet, 'hex')
      if (octets[9] !== 6) return
      const segment = readSegment(octets, headerLength(octets))
      played.arrivals.push({ at: at - begun, segment })
      peer.heard(segment, octets)
      scene.arrives(segment, peer)
    })
    if (scene.octets === undefined) this.#order({ listen: 80 })
    else {
      const { from, nagle, octets } = scene
      this.#order({ connect: address, address, octets, ...(from && { from }), ...(nagle && { nagle }) })
    }
    scene.begins?.(peer)
    await new Promise((resolve) => setTimeout(resolve, scene.lasts + 100))
    this.#told.delete(address)
    if (scene.octets !== undefined) {
      this.#order({ info: address })
      const { rto = 0, ssthresh = 0, cwnd = 0 } = await this.#awaits(`info ${address}`)
      played.info = { rto: rto / 1_000, ssthresh, cwnd }
    }
    return played
  }

  #order(order: object): void {
    this.#process.stdin!.write(`${JSON.stringify(order)}\n`)
  }

  #awaits(name: string): Promise<Told> {
    return new Promise((resolve) => {
      this.#told.set(name, (told) => {
        this.#told.delete(name)
        resolve(told)
      })
    })
  }
}

interface Told {
  /** Milliseconds of the kernel's monotonic clock. */
  at: number
  ready?: true
  packet?: string
  called?: string
  ended?: string
  error?: string | null
  sysctl?: string
  value?: string
  info?: string
  rto?: number
  ssthresh?: number
  cwnd?: number
}

/** Whose it is: the peer's address of a packet, what was asked for of an answer. */
function nameOf({ ready, packet, called, ended, sysctl, info }: Told): string {
  if (ready) return 'ready'
  if (packet) return formatAddress(Number.parseInt(packet.slice(32, 40), 16))
  return sysctl ?? (info && `info ${info}`) ?? ended ?? called ?? ''
}
