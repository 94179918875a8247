/**
 * A run as lines of text, as records hold it. A segment: `>101 52 s1449 l700 a1 w64512 30:45` = from the sender at 101 ms, under way for 52 ms
 * (`x` = lost), SEG.SEQ, length, SEG.ACK, window, SACK blocks; `fSA` = its flags, where it is not ACK alone. What goes without saying is left
 * out: a full segment from the sender and an empty one from the receiver, the next number, the same ACK and window as before. The sender's
 * variables: `202 11 - 304` = at 202 ms cwnd 11, no ssthresh, RTO 304 ms.
 */
import type { TwinRun, TwinSample, TwinSegment } from './run.ts'
import { TWIN_SEGMENT } from './scripts.ts'

/** A run as a record holds it. */
export interface TwinLines {
  readonly segments: readonly string[]
  readonly samples: readonly string[]
}

/** As modules hold them. */
export function linesOfText(text: string): string[] {
  return text.trim().split('\n')
}

const NEVER = 'x'
const NONE = '-'

/** What goes without saying of the next segment of one end. */
interface Expected {
  seq: number
  ack: number
  window: number
}

class KnownEnds {
  readonly #ends = new Map<boolean, Expected>()

  of(isFromSender: boolean): Expected {
    return this.#ends.get(isFromSender) ?? { seq: 0, ack: 0, window: 0 }
  }

  follow({ isFromSender, seq, length, flags, ack, window }: TwinSegment): void {
    const next = Math.max(this.of(isFromSender).seq, seq + length + (/[SF]/.test(flags) ? 1 : 0))
    this.#ends.set(isFromSender, { seq: next, ack, window })
  }
}

export function twinLines({ segments, samples }: TwinRun): TwinLines {
  const ends = new KnownEnds()
  const lines = segments.map((segment) => {
    const { sent, arrived, isFromSender, flags, seq, length, ack, window, sack } = segment
    const expected = ends.of(isFromSender)
    ends.follow(segment)
    return [
      `${isFromSender ? '>' : '<'}${sent}`,
      arrived === undefined ? NEVER : `${arrived - sent}`,
      ...(flags === 'A' ? [] : [`f${flags}`]),
      ...(seq === expected.seq ? [] : [`s${seq}`]),
      ...(length === usualLength(isFromSender, flags) ? [] : [`l${length}`]),
      ...(ack === expected.ack ? [] : [`a${ack}`]),
      ...(window === expected.window ? [] : [`w${window}`]),
      ...sack.map(([left, right]) => `${left}:${right}`),
    ].join(' ')
  })
  const variables = samples.map(({ time, cwnd, ssthresh = NONE, rto }) => [time, cwnd, ssthresh, rto].join(' '))
  return { segments: lines, samples: variables }
}

function usualLength(isFromSender: boolean, flags: string): number {
  return isFromSender && flags === 'A' ? TWIN_SEGMENT : 0
}

export function readTwin({ segments, samples }: TwinLines): TwinRun {
  const ends = new KnownEnds()
  const read = segments.map((line) => {
    const segment = readSegmentLine(line, ends)
    ends.follow(segment)
    return segment
  })
  return { segments: read, samples: samples.map(readSampleLine) }
}

function readSegmentLine(line: string, ends: KnownEnds): TwinSegment {
  const [start = '', took, ...rest] = line.split(' ')
  const isFromSender = start.startsWith('>')
  const sent = Number(start.slice(1))
  const expected = ends.of(isFromSender)
  const told = (letter: string): string | undefined => rest.find((word) => word.startsWith(letter))?.slice(1)
  const flags = told('f') ?? 'A'
  return {
    ...{ sent, arrived: took === NEVER ? undefined : sent + Number(took), isFromSender, flags },
    seq: Number(told('s') ?? expected.seq),
    length: Number(told('l') ?? usualLength(isFromSender, flags)),
    ack: Number(told('a') ?? expected.ack),
    window: Number(told('w') ?? expected.window),
    sack: rest.flatMap((word) => {
      const [left, right] = word.split(':')
      return right === undefined ? [] : [[Number(left), Number(right)] as const]
    }),
  }
}

function readSampleLine(line: string): TwinSample {
  const [time, cwnd, ssthresh, rto] = line.split(' ')
  return {
    ...{ time: Number(time), cwnd: Number(cwnd), rto: Number(rto) },
    ssthresh: ssthresh === NONE ? undefined : Number(ssthresh),
  }
}
