/** §2.0, the twin: scripts of losses that two stacks play, the kernel's and ours, over one link. */
import type { LinkOptions, Script } from '../../network/index.ts'
import { seq } from '../../tcp/index.ts'

/** One script: what a sender has to send, and what becomes of it on the way. */
export interface TwinScript {
  /** Segments of data. */
  segments: number
  /** How long it is watched, in milliseconds from the first SYN on. */
  lasts: number
  /** Data segments by their numbers, from 1 on, and how many copies of each are lost. */
  lose?: Readonly<Record<number, number>>
  /** So many SYNs are lost. */
  loseSyns?: number
  /** The first copy of every such segment is late, by so many milliseconds. */
  late?: { every: number; by: number }
  /** The sending program waits, in milliseconds. */
  pause?: { after: number; lasts: number }
  /** The receiver has this buffer, in bytes, and its program reads nothing before. */
  reads?: { buffer: number; from: number }
  /** Without it the algorithms make no difference here. */
  isOfBoth?: true
}

/** The link of all scripts, each way: 12 Mbit/s, so that a packet takes a millisecond, and a round trip of 100 ms. */
export const TWIN_LINK: LinkOptions = { rate: 12e6, delay: 50 }

/** Bytes of data in a full segment: 1,500 less both headers and the timestamps. */
export const TWIN_SEGMENT = 1448

export const TWIN_NAMES = [
  'nothing lost',
  'one lost',
  'two lost',
  'twenty lost',
  'first window lost',
  'last two lost',
  'SYN lost',
  'copy lost',
  'window closed',
  'reordered',
  'idle',
] as const

export type TwinName = (typeof TWIN_NAMES)[number]

export const TWIN_SCRIPTS: Readonly<Record<TwinName, TwinScript>> = {
  'nothing lost': { segments: 150, lasts: 900, isOfBoth: true },
  'one lost': { segments: 120, lasts: 1200, lose: { 30: 1 }, isOfBoth: true },
  'two lost': { segments: 120, lasts: 1200, lose: { 30: 1, 31: 1 }, isOfBoth: true },
  'twenty lost': { segments: 120, lasts: 2000, lose: lostCopies(11, 30, 1), isOfBoth: true },
  'first window lost': { segments: 40, lasts: 2000, lose: lostCopies(1, 10, 1), isOfBoth: true },
  'last two lost': { segments: 20, lasts: 1200, lose: lostCopies(19, 20, 1) },
  'SYN lost': { segments: 20, lasts: 1600, loseSyns: 1 },
  'copy lost': { segments: 120, lasts: 1600, lose: { 30: 2 }, isOfBoth: true },
  'window closed': { segments: 60, lasts: 4000, reads: { buffer: 16 * TWIN_SEGMENT + 700, from: 2500 } },
  reordered: { segments: 200, lasts: 1600, late: { every: 33, by: 4 }, isOfBoth: true },
  idle: { segments: 80, lasts: 2400, pause: { after: 40, lasts: 1500 }, isOfBoth: true },
}

/** What the link does on the way from the sender. It keeps count: make a new one for every run. */
export function twinFaults({ lose = {}, loseSyns = 0, late }: TwinScript): Script {
  let [syns, isn] = [0, 0]
  const seen = new Map<number, number>()
  return ({ segment }) => {
    if (segment?.flags.syn) {
      isn = segment.seq
      return ++syns <= loseSyns ? 'drop' : undefined
    }
    if (!segment || segment.payload.length === 0) return undefined
    const number = segmentNumber(seq.diff(segment.seq, isn))
    const copy = (seen.get(number) ?? 0) + 1
    seen.set(number, copy)
    if (copy <= (lose[number] ?? 0)) return 'drop'
    return late && copy === 1 && number % late.every === 0 ? { delay: late.by } : undefined
  }
}

/** Which data segment begins with this byte, the first being 1. @param offset of the sequence number from the ISN */
export function segmentNumber(offset: number): number {
  return Math.floor((offset - 1) / TWIN_SEGMENT) + 1
}

function lostCopies(first: number, last: number, many: number): Record<number, number> {
  return Object.fromEntries(Array.from({ length: last - first + 1 }, (_, at) => [first + at, many]))
}
