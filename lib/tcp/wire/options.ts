import { readUint16, readUint32, writeUint16, writeUint32 } from '../../bytes.ts'
import type { Options } from './segment.ts'

/** Option kinds: RFC 9293 §3.2, RFC 7323, RFC 2018, RFC 7413. */
const END = 0
const NO_OPERATION = 1
const MSS = 2
const WINDOW_SCALE = 3
const SACK_PERMITTED = 4
const SACK = 5
const TIMESTAMPS = 8
const FAST_OPEN = 34

/** The data offset counts to 15 words, five of which are the fixed header. */
const MAX_OPTIONS = 40

/**
 * How many octets the options take in the header, padding included: what they cost the payload (RFC 6691 §2).
 *
 * @throws RangeError when they do not fit into 40
 */
export function optionsLength(options: Options): number {
  let length = 0
  if (options.mss !== undefined) length += 4
  if (options.timestamps) length += 12
  if (options.windowScale !== undefined) length += 4
  if (options.sack && options.sack.length > 0) length += 4 + 8 * options.sack.length
  if (options.fastOpen) length += (2 + options.fastOpen.length + 3) & ~3
  // Beside timestamps, the two octets take the place of their padding.
  if (options.sackPermitted && !options.timestamps) length += 4
  if (length > MAX_OPTIONS) throw new RangeError(`TCP options of ${length} octets: the header has room for 40`)
  return length
}

/**
 * Writes the options and their padding. Longer fields begin at a multiple of 4 (RFC 7323 appendix A); what is left of
 * the last word is zero (RFC 9293 §3.1, MUST-69).
 *
 * @returns octets written: `optionsLength(options)`
 */
export function encodeOptionsInto(options: Options, target: Uint8Array, start: number): number {
  let at = start
  if (options.mss !== undefined) {
    target[at++] = MSS
    target[at++] = 4
    writeUint16(target, at, options.mss)
    at += 2
  }
  if (options.timestamps) {
    target[at++] = options.sackPermitted ? SACK_PERMITTED : NO_OPERATION
    target[at++] = options.sackPermitted ? 2 : NO_OPERATION
    target[at++] = TIMESTAMPS
    target[at++] = 10
    writeUint32(target, at, options.timestamps.value)
    writeUint32(target, at + 4, options.timestamps.echo)
    at += 8
  }
  if (options.windowScale !== undefined) {
    target[at++] = NO_OPERATION
    target[at++] = WINDOW_SCALE
    target[at++] = 3
    target[at++] = options.windowScale
  }
  if (options.sack && options.sack.length > 0) {
    target[at++] = NO_OPERATION
    target[at++] = NO_OPERATION
    target[at++] = SACK
    target[at++] = 2 + 8 * options.sack.length
    for (const [left, right] of options.sack) {
      writeUint32(target, at, left)
      writeUint32(target, at + 4, right)
      at += 8
    }
  }
  if (options.fastOpen) {
    const { length } = options.fastOpen
    for (let padding = -(2 + length) & 3; padding > 0; padding--) target[at++] = NO_OPERATION
    target[at++] = FAST_OPEN
    target[at++] = 2 + length
    target.set(options.fastOpen, at)
    at += length
  }
  if (options.sackPermitted && !options.timestamps) {
    target[at++] = SACK_PERMITTED
    target[at++] = 2
    target[at++] = END
    target[at++] = 0
  }
  return at - start
}

/** None, shared and frozen. */
const NO_OPTIONS: Options = Object.freeze({})

/**
 * Reads the options from `start` to `end`. Unknown kinds are skipped by their length (MUST-6, MUST-68), and so are known
 * ones of a length that they cannot have. A length that is no length ends the reading, what came before it counts (MUST-7).
 *
 * @see RFC 9293 §3.1
 */
export function decodeOptions(bytes: Uint8Array, start: number, end: number): Options {
  if (start >= end) return NO_OPTIONS
  const options: Options = {}
  for (let at = start; at < end; ) {
    const kind = bytes[at]!
    if (kind === END) break
    if (kind === NO_OPERATION) {
      at++
      continue
    }
    const length = at + 1 < end ? bytes[at + 1]! : 0
    if (length < 2 || at + length > end) break
    if (kind === TIMESTAMPS && length === 10) {
      options.timestamps = { value: readUint32(bytes, at + 2), echo: readUint32(bytes, at + 6) }
    } else if (kind === SACK && length >= 10 && length % 8 === 2) {
      options.sack = decodeBlocks(bytes, at + 2, at + length)
    } else if (kind === MSS && length === 4) {
      options.mss = readUint16(bytes, at + 2)
    } else if (kind === WINDOW_SCALE && length === 3) {
      options.windowScale = bytes[at + 2]!
    } else if (kind === SACK_PERMITTED && length === 2) {
      options.sackPermitted = true
    } else if (kind === FAST_OPEN && isCookieLength(length - 2)) {
      options.fastOpen = bytes.slice(at + 2, at + length)
    }
    at += length
  }
  return options
}

/** None, or 4 to 16 octets, an even number (RFC 7413 §4.1.1). */
function isCookieLength(length: number): boolean {
  return length === 0 || (length >= 4 && length <= 16 && length % 2 === 0)
}

function decodeBlocks(bytes: Uint8Array, start: number, end: number): [number, number][] {
  const blocks: [number, number][] = []
  for (let at = start; at < end; at += 8) blocks.push([readUint32(bytes, at), readUint32(bytes, at + 4)])
  return blocks
}
