import { AMOUNT, check, checkOptions, type Rules } from '../check.ts'
import { Ring } from '../ring.ts'
import { Timer } from '../timer-queue.ts'
import type { Timed } from './clock.ts'
import { CoDelQueue } from './codel-queue.ts'
import type { NetworkContext, Node } from './context.ts'
import { checkFate, checkFaults, corrupt, FAULT_RULES, type Fate, type Faults, type Script } from './faults.ts'
import { checkQueue, DEFAULT_LIMIT, isManagedAlike, type QueueOptions, queueLimitsOf } from './queue-options.ts'
import { Random, seedFor } from './random.ts'
import { Transit, wholeSegment } from './transit.ts'

/** One direction of a link. */
export interface LinkOptions extends Faults {
  /** bit/s. Default: no limit, so nothing ever waits. */
  rate?: number
  /** Milliseconds that a bit travels. Default 0. */
  delay?: number
  /** Up to so many milliseconds more, evenly distributed; packets keep their order. Default 0. */
  jitter?: number
  /** Octets of the largest IP packet. Default 1,500. */
  mtu?: number
  /** What may wait, and which of it is dropped or marked before there is no more room. Default 1,000 packets. */
  queue?: QueueOptions
}

/** What a link may be made with; those of its parts are looked at by themselves. */
export const LINK_RULES: Rules<LinkOptions> = {
  rate: { above: 0, most: Number.POSITIVE_INFINITY },
  delay: AMOUNT,
  jitter: AMOUNT,
  mtu: { least: 68, most: 65_535, whole: true },
  queue: 'any',
  ...FAULT_RULES,
}

/**
 * A queue, a transmitter and a wire, from one node to another.
 *
 * When a packet comes in, all that will happen to it is known: when those before it have been sent, and then when it
 * arrives. So it costs one event, however long it waits.
 */
export class Link implements Timed {
  readonly name: string
  readonly to: Node
  /** Whoever is at its end takes octets: a machine that is not simulated. */
  readonly leadsOutside: boolean
  /** Octets and packets that have been put on the wire. */
  sentBytes = 0
  sentPackets = 0

  readonly #context: NetworkContext
  readonly #flight = new Ring<Transit>()
  readonly #waiting = new Ring<Transit>()
  readonly #arrivals = new Timer<Timed>(this)
  /** Where a queue's length is recorded: looks again when it has become shorter. */
  #watch: Timer<Timed> | undefined
  #waitingBytes = 0
  #heldBackPackets = 0
  #rate = Number.POSITIVE_INFINITY
  #delay = 0
  #jitter = 0
  #mtu = 1500
  #queue: QueueOptions = DEFAULT_LIMIT
  #limits = queueLimitsOf(DEFAULT_LIMIT)
  /** Where the queue is managed: packets that wait for their turn, which nobody knows before it comes. */
  #managed: CoDelQueue | undefined
  #turn: Timer<Timed> | undefined
  #faults: Faults = {}
  #isFaulty = false
  /** When the transmitter will be free, and when the last packet arrives. */
  #free = 0
  #lastArrival = 0
  #randoms: Map<string, Random> | undefined

