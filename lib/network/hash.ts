import { utf8 } from '../bytes.ts'
import type { Trace, TraceEvent } from './trace-types.ts'

/** 64-bit FNV-1a, in two halves: the prime is 2^40 + 0x1b3. */
class Fnv64 {
  #high = 0xcbf2_9ce4
  #low = 0x8422_2325

  add(bytes: Uint8Array): void {
    let high = this.#high
    let low = this.#low
    for (let at = 0; at < bytes.length; at++) {
      const mixed = (low ^ bytes[at]!) >>> 0
      const product = mixed * 0x1b3
      low = product >>> 0
      high = (Math.imul(high, 0x1b3) + (mixed << 8) + Math.floor(product / 0x1_0000_0000)) >>> 0
    }
    this.#high = high
    this.#low = low
  }

  toString(): string {
    return this.#high.toString(16).padStart(8, '0') + this.#low.toString(16).padStart(8, '0')
  }
}

/**
 * Sixteen hexadecimal digits that are the same when two traces are the same to the byte: 64-bit FNV-1a over every
 * field of every event. It tells traces apart, it does not protect against anyone.
 */
export function hashTrace(trace: Trace): string {
  const hash = new Fnv64()
  for (const { name, address } of trace.hosts) hash.add(utf8(`${name} ${address}\n`))
  for (const event of trace.events) {
    hash.add(utf8(fieldsOf(event)))
    if (event.type === 'packet') hash.add(event.bytes)
  }
  hash.add(utf8(`end ${trace.end}`))
  return hash.toString()
}

/** The decoded segment follows from the bytes. */
function fieldsOf(event: TraceEvent): string {
  const entries = Object.entries(event).filter(
    ([key, value]) => key !== 'bytes' && key !== 'segment' && value !== undefined,
  )
  return entries
    .map(([key, value]) => `${key}=${typeof value === 'object' ? JSON.stringify(value) : String(value)}\n`)
    .sort()
    .join('')
}
