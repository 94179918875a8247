/** What can be said of a run by rules: read from its segments and variables, of the kernel's record and of ours alike. */
import type { TwinAlgorithm } from './ours.ts'
import type { TwinRun, TwinSegment } from './run.ts'
import { segmentNumber, TWIN_SCRIPTS, TWIN_SEGMENT, type TwinName } from './scripts.ts'

type Said = number | string | undefined

/** One rule, of the end that sends unless it is the receiver's. */
export interface TwinRule {
  /** It is the receiver's: what is read is a run in which our TCP sends. */
  isReceivers?: true
  /** The scripts that show it. */
  of: readonly TwinName[]
  unit?: 'segments' | 'ms'
  /** What says how it is to be. */
  clause: string
  reads: (run: TwinRun, name: TwinName) => Said
  /** How far two numbers may lie apart that are the same: a kernel's times, and how many segments one ACK of a real receiver is for. */
  within?: number
}

const LOSS_SCRIPTS = ['one lost', 'two lost', 'twenty lost', 'first window lost', 'copy lost'] as const
const LATE = 45
/** A kernel's answer to an ACK comes within so many milliseconds. */
const PROMPT = 5

/** By name, which says what is read. */
export const TWIN_RULES: Readonly<Record<string, TwinRule>> = {
  'initial window': {
    of: ['nothing lost', 'SYN lost'],
    unit: 'segments',
    clause: 'RFC 6928 §2, RFC 5681 §3.1',
    reads: firstFlight,
  },
  'cwnd after three rounds': {
    of: ['nothing lost'],
    unit: 'segments',
    clause: 'RFC 5681 §3.1, RFC 3465 §2.2',
    reads: (run) => cwndAfterRounds(run, 3),
    within: 4,
  },
  'SYN again': {
    of: ['SYN lost'],
    unit: 'ms',
    clause: 'RFC 6298 §2 (2.1)',
    reads: (run) => syns(run)[1]?.sent,
    within: LATE,
  },
  'first RTO': {
    of: ['nothing lost'],
    unit: 'ms',
    clause: 'RFC 6298 §2 (2.2), (2.4)',
    reads: ({ samples }) => samples[0]?.rto,
    within: LATE,
  },
  'ssthresh after the loss': {
    of: LOSS_SCRIPTS,
    unit: 'segments',
    clause: 'RFC 5681 §3.1 (4), RFC 9438 §4.6',
    reads: ({ samples }) => samples.find(({ ssthresh }) => ssthresh !== undefined)?.ssthresh,
    within: 1,
  },
  'times that ssthresh comes down': {
    of: [...LOSS_SCRIPTS, 'last two lost'],
    clause: 'RFC 5681 §4.3',
    reads: reductions,
  },
  'sent again': {
    of: [...LOSS_SCRIPTS, 'last two lost', 'nothing lost', 'idle'],
    unit: 'segments',
    clause: 'RFC 6675 §5, RFC 8985 §6',
    reads: (run) => inRanges(copiesOf(run).map(({ number }) => number)),
  },
  'first copy after the loss': {
    of: [...LOSS_SCRIPTS, 'last two lost'],
    unit: 'ms',
    clause: 'RFC 5681 §3.2, RFC 8985 §6.2, §7.2',
    reads: waitForCopy,
    within: LATE,
  },
  'cwnd while it recovers, at the least': {
    of: LOSS_SCRIPTS,
    unit: 'segments',
    clause: 'RFC 9937 §6, RFC 5681 §3.1 (4)',
    reads: leastCwnd,
    within: 1,
  },
  'copies of what was only late': {
    of: ['reordered'],
    unit: 'segments',
    clause: 'RFC 8985 §6.2 step 4',
    reads: (run) => copiesOf(run).length,
    within: 1,
  },
  'ssthresh after what was only late': {
    of: ['reordered'],
    unit: 'segments',
    clause: 'RFC 4015 §3, RFC 3708 §3',
    reads: ({ samples }) => samples.at(-1)?.ssthresh ?? 'none',
    within: 1,
  },
  'what fills the window waits': {
    of: ['window closed'],
    unit: 'ms',
    clause: 'RFC 9293 §3.8.6.2.1',
    reads: waitOfShort,
    // Any timer of 0.1 to 1 s is right.
    within: 150,
  },
  'probes of a closed window': {
    of: ['window closed'],
    clause: 'RFC 9293 §3.8.6.1',
    reads: probesInWords,
  },
  'first probe': {
    of: ['window closed'],
    unit: 'ms',
    clause: 'RFC 9293 §3.8.6.1',
    reads: (run) => probeWaits(run)[0],
    within: 2 * LATE,
  },
  // A kernel's timers are the coarser the longer they run: by an eighth.
  'second probe': {
    of: ['window closed'],
    unit: 'ms',
    clause: 'RFC 9293 §3.8.6.1',
    reads: (run) => probeWaits(run)[1],
    within: 4 * LATE,
  },
  'flight after the pause': {
    of: ['idle'],
    unit: 'segments',
    clause: 'RFC 5681 §4.1',
    reads: flightAfterPause,
    within: 1,
  },
  'ACKs of the first flight': {
    isReceivers: true,
    of: ['nothing lost'],
    clause: 'RFC 5681 §4.2',
    reads: acksOfFirstFlight,
    within: 1,
  },
  'SACK blocks begin with segment': {
    isReceivers: true,
    of: ['one lost', 'two lost', 'last two lost'],
    clause: 'RFC 2018 §4',
    reads: sackEdges,
  },
}