  constructor(context: NetworkContext, from: Node, to: Node, options: LinkOptions) {
    this.#context = context
    this.name = `${from.name} → ${to.name}`
    this.to = to
    this.leadsOutside = to.isOutside === true
    checkOptions(this.#owner, options, LINK_RULES)
    const { rate, delay, jitter, mtu, queue, ...faults } = options
    if (rate !== undefined) this.#rate = rate
    if (delay !== undefined) this.#delay = delay
    if (jitter !== undefined) this.#jitter = jitter
    if (mtu !== undefined) this.#mtu = mtu
    if (queue !== undefined) this.queue = queue
    this.faults = faults
  }

  /** bit/s. All of these may be changed on the way. @throws RangeError for what they cannot be, as the constructor does */
  get rate(): number {
    return this.#rate
  }

  set rate(rate: number) {
    check(`${this.#owner}rate`, rate, LINK_RULES.rate)
    this.#rate = rate
  }

  /** milliseconds */
  get delay(): number {
    return this.#delay
  }

  set delay(delay: number) {
    check(`${this.#owner}delay`, delay, LINK_RULES.delay)
    this.#delay = delay
  }

  /** milliseconds */
  get jitter(): number {
    return this.#jitter
  }

  set jitter(jitter: number) {
    check(`${this.#owner}jitter`, jitter, LINK_RULES.jitter)
    this.#jitter = jitter
  }

  /** octets */
  get mtu(): number {
    return this.#mtu
  }

  set mtu(mtu: number) {
    check(`${this.#owner}mtu`, mtu, LINK_RULES.mtu)
    this.#mtu = mtu
  }

  get queue(): QueueOptions {
    return this.#queue
  }

  set queue(queue: QueueOptions) {
    checkQueue(`${this.#owner}queue.`, queue)
    if (!isManagedAlike(queue, this.#queue)) this.#manage(queue)
    this.#queue = queue
    this.#limits = queueLimitsOf(queue)
  }

  get faults(): Faults {
    return this.#faults
  }

  /** Replace it as a whole: a change inside is not seen. */
  set faults(faults: Faults) {
    checkFaults(this.#owner, faults)
    this.#faults = faults
    this.#isFaulty = Object.values(faults).some((fault) => fault !== undefined && fault !== 0)
  }

  /** What waits now, the packet on the wire not counted. */
  get queued(): { packets: number; bytes: number } {
    this.#settle(this.#context.clock.now)
    const { length = 0, bytes = 0 } = this.#managed ?? {}
    return { packets: this.#waiting.length + length, bytes: this.#waitingBytes + bytes }
  }

  /** Packets on the wire and in the queue, and those held back. */
  get inFlight(): number {
    return this.#flight.length + this.#heldBackPackets + (this.#managed?.length ?? 0)
  }

  /** Takes a packet that fits into the MTU, or drops it when the queue is full. */
  send(packet: Transit, now: number): void {
    if (this.#managed) {
      this.#sendManaged(packet, this.#managed, now)
      return
    }
    const start = Math.max(now, this.#free)
    if (start > now) {
      if (!this.#hasRoom(packet, now)) return
      packet.start = start
      this.#waiting.push(packet)
      this.#waitingBytes += packet.length
      if (this.#context.recorder.wants.queue) this.#recordQueue()
    }
    this.#transmit(packet, start)
  }

  /** @returns whether it may wait; if not, it has been dropped */
  #hasRoom(packet: Transit, now: number): boolean {
    this.#settle(now)
    const waiting = this.#waiting.length + (this.#managed?.length ?? 0)
    const bytes = this.#waitingBytes + (this.#managed?.bytes ?? 0)
    if (waiting < this.#limits.packets && bytes + packet.length <= this.#limits.bytes) return true
    this.dropped(packet, 'queue full')
    return false
  }

  /** Its turn has come, or will at `start`. */
  #transmit(packet: Transit, start: number): void {
    const size = packet.length
    this.#free = start + (size * 8000) / this.#rate
    this.sentBytes += size
    this.sentPackets++
    this.#enterWire(packet, this.#free + this.#delay)
  }

  /** For its queue: this packet goes no further. */
  dropped(packet: Transit, reason: string): void {
    this.#context.recorder.dropped(packet, reason, this.name)
  }

  /** @throws RangeError while packets wait that another discipline does not know */
  #manage(queue: QueueOptions): void {
    if (this.#managed && this.#managed.length > 0) {
      throw new RangeError(
        `${this.#owner}queue: ${this.#managed.length} of its packets wait, which are managed as before; change it while none waits.`,
      )
    }
    this.#managed = queue.discipline === 'codel' ? new CoDelQueue(this, queue) : undefined
  }

  /** What becomes of a packet is known when its turn comes. */
  #sendManaged(packet: Transit, managed: CoDelQueue, now: number): void {
    const passes = now >= this.#free && managed.length === 0
    if (!passes && !this.#hasRoom(packet, now)) return
    managed.push(packet, now)
    this.#takeTurn(managed, now)
    if (!passes && this.#context.recorder.wants.queue) this.#recordLength()
  }

  /** If the transmitter is free. Else, and for those that still wait, when it will be. */
  #takeTurn(managed: CoDelQueue, now: number): void {
    const packet = now >= this.#free ? managed.next(now, this.#mtu) : undefined
    if (packet) this.#transmit(packet, now)
    this.#turn ??= new Timer<Timed>({ fire: (time) => this.#turnComes(time) })
    this.#context.clock.schedule(this.#turn, managed.length > 0 ? this.#free : Number.POSITIVE_INFINITY)
  }

  #turnComes(now: number): void {
    this.#takeTurn(this.#managed!, now)
    if (this.#context.recorder.wants.queue) this.#recordLength()
  }

  #recordLength(): void {
    const { packets, bytes } = this.queued
    this.#context.recorder.queue(this.name, packets, bytes)
  }

  #enterWire(packet: Transit, arrival: number): void {
    const late = this.#jitter > 0 ? this.#jitter * this.#random('jitter').uniform() : 0
    if (this.#isFaulty) this.#enterFaultyWire(packet, arrival + late)
    else this.#travel(packet, arrival + late)
  }

  #enterFaultyWire(packet: Transit, arrival: number): void {
    const { faults } = this
    const fate = faults.script ? this.#ask(faults.script, packet) : undefined
    if (fate === 'drop' || this.#chance('loss', faults.loss)) packet.fate = fate === 'drop' ? 'script' : 'loss'
    const twice = fate === 'duplicate' || this.#chance('duplicate', faults.duplicate)
    const copy = twice && packet.fate === undefined ? this.#copy(packet) : undefined
    this.#damage(packet, fate === 'corrupt')
    const held = this.#heldBack(fate)
    // What is held back leaves the row, all others stay in it: a packet that was jittered does not overtake.
    if (held > 0) this.#holdBack(packet, arrival + held)
    else this.#travel(packet, arrival)
    if (copy) this.#travel(copy, arrival)
  }

  #holdBack(packet: Transit, arrival: number): void {
    this.#heldBackPackets++
    const fire = (now: number): void => {
      this.#heldBackPackets--
      this.#arrive(packet, now)
    }
    this.#context.clock.schedule(new Timer<Timed>({ fire }), arrival)
  }

  #travel(packet: Transit, arrival: number): void {
    this.#lastArrival = Math.max(this.#lastArrival, arrival)
    packet.arrival = this.#lastArrival
    this.#flight.push(packet)
    if (this.#flight.length === 1) this.#context.clock.schedule(this.#arrivals, packet.arrival)
  }

  /** The first packet on the wire has arrived. */
  fire(now: number): void {
    const packet = this.#flight.shift()!
    const next = this.#flight.first()
    if (next) this.#context.clock.schedule(this.#arrivals, next.arrival)
    this.#arrive(packet, now)
  }

  #arrive(packet: Transit, now: number): void {
    // From here on it may wait for another link, and must not seem to wait for this one still.
    this.#settle(now)
    if (packet.fate === undefined) this.to.receive(packet, now)
    else this.#context.recorder.dropped(packet, packet.fate, this.name)
  }

  #ask(scripts: Script | readonly Script[], packet: Transit): Fate | undefined {
    const bytes = packet.handOut()
    const passing = { time: this.#context.clock.now, count: this.sentPackets, bytes, segment: wholeSegment(bytes) }
    let fate: Fate | undefined
    // Every script sees every packet, or its count would depend on the others.
    for (const script of typeof scripts === 'function' ? [scripts] : scripts) {
      const answer = script(passing)
      checkFate(answer)
      fate ??= answer
    }
    return fate
  }

  #copy(packet: Transit): Transit {
    const copy = new Transit(this.#context.nextId(), packet.packet, packet.isExact)
    copy.copyOf = packet.id
    copy.corrupted = packet.corrupted
    copy.marked = packet.marked
    return copy
  }

  #damage(packet: Transit, scripted: boolean): void {
    const wanted = this.faults.corrupt
    const { probability, bits = 1 } = typeof wanted === 'object' ? wanted : { probability: wanted }
    if (scripted || this.#chance('corrupt', probability)) corrupt(packet, this.#random('bits'), bits)
  }

  #heldBack(fate: Fate | undefined): number {
    if (typeof fate === 'object') return fate.delay
    const { reorder } = this.faults
    return reorder && this.#chance('reorder', reorder.probability) ? reorder.by : 0
  }

  #chance(purpose: string, probability: number | undefined): boolean {
    return probability !== undefined && probability > 0 && this.#random(purpose).chance(probability)
  }

  /** A stream of numbers for each purpose, so that one fault does not change what another does. */
  #random(purpose: string): Random {
    this.#randoms ??= new Map()
    let random = this.#randoms.get(purpose)
    if (!random) {
      random = new Random(seedFor(this.#context.seed, `${this.name} ${purpose}`))
      this.#randoms.set(purpose, random)
    }
    return random
  }

  get #owner(): string {
    return `${this.name}: `
  }

  /** Those whose turn on the wire has come wait no more. */
  #settle(now: number): void {
    for (let first = this.#waiting.first(); first && first.start <= now; first = this.#waiting.first()) {
      this.#waitingBytes -= first.length
      this.#waiting.shift()
    }
  }

  #recordQueue(): void {
    this.#recordLength()
    this.#watch ??= new Timer<Timed>({ fire: () => this.#recordQueue() })
    this.#context.clock.schedule(this.#watch, this.#waiting.first()?.start ?? Number.POSITIVE_INFINITY)
  }
}
