import { TcpError } from '../tcp/errors.ts'
import type { ConnectionSettings } from '../tcp/settings.ts'
import { Stack, type TcpEvent } from '../tcp/stack/index.ts'
import type { TcpPacket } from '../tcp/wire/index.ts'
import type { ScriptedSocket } from './scripted-socket.ts'
import type { ScriptPacket } from './verdict.ts'

/** What a call came to. */
export interface CallOutcome {
  readonly value: number
  /** Of a value of −1. */
  readonly error?: string
  /** What it gave by its arguments was not what the script has. */
  readonly differs?: { readonly expected: string; readonly seen: string }
}

/** More than any script needs, and a second's work. */
const MOST_STEPS = 200_000

export interface MachineOptions {
  readonly address: string
  readonly settings: ConnectionSettings
  /** Keep what a ladder shows. */
  readonly records: boolean
}

/** The end under test in virtual time: the engine's stack, descriptors, what it has sent. Milliseconds. */
export class ScriptedMachine {
  readonly stack: Stack
  readonly settings: ConnectionSettings
  readonly descriptors: Map<number, ScriptedSocket> = new Map()
  readonly packets: ScriptPacket[] = []
  readonly events: TcpEvent[] = []
  /** What was sent and no line has taken yet. */
  readonly sent: { at: number; packet: TcpPacket }[] = []
  /** Segments that went out again. */
  retransmissions = 0
  now = 0
  readonly #records: boolean
  #steps = 0

  constructor({ address, settings, records }: MachineOptions) {
    this.settings = settings
    this.#records = records
    const secret = Uint8Array.from({ length: 16 }, (_, at) => 7 * at + 3)
    this.stack = new Stack({ addresses: [`${address}/16`], secret, settings, events: records ? 'all' : 'none' })
  }

  /** Takes what there is to send now. @returns whether there was any */
  flush(): boolean {
    let any = false
    for (let packet = this.stack.pollPacket(this.now); packet; packet = this.stack.pollPacket(this.now)) {
      any = true
      if (this.stack.sending?.retransmission) this.retransmissions++
      const taken = { at: this.now, packet: packet.keep() }
      this.sent.push(taken)
      if (this.#records) this.packets.push({ ...taken, way: 'out' })
    }
    for (let event = this.stack.pollEvent(); event; event = this.stack.pollEvent()) this.events.push(event)
    return any
  }

  inject(packet: TcpPacket): void {
    if (this.#records) this.packets.push({ at: this.now, way: 'in', packet })
    this.stack.tcpArrives(packet, this.now)
  }

  /** Goes to the next deadline, or to `limit` where that is sooner. @returns whether a timer ran out */
  step(limit: number): boolean {
    const due = this.stack.pollTimeout() ?? Infinity
    if (++this.#steps > MOST_STEPS)
      throw new RangeError(`more than ${MOST_STEPS} timers ran out: the script takes too long`)
    if (due > limit) {
      this.now = Math.max(this.now, limit)
      return false
    }
    this.now = Math.max(this.now, due)
    this.stack.handleTimeout(this.now)
    return true
  }

  /** Does what a program asks of the engine. @returns −1 and the code for what it refuses */
  attempt(call: () => CallOutcome | undefined): CallOutcome | undefined {
    try {
      return call()
    } catch (error) {
      if (error instanceof TcpError) return { value: -1, error: error.code }
      if (error instanceof RangeError) return { value: -1, error: 'EINVAL' }
      throw error
    }
  }

  /** The lowest number that is free, from 3 on. */
  get freeNumber(): number {
    let number = 3
    while (this.descriptors.has(number)) number++
    return number
  }
}
