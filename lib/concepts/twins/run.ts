/** What one stack did with a script, as data: what crossed the link, and the sender's variables. */
import { type PacketEvent, type SampleEvent, samplesAt, type Trace } from '../../network/index.ts'
import { seq } from '../../tcp/index.ts'

/** One segment on the link. Sequence numbers count from the ISN of their direction, times from the first SYN. */
export interface TwinSegment {
  /** milliseconds, whole ones */
  sent: number
  /** milliseconds; `undefined` = it is lost */
  arrived: number | undefined
  isFromSender: boolean
  /** Letters as tcpdump's: S, F, R, and A for ACK. */
  flags: string
  seq: number
  length: number
  ack: number
  /** bytes */
  window: number
  sack: readonly (readonly [number, number])[]
}

/** The sender's variables, when one of them has changed. */
export interface TwinSample {
  /** milliseconds */
  time: number
  /** whole segments */
  cwnd: number
  /** whole segments; `undefined` = never set */
  ssthresh: number | undefined
  /** milliseconds */
  rto: number
}

export interface TwinRun {
  segments: readonly TwinSegment[]
  samples: readonly TwinSample[]
}

/**
 * @param sender the name of the sending host
 * @param lasts how much of it counts, in milliseconds from the first SYN on
 */
export function twinRunOf(trace: Trace, sender: string, lasts: number, samples: readonly TwinSample[]): TwinRun {
  const ends = new Map<number, PacketEvent>()
  const sent: PacketEvent[] = []
  for (const event of trace.events) {
    if (event.type !== 'packet' || !event.segment) continue
    if (event.what === 'sent') sent.push(event)
    else ends.set(event.id, event)
  }
  const start = sent.find(({ segment }) => segment?.flags.syn)?.time ?? 0
  const first = new Map<boolean, { isn: number; scale: number }>()
  const segments: TwinSegment[] = []
  for (const { id, time, from, segment } of sent) {
    if (!segment || time < start || time > start + lasts || segment.flags.rst) continue
    const isFromSender = from === sender
    const { flags, options } = segment
    if (flags.syn) first.set(isFromSender, { isn: segment.seq, scale: options.windowScale ?? 0 })
    const [own, other] = [first.get(isFromSender), first.get(!isFromSender)]
    const end = ends.get(id)
    segments.push({
      sent: Math.round(time - start),
      arrived: end?.what === 'delivered' ? Math.round(end.time - start) : undefined,
      isFromSender,
      flags: `${flags.syn ? 'S' : ''}${flags.fin ? 'F' : ''}${flags.ack ? 'A' : ''}`,
      seq: seq.diff(segment.seq, own?.isn ?? 0),
      length: segment.payload.length,
      ack: flags.ack ? seq.diff(segment.ack, other?.isn ?? 0) : 0,
      window: segment.window << (flags.syn ? 0 : (own?.scale ?? 0)),
      sack: (options.sack ?? []).map(([left, right]) => [
        seq.diff(left, other?.isn ?? 0),
        seq.diff(right, other?.isn ?? 0),
      ]),
    })
  }
  const within = samples.map((sample) => ({ ...sample, time: Math.round(sample.time - start) }))
  return { segments, samples: changesOf(within.filter(({ time }) => time >= 0 && time <= lasts)) }
}

/** Those that differ from the one before. */
function changesOf(samples: readonly TwinSample[]): TwinSample[] {
  return samples.filter((sample, at) => {
    const before = samples[at - 1]
    return !before || before.cwnd !== sample.cwnd || before.ssthresh !== sample.ssthresh || before.rto !== sample.rto
  })
}

/** Of a host of ours, as TCP_INFO has them. @param mss bytes */
export function twinSamplesOf(trace: Trace, host: string, mss: number): TwinSample[] {
  return samplesAt(trace, host).flatMap(({ time, cwnd, ssthresh, rto }: SampleEvent) =>
    cwnd === undefined
      ? []
      : [
          {
            time,
            cwnd: Math.floor(cwnd / mss),
            ssthresh: ssthresh < 2 ** 30 ? Math.floor(ssthresh / mss) : undefined,
            rto: Math.round(rto),
          },
        ],
  )
}