/** What a rule says of two runs of one script: the kernel's end beside ours. */
export interface TwinVerdict {
  rule: string
  script: TwinName
  algorithm: TwinAlgorithm
  kernel: Said
  ours: Said
  agrees: boolean
}

/** Runs of one script: by the kernel's sender and by ours, and by ours to a receiver of the kernel's. */
export interface TwinRuns {
  kernel: TwinRun
  ours: TwinRun
  toKernel?: TwinRun
}

/** Every rule that this script shows; those of receivers where the kernel has received. */
export function twinVerdicts(script: TwinName, algorithm: TwinAlgorithm, runs: TwinRuns): TwinVerdict[] {
  return Object.entries(TWIN_RULES).flatMap(([rule, { of, reads, isReceivers, within = 0 }]) => {
    const theirs = isReceivers ? runs.toKernel : runs.kernel
    if (!of.includes(script) || !theirs) return []
    const [kernel, ours] = [reads(theirs, script), reads(runs.ours, script)]
    const near = typeof kernel === 'number' && typeof ours === 'number' && Math.abs(kernel - ours) <= within
    return [{ rule, script, algorithm, kernel, ours, agrees: near || kernel === ours }]
  })
}

interface NumberedSegment extends TwinSegment {
  number: number
  /** From 1 on. */
  copy: number
}

function numberedData({ segments }: TwinRun): NumberedSegment[] {
  const seen = new Map<number, number>()
  return segments.flatMap((segment) => {
    if (!segment.isFromSender || segment.length === 0) return []
    const number = segmentNumber(segment.seq)
    const copy = (seen.get(number) ?? 0) + 1
    seen.set(number, copy)
    return [{ ...segment, number, copy }]
  })
}

function copiesOf(run: TwinRun): NumberedSegment[] {
  return numberedData(run).filter(({ copy }) => copy > 1)
}

function syns({ segments }: TwinRun): TwinSegment[] {
  return segments.filter(({ isFromSender, flags }) => isFromSender && flags === 'S')
}

/** Acknowledgments as they reach the sender. */
function acksHeard({ segments }: TwinRun): { time: number; ack: number }[] {
  return segments
    .flatMap(({ isFromSender, arrived, ack }) =>
      isFromSender || arrived === undefined ? [] : [{ time: arrived, ack }],
    )
    .sort((one, other) => one.time - other.time)
}

/** What goes out before the first of it is acknowledged. */
function firstFlight(run: TwinRun): number {
  const end = acksHeard(run).find(({ ack }) => ack > 1)?.time ?? Infinity
  return numberedData(run).filter(({ sent }) => sent < end).length
}

/** A round is over when all that was sent before it began is acknowledged. */
function cwndAfterRounds(run: TwinRun, rounds: number): Said {
  const data = numberedData(run)
  let time = 0
  for (let [round, edge] = [0, 1]; round <= rounds; round++) {
    time = acksHeard(run).find(({ ack }) => ack >= edge)?.time ?? time
    edge = Math.max(...data.filter(({ sent }) => sent <= time + PROMPT).map(({ seq, length }) => seq + length))
  }
  return run.samples.findLast((sample) => sample.time <= time + PROMPT)?.cwnd
}

