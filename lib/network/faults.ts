import { AMOUNT, check, checkOptions, type KindRule, LIMIT, type Rules, SHARE, SOME } from '../check.ts'
import type { Segment } from '../tcp/wire/index.ts'
import type { Random } from './random.ts'
import type { Transit } from './transit.ts'

/** What a link does to packets, at random (probabilities 0 to 1) or by a script. */
export interface Faults {
  /** Lost on the wire. */
  loss?: number
  /** Arrives twice, the copy right behind. */
  duplicate?: number
  /** Held back, so that later ones overtake it. */
  reorder?: Reordering
  /** Bits are flipped: a number is the probability of one bit. */
  corrupt?: number | Corruption
  /** Asked about every packet that enters the wire, in this order; the first answer counts. */
  script?: Script | readonly Script[]
}

export interface Reordering {
  probability: number
  /** Milliseconds later than it would arrive. */
  by: number
}

export interface Corruption {
  probability: number
  /** Length of the burst: its first and last bit are flipped, those between at random. Default 1. */
  bits?: number
}

/** A packet that enters a link's wire. */
export interface Passing {
  /** Virtual milliseconds. */
  time: number
  /** Its number among the packets of this direction, from 1. */
  count: number
  bytes: Uint8Array
  /** Decoded, when it is a whole TCP segment. */
  segment: Segment | undefined
}

const SCRIPTS: KindRule = {
  kind: 'a function, or a list of functions',
  fits: (value) => [value].flat().every((each) => typeof each === 'function'),
}

export const FAULT_RULES: Rules<Faults> = {
  loss: SHARE,
  duplicate: SHARE,
  reorder: 'any',
  corrupt: 'any',
  script: SCRIPTS,
}

/** @throws RangeError naming what cannot be */
export function checkFaults(owner: string, faults: Faults): void {
  checkOptions(owner, faults, FAULT_RULES)
  const { reorder, corrupt } = faults
  if (reorder !== undefined) {
    checkOptions(`${owner}reorder.`, reorder, { probability: SHARE, by: AMOUNT })
    check(`${owner}reorder.probability`, reorder.probability, SHARE)
    check(`${owner}reorder.by`, reorder.by, AMOUNT)
  }
  if (corrupt === undefined) return
  if (typeof corrupt !== 'object') check(`${owner}corrupt`, corrupt, SHARE)
  else {
    checkOptions(`${owner}corrupt.`, corrupt, { probability: SHARE, bits: SOME })
    check(`${owner}corrupt.probability`, corrupt.probability, SHARE)
  }
}

export type Fate = 'drop' | 'duplicate' | 'corrupt' | { delay: number }

/** @returns what happens to the packet; `undefined` = nothing out of the ordinary */
export type Script = (passing: Passing) => Fate | undefined

export type Predicate = (passing: Passing) => boolean

/** Segments that carry data. */
export const isData: Predicate = ({ segment }) => segment !== undefined && segment.payload.length > 0

export const isSyn: Predicate = ({ segment }) => segment?.flags.syn === true

export const isFin: Predicate = ({ segment }) => segment?.flags.fin === true

/** Segments that carry nothing but an acknowledgment. */
export const isPureAck: Predicate = ({ segment }) =>
  segment?.flags.ack === true &&
  segment.payload.length === 0 &&
  !segment.flags.syn &&
  !segment.flags.fin &&
  !segment.flags.rst

/**
 * "Drop the third data segment": `nth(3, isData, 'drop')`. Counts from 1, and counts again what is sent again. A script
 * keeps count, so make a new one for every link.
 */
export function nth(which: number | readonly number[], what: Predicate, fate: Fate): Script {
  const wanted = new Set(typeof which === 'number' ? [which] : which)
  for (const one of wanted) check('which packet', one, SOME)
  checkFate(fate)
  let count = 0
  return (passing) => {
    if (!what(passing)) return undefined
    count++
    return wanted.has(count) ? fate : undefined
  }
}

/** Every packet that `what` is true of. */
export function whenever(what: Predicate, fate: Fate): Script {
  checkFate(fate)
  return (passing) => (what(passing) ? fate : undefined)
}

/** Nothing passes from `start` up to, not including, `end`, in virtual milliseconds. */
export function outage(start: number, end: number): Script {
  check('an outage: start', start, LIMIT)
  check('an outage: end', end, { least: start, most: Number.POSITIVE_INFINITY })
  return ({ time }) => (time >= start && time < end ? 'drop' : undefined)
}

/** @throws RangeError for what can become of no packet */
export function checkFate(fate: Fate | undefined): void {
  if (fate === undefined) return
  if (typeof fate === 'object') {
    checkOptions('a fate: ', fate, { delay: AMOUNT })
    check('a fate: delay', fate.delay, AMOUNT)
  } else check('a fate', fate, { oneOf: ['drop', 'duplicate', 'corrupt'] })
}

/** Flips a burst of bits somewhere in a copy of the packet. */
export function corrupt(transit: Transit, random: Random, bits = 1): void {
  const bytes = transit.packet.bytes.slice()
  const burst = Math.min(bits, bytes.length * 8)
  const start = random.below(bytes.length * 8 - burst + 1)
  for (let at = 0; at < burst; at++) {
    if (at > 0 && at < burst - 1 && random.next() & 1) continue
    bytes[(start + at) >>> 3]! ^= 0x80 >>> ((start + at) & 7)
  }
  transit.replace(bytes)
  transit.corrupted = true
}
