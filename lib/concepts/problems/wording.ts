import type { Journey } from '../../draw/index.ts'
import { thousands } from '../../words.ts'

/** `bytes 1,001 to 2,000` */
export function bytesIn({ seq, segment }: Pick<Journey, 'seq' | 'segment'>): string {
  const octets = segment?.payload.length ?? 0
  return octets === 1 ? `byte ${thousands(seq)}` : `bytes ${thousands(seq)} to ${thousands(seq + octets - 1)}`
}

/** `[FIN ACK]`-like words of a segment: `a FIN`, `bytes 1 to 16`, `an ACK`. */
export function segmentName(journey: Pick<Journey, 'seq' | 'segment'>): string {
  const { flags, payload } = journey.segment!
  const data = payload.length > 0 ? bytesIn(journey) : undefined
  if (flags.syn) return flags.ack ? 'the SYN ACK' : 'the SYN'
  if (flags.fin) return data === undefined ? 'the FIN' : `${data} with the FIN`
  return data ?? 'an ACK without data'
}

/** `94.2 ms` */
export function clock(time: number): string {
  return `${Math.round(time * 10) / 10} ms`
}

/** What the client's program has handed over, where the picture need not show it. */
export function handedOverSoFar(octets: number): string {
  return `The client’s program has handed over ${thousands(octets)} bytes so far.`
}
