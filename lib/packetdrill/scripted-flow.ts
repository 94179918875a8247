import { type IpAddress, makeSegment, type Options, type Segment, TcpPacket } from '../tcp/wire/index.ts'
import { ecnName, flagLetters, flagsFrom, optionTexts, type WrittenPacket } from './notation.ts'
import type { TcpAction } from './syntax.ts'

/** Both ends of a connection; `local` is under test. */
export interface FlowEnds {
  readonly localAddress: IpAddress
  readonly localPort: number
  readonly remoteAddress: IpAddress
  readonly remotePort: number
}

const ECN_FIELDS = { noecn: 0, ect1: 1, ect0: 2, ce: 3, ect01: 2 } as const

/**
 * A connection as the script speaks of it, and as it is: the script's sequence numbers count from an ISN of its own at the end
 * under test, its timestamps from a clock of its own. The peer's are what the script says.
 */
export class ScriptedFlow {
  readonly ends: FlowEnds
  /** To be added to a number of the script for that of the engine; `undefined` = no SYN has told. */
  #offset: number | undefined
  /** TSval of the first segment with one: as the script has it, and as it was. */
  #clock: { script: number; seen: number } | undefined
  readonly #values = new Map<number, number>()

  constructor(ends: FlowEnds) {
    this.ends = ends
  }

  has({ source, destination, segment }: TcpPacket): boolean {
    const { localAddress, localPort, remoteAddress, remotePort } = this.ends
    const isHosts = source === localAddress && destination === remoteAddress
    return isHosts && segment.sourcePort === localPort && segment.destinationPort === remotePort
  }

  /** The packet that a line of the script injects. */
  injected(action: TcpAction): TcpPacket {
    const { ends } = this
    const { seq, length, ack, window = 0, urgent = 0, ttl = 64, dscp = 0 } = action
    const flags = flagsFrom(action.flags)
    const segment = makeSegment({
      sourcePort: action.ports?.source ?? ends.remotePort,
      destinationPort: action.ports?.destination ?? ends.localPort,
      seq,
      ack: flags.ack ? this.seqOf(ack ?? 0) : 0,
      flags,
      window,
      urgentPointer: flags.urg ? urgent : 0,
      options: action.options === 'any' ? {} : this.#optionsFrom(action.options),
      payload: new Uint8Array(length),
    })
    const ecn = ECN_FIELDS[action.ecn ?? 'noecn']
    return new TcpPacket(segment, ends.remoteAddress, ends.localAddress, ttl, dscp, 0, true, ecn)
  }

  /** A number of the script as the engine has it. */
  seqOf(number: number): number {
    return (number + (this.#offset ?? 0)) >>> 0
  }

  /** Where the script's line has SYN and so has the segment, both begin there; the first timestamps of both are one. */
  anchor(action: TcpAction, { flags, seq, options }: Segment): void {
    if (flags.syn && action.flags.includes('S')) this.#offset = (seq - action.seq) >>> 0
    if (!options.timestamps || action.options === 'any' || !action.options.timestamps) return
    const seen = options.timestamps.value
    const script = action.options.timestamps.value
    this.#clock ??= { script, seen }
    this.#values.set(script, seen)
  }

  /** A segment as the script would write it. */
  written(packet: TcpPacket, hasPorts = false): WrittenPacket {
    const { segment, ttl, dscp } = packet
    const { flags, window, urgentPointer, payload } = segment
    return {
      ports: hasPorts ? { source: segment.sourcePort, destination: segment.destinationPort } : undefined,
      ecn: ecnName(packet),
      ttl,
      dscp,
      flags: flagLetters(flags),
      // A SYN that no line has told of yet is where numbers begin.
      seq: (segment.seq - (this.#offset ?? (flags.syn ? segment.seq : 0))) >>> 0,
      length: payload.length,
      ack: flags.ack ? segment.ack : undefined,
      window,
      urgent: flags.urg ? urgentPointer : undefined,
      options: this.#optionsOf(segment.options),
    }
  }

  #optionsFrom(given: Exclude<TcpAction['options'], 'any'>): Options {
    const { mss, windowScale, sackPermitted, timestamps, sack } = given
    const options: Options = { mss, windowScale, sackPermitted }
    if (timestamps) options.timestamps = { value: timestamps.value, echo: this.#echoOf(timestamps.echo) }
    if (sack) options.sack = sack.map(([left, right]) => [this.seqOf(left), this.seqOf(right)])
    return options
  }

  #optionsOf(seen: Options): Options {
    if (!seen.timestamps || !this.#clock) return seen
    const value = (seen.timestamps.value - this.#clock.seen + this.#clock.script) >>> 0
    return { ...seen, timestamps: { value, echo: seen.timestamps.echo } }
  }

  /** A TSval that a line had is exactly that; between two of them the clocks run alike. */
  #echoOf(script: number): number {
    const known = this.#values.get(script)
    if (known !== undefined || !this.#clock || script === 0) return known ?? script
    return (script - this.#clock.script + this.#clock.seen) >>> 0
  }
}

/**
 * Which part of it is not as the line has it; `undefined` = all is.
 *
 * @param tolerance milliseconds by which a TSval may be off
 */
export function mismatch(action: TcpAction, seen: WrittenPacket, tolerance: number): string | undefined {
  if (flagLetters(flagsFrom(action.flags)) !== seen.flags) return 'flags'
  if (action.seq !== seen.seq || action.length !== seen.length) return 'sequence numbers'
  for (const name of ['ack', 'window', 'urgent', 'ttl', 'dscp'] as const) {
    if (action[name] !== undefined && action[name] !== seen[name]) return name
  }
  if (action.ecn !== undefined && action.ecn !== seen.ecn) {
    if (action.ecn !== 'ect01' || (seen.ecn !== 'ect0' && seen.ecn !== 'ect1')) return 'ECN'
  }
  if (action.options === 'any' || seen.options === 'any') return undefined
  if (action.options.foreign.length > 0) return 'options'
  const one = action.options.timestamps
  const other = seen.options.timestamps
  if (one && other && Math.abs((one.value - other.value) | 0) > tolerance) return 'TSval'
  // Within the tolerance, a TSval counts as the same.
  const options =
    one && other ? { ...action.options, timestamps: { value: other.value, echo: one.echo } } : action.options
  return optionTexts(options).join() === optionTexts(seen.options).join() ? undefined : 'options'
}
