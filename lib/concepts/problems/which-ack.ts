import type { Journey } from '../../draw/index.ts'
import { nth, type Random } from '../../network/index.ts'
import { thousands } from '../../words.ts'
import { type ExchangeOptions, exchange } from '../handshake.ts'
import { Account, type Arrived } from './account.ts'
import { drawBetween, oneOf, type ProblemDraft } from './draft.ts'
import type { ProblemChoice } from './problem.ts'
import { clock, segmentName } from './wording.ts'

/** A segment arrives. Which acknowledgment number does the next one bear that goes back? */
export function whichAck(random: Random): ProblemDraft | undefined {
  const account = new Account(exchange(callDrawn(random)).trace)
  const moments = ['client', 'server'].flatMap((host) => momentsAt(account, host))
  const rare = moments.filter(({ arrived, next }) => next.ack !== endOfSegment(arrived))
  const later = moments.filter(({ arrived }) => !arrived.segment.flags.syn)
  const [some = []] = [random.chance(0.5) ? rare : [], random.chance(0.85) ? later : [], moments].filter(isAny)
  if (!isAny(some)) return undefined
  const { arrived, next } = oneOf(random, some)
  const host = arrived.to
  return {
    ...account.picture(arrived.endIndex),
    question: `At ${clock(arrived.arrived)} the ${host} has just received ${segmentName(arrived)}. Which acknowledgment number does its next segment carry?`,
    right: { text: thousands(next.ack), why: whyRight(account, arrived, next) },
    wrong: textsOf(wrongOf(arrived, next), next.ack),
    spare: textsOf(spareOf(next), next.ack),
  }
}

function callDrawn(random: Random): ExchangeOptions {
  const delay = drawBetween(random, 10, 100, 5)
  const isLost = random.chance(0.4)
  const script = isLost ? [nth(drawBetween(random, 1, 6), () => true, 'drop')] : []
  const there = random.chance(0.5)
  const length = random.chance(0.3) ? drawBetween(random, 1500, 4000) : drawBetween(random, 1, 900)
  return {
    seed: random.next(),
    link: { delay, script: there ? script : [] },
    back: { delay, script: there ? [] : script },
    message: 'm'.repeat(length),
    messages: drawBetween(random, 1, 2),
    first: oneOf(random, ['client', 'server', 'both'] as const),
    pause: oneOf(random, [0, 0, 30, 80]),
    // As long as a message, they would be taken for one.
    ...(length > 120 && random.chance(0.3) && { lastWords: 'bye'.repeat(drawBetween(random, 1, 40)) }),
    clientSettings: PLAIN_SEGMENTS,
    serverSettings: PLAIN_SEGMENTS,
  }
}

const PLAIN_SEGMENTS = { mss: 1000, timestamps: false, windowScale: false, congestion: 'new-reno' } as const

interface AckMoment {
  arrived: Arrived
  next: Journey
}

/** Where a segment is sent next, and nothing else arrives before that could change what it says. */
function momentsAt(account: Account, host: string): AckMoment[] {
  const arrivals = account.arrivedAt(host)
  const own = account.segments.filter(({ from }) => from === host)
  return arrivals.flatMap((arrived, at) => {
    const next = own.find(({ sentIndex }) => sentIndex > arrived.endIndex)
    const before = arrivals[at + 1]?.endIndex ?? Number.POSITIVE_INFINITY
    if (!next?.segment?.flags.ack || next.segment.flags.rst || next.sentIndex > before) return []
    return [{ arrived, next }]
  })
}

function whyRight(account: Account, arrived: Arrived, { ack }: Journey): string {
  const { to: host } = arrived
  const end = endOfSegment(arrived)
  const last = `it acknowledges all before ${thousands(ack)}, and ${thousands(ack)} is what the ${host} expects next`
  const earlier = account.arrivedAt(host).filter(({ endIndex }) => endIndex < arrived.endIndex)
  if (ack > end) {
    const again = earlier.some(({ seq, segment }) => seq === arrived.seq && segment.payload.length > 0)
    const fact = again
      ? 'these bytes had come before, and come again'
      : 'the bytes behind these had come before: the gap is filled'
    return `${fact}; ${last}`
  }
  if (ack < end) return `${last}; what has come lies behind a gap, so the number stays`
  const { flags, payload } = arrived.segment
  if (flags.syn) return `the SYN has number 0 and counts as one; ${last}`
  if (payload.length === 0 && !flags.fin) {
    return `what has come carries no data and takes no number, so nothing changes: ${last}`
  }
  const fin = flags.fin ? ', and the FIN counts as one' : ''
  const counted = payload.length === 0 ? '' : ` + ${thousands(payload.length)}`
  const sum = `${thousands(arrived.seq)}${counted}${flags.fin ? ' + 1' : ''} = ${thousands(end)}`
  return `${sum}${fin}: ${last}`
}

/** The number behind the last that a segment takes. */
function endOfSegment({ seq, segment: { flags, payload } }: Arrived): number {
  return seq + payload.length + (flags.syn ? 1 : 0) + (flags.fin ? 1 : 0)
}

/** What one may think that it is, each with what is wrong with that. */
function wrongOf(arrived: Arrived, { ack, seq }: Journey): [number, string][] {
  const { flags, payload } = arrived.segment
  const end = endOfSegment(arrived)
  const flag = flags.syn ? 'SYN' : 'FIN'
  return [
    [
      end,
      `${thousands(end)} would say that everything before it has come, and the bytes before this segment are missing`,
    ],
    [arrived.seq + payload.length, `the ${flag} takes a number, too, and is acknowledged like a byte`],
    [ack - 1, 'that is the last number that has come; an ACK names the next one that is expected'],
    [
      ack + 1,
      flags.syn || flags.fin
        ? 'a SYN or a FIN counts as one, not as two'
        : 'that is one too many: data count by their bytes, and an ACK by itself takes no number',
    ],
    [seq, `that is the sequence number of the ${arrived.to}’s own next byte: it belongs to the other direction`],
    [payload.length || -1, 'that is how many bytes this segment carries, not where they end in the stream'],
    [arrived.ack, `that is what the segment itself acknowledged: bytes of the ${arrived.to}, the other direction`],
    [arrived.seq, `the segment that begins with ${thousands(arrived.seq)} has arrived and need not come again`],
  ]
}

function spareOf({ ack }: Journey): [number, string][] {
  return [
    [ack + 1000, 'that is a whole segment further: nothing beyond what has arrived is acknowledged'],
    [ack + 2, 'that is two too many: nothing that has come takes these numbers'],
  ]
}

function textsOf(numbers: readonly [number, string][], right: number): ProblemChoice[] {
  const wrong = numbers.filter(([number]) => number !== right && number >= 0)
  return wrong.map(([number, why]) => ({ text: thousands(number), why }))
}

function isAny(items: readonly unknown[]): boolean {
  return items.length > 0
}
