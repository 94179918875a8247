import type { TcpEvent } from '../tcp/stack/index.ts'
import type { TcpPacket } from '../tcp/wire/index.ts'

/** The first thing that was not as the script has it. */
export interface ScriptDifference {
  /** Of the script, from 1. */
  readonly line: number
  /** A sentence's worth: `another packet is sent`. */
  readonly what: string
  /** What the script has, and what was seen: packets in packetdrill's notation, with the time before them. */
  readonly expected: string
  readonly seen: string
}

/** A packet of the run, at the end under test; times in milliseconds since the script began. */
export interface ScriptPacket {
  readonly at: number
  readonly way: 'in' | 'out'
  readonly packet: TcpPacket
}

export interface ScriptVerdict {
  /** `undefined` = all of it is as the script has it. */
  readonly difference: ScriptDifference | undefined
  /** What was not done as it is written, a sentence each: commands above all. */
  readonly notes: readonly string[]
  readonly packets: readonly ScriptPacket[]
  /** What connections told of themselves, for a ladder. */
  readonly events: readonly TcpEvent[]
  /** Milliseconds of virtual time that it took. */
  readonly lasted: number
}

/** Thrown at the first difference, caught where the run ends. */
export class DifferenceFound extends Error {
  readonly difference: ScriptDifference

  constructor(difference: ScriptDifference) {
    super(difference.what)
    this.difference = difference
  }
}