function reductions({ samples }: TwinRun): number {
  let [last, count] = [Infinity, 0]
  for (const { ssthresh = Infinity } of samples) {
    if (ssthresh < last) count++
    last = ssthresh
  }
  return count
}

/** From the first copy that was lost to the next of the same segment, or of any before it. */
function waitForCopy(run: TwinRun): Said {
  const data = numberedData(run)
  const again = data.find(({ copy }) => copy > 1)
  const last = again && data.filter(({ copy, sent }) => copy === 1 && sent <= again.sent && again.number >= 0)
  const original = again && last?.find(({ number }) => number === again.number)
  return again && original ? again.sent - original.sent : undefined
}

/** Until what had been sent when the first copy left is acknowledged. */
function leastCwnd(run: TwinRun): Said {
  const [again] = copiesOf(run)
  if (!again) return undefined
  const before = numberedData(run).filter(({ sent, copy }) => copy === 1 && sent <= again.sent)
  const point = Math.max(...before.map(({ seq, length }) => seq + length))
  const end = acksHeard(run).find(({ ack }) => ack >= point)?.time ?? Infinity
  const during = run.samples.filter(({ time }) => time >= again.sent - 1 && time <= end)
  return during.length > 0 ? Math.min(...during.map(({ cwnd }) => cwnd)) : undefined
}

/** What is sent between the ACK that closes the window and the one that opens it. */
function probes(run: TwinRun): TwinSegment[] {
  const { closed, opened } = closedSpan(run)
  return run.segments.filter(({ isFromSender, sent }) => isFromSender && sent > closed && sent < opened)
}

function closedSpan({ segments }: TwinRun): { closed: number; opened: number } {
  const back = segments.flatMap(({ isFromSender, arrived, window }) =>
    isFromSender || arrived === undefined ? [] : [{ arrived, window }],
  )
  const closed = back.find(({ window }) => window === 0)?.arrived ?? Infinity
  return { closed, opened: back.find(({ window, arrived }) => arrived > closed && window > 0)?.arrived ?? Infinity }
}

function probeWaits(run: TwinRun): number[] {
  const times = [closedSpan(run).closed, ...probes(run).map(({ sent }) => sent)]
  return times.slice(1).map((time, at) => time - times[at]!)
}

function probesInWords(run: TwinRun): Said {
  const { closed } = closedSpan(run)
  const acked = Math.max(...acksHeard(run).map(({ time, ack }) => (time <= closed ? ack : 0)))
  const kinds = probes(run).map(
    ({ seq, length }) => `${length} bytes at SND.UNA${seq < acked ? ` − ${acked - seq}` : ''}`,
  )
  return [...new Set(kinds)].join(', ')
}

/** The last before the window closes is shorter than the others: how long after the one before it? */
function waitOfShort(run: TwinRun): Said {
  const data = numberedData(run).filter(({ sent }) => sent < closedSpan(run).closed)
  const [before, last] = data.slice(-2)
  return before && last && last.length < TWIN_SEGMENT ? last.sent - before.sent : undefined
}

/** How much goes out before the first of it is acknowledged. */
function flightAfterPause(run: TwinRun, name: TwinName): Said {
  const { pause } = TWIN_SCRIPTS[name]
  const later = numberedData(run).filter(({ number }) => number > (pause?.after ?? 0))
  const [first] = later
  const end = first && acksHeard(run).find(({ ack }) => ack > first.seq)?.time
  return end === undefined ? undefined : later.filter(({ sent, copy }) => copy === 1 && sent < end).length
}

function acksOfFirstFlight(run: TwinRun): number {
  const many = firstFlight(run)
  const edge = 1 + many * TWIN_SEGMENT
  return run.segments.filter(({ isFromSender, flags, ack }) => !isFromSender && flags === 'A' && ack > 1 && ack <= edge)
    .length
}

/** Where the blocks begin that are told of, by the numbers of segments. */
function sackEdges({ segments }: TwinRun): string {
  return inRanges([...new Set(segments.flatMap(({ sack }) => sack.map(([left]) => segmentNumber(left))))])
}

/** `30, 31, 40 to 50`. */
function inRanges(numbers: readonly number[]): string {
  const sorted = [...numbers].sort((a, b) => a - b)
  const ranges: [number, number][] = []
  for (const number of sorted) {
    const last = ranges.at(-1)
    if (last && number === last[1] + 1) last[1] = number
    else ranges.push([number, number])
  }
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from} to ${to}`)).join(', ') || 'none'
}
