import type { Random, TraceEvent } from '../../network/index.ts'
import { count, thousands } from '../../words.ts'
import { Account, type Arrived, between, bytesOf, clock, type Drawn, type Journey, oneOf } from './moment.ts'
import type { Choice } from './problem.ts'
import { type Plan, play } from './scene.ts'

/** Something is lost: what it was, what the sender does next, why it has sent something again. */
export function whatNext(random: Random): Drawn | undefined {
  const plan = planDrawn(random)
  const account = new Account(play(plan))
  const asked = oneOf(random, [whatWasLost, whatGoesNext, whyAgain])
  return asked(account, random, plan)
}

function planDrawn(random: Random): Plan {
  const segments = between(random, 8, 20)
  const first = between(random, 2, segments)
  const second = random.chance(0.6) ? [first + between(random, 1, 4)] : []
  return {
    seed: random.next(),
    delay: between(random, 15, 50, 5),
    rate: oneOf(random, [4e6, 8e6]),
    lost: [first, ...second],
    settings: {
      mss: MSS,
      timestamps: false,
      windowScale: false,
      sack: random.chance(0.5),
      delayedAck: 0,
      congestion: 'new-reno',
      initialWindow: between(random, 4, 10),
      limitedTransmit: false,
      minRto: 300,
      receiveBuffer: 60_000,
    },
    writes: [{ at: between(random, 110, 150, 10), octets: segments * MSS }],
  }
}

const MSS = 1000

const UNSEEN =
  'The picture shows what the client can know: of what it has sent itself, not whether it arrives (lines without a head).'

/** What the ladders show. */
const SHOWN = { options: true, states: false }

/** When the first ACK left that asks for this byte: from there on the picture must go. */
function since(account: Account, byte: number): number {
  return account.segments.find(({ from, ack }) => from === 'server' && ack === byte)?.sent ?? Number.POSITIVE_INFINITY
}

/** An ACK that has come as one more of the same number: the `nth`, as the sender counts them. */
interface Duplicate {
  ack: Arrived
  nth: number
}

/** The ACKs that the sender itself counted as duplicates. */
function duplicatesOf(account: Account): Duplicate[] {
  const found: Duplicate[] = []
  const { events } = account.trace
  for (const ack of account.arrivedAt('client')) {
    const next = events.findIndex(({ time }, at) => at > ack.endIndex && time > ack.arrived)
    const told = events.slice(ack.endIndex, next < 0 ? undefined : next)
    if (!told.some((event) => event.type === 'sender' && event.host === 'client' && event.what === 'duplicate-ack'))
      continue
    const last = found.at(-1)
    found.push({ ack, nth: last?.ack.ack === ack.ack ? last.nth + 1 : 1 })
  }
  return found
}

/** As the sender sees it: what arrives over there, and what does not, is hidden. */
function unseenByClient(event: TraceEvent): TraceEvent | undefined {
  const isFate = event.type === 'packet' && event.from === 'client' && event.what !== 'sent'
  return isFate || (event.type === 'state' && event.host === 'server') ? undefined : event
}

function whatWasLost(account: Account, random: Random): Drawn | undefined {
  const moments = duplicatesOf(account).flatMap(({ ack, nth }) => {
    const lost = account.segments.find(
      ({ from, seq, dropped }) => from === 'client' && seq === ack.ack && dropped !== undefined,
    )
    return lost && nth <= 3 ? [{ ack, nth, lost }] : []
  })
  if (moments.length === 0) return undefined
  const { ack, nth, lost } = oneOf(random, moments)
  const sent = account.segments.filter((each) => isNewData(each) && each.sentIndex < ack.endIndex)
  const others = sent.filter(({ seq }) => seq !== lost.seq)
  return {
    ...account.picture(ack.endIndex, { ...SHOWN, from: since(account, ack.ack) }, unseenByClient),
    question: `${UNSEEN} The last ACK came at ${clock(ack.arrived)}. As far as the ACKs tell, which segment is missing at the server?`,
    right: {
      text: bytesOf(lost),
      why: `the ACK number ${thousands(ack.ack)} has been repeated ${count(nth, 'time')}: each time something behind it has arrived, and byte ${thousands(ack.ack)} has not. In the trace, the segment was dropped at ${clock(lost.dropped!)}`,
    },
    wrong: others.slice(-6).map((other) => ({ text: bytesOf(other), why: whyNotLost(account, other, ack) })),
    spare: [
      {
        text: 'none: it was an ACK that was lost',
        why: `a lost ACK is made good by the next one; here ${count(nth, 'ACK has', 'ACKs have')} come, and the number stays at ${thousands(ack.ack)}`,
      },
    ],
  }
}

function whyNotLost(account: Account, { seq, segment, arrived, dropped }: Journey, ack: Arrived): string {
  if (seq < ack.ack) return `all before ${thousands(ack.ack)} is acknowledged, and these bytes are`
  if (dropped !== undefined)
    return 'it is missing, too, but the ACKs that have come ask for an earlier byte, and tell nothing of this one'
  const origin = account.segments[0]!.origin.seq
  const isReported = (ack.segment.options.sack ?? []).some(([left, right]) => {
    return seq >= (left - origin) >>> 0 && seq + segment!.payload.length <= (right - origin) >>> 0
  })
  if (isReported) return 'a SACK block of the last ACK tells that it has arrived'
  const fate = arrived === undefined ? 'it is still under way' : `in the trace it arrives at ${clock(arrived)}`
  return `no ACK tells that it is missing: the number that stays is ${thousands(ack.ack)}, and ${fate}`
}

/** Behind the first, the second and the third duplicate, and when the timer has run out. */
function whatGoesNext(account: Account, random: Random): Drawn | undefined {
  const { events } = account.trace
  const moments = [
    ...duplicatesOf(account).flatMap(({ ack, nth }) => (nth <= 3 ? [{ at: ack.endIndex, nth }] : [])),
    ...events.flatMap((event, at) => (isTimeout(event) ? [{ at: lastBefore(account, at), nth: 0 }] : [])),
  ]
  const wanted = random.chance(0.4) ? moments.filter(({ nth }) => nth === 0) : moments
  const some = wanted.length > 0 ? wanted : moments
  if (some.length === 0) return undefined
  const { at, nth } = oneOf(random, some)
  const time = nth === 0 ? events[at + 1]!.time : events[at]!.time
  const sent = nth === 0 ? sentAt(account, at, time) : account.answersTo(at, 'client')
  const una = Math.max(
    ...account
      .arrivedAt('client')
      .filter(({ endIndex }) => endIndex <= at)
      .map(({ ack }) => ack),
  )
  const nxt = account.sentUpTo(at + 1, 'client')
  const [only] = sent
  if (sent.length > 1 || !account.segments.some(({ seq, segment }) => seq === una && segment!.payload.length > 0))
    return undefined
  const what = only === undefined ? 'nothing' : only.seq === una ? 'oldest' : only.seq === nxt ? 'new' : 'other'
  if (what === 'other' || what === 'new') return undefined
  const choices = nextChoices({ una, nxt, nth, handedOver: account.handedOver(at) })
  const { [what]: right, ...others } = choices
  return {
    ...account.picture(at, { ...SHOWN, from: since(account, una) }, unseenByClient),
    question:
      nth === 0
        ? `${UNSEEN} Nothing more comes, and at ${clock(time)} its retransmission timer runs out. What does it do at once?`
        : `${UNSEEN} At ${clock(time)} the client has just received the last ACK. What does it do at once?`,
    right,
    wrong: Object.values(others),
  }
}

interface Standing {
  una: number
  nxt: number
  nth: number
  handedOver: number
}

function nextChoices({ una, nxt, nth, handedOver }: Standing): Record<'nothing' | 'oldest' | 'new' | 'all', Choice> {
  const oldest = thousands(una)
  const isLate = nth === 0
  const left = handedOver - (nxt - 1)
  return {
    nothing: {
      text: 'it sends nothing',
      why: isLate
        ? 'the timer is there for the case that nothing else tells: whoever waits on waits for ever'
        : nth < 3
          ? `it is duplicate ACK ${nth}: one or two may come of segments that overtook each other, and only the third is a sign of loss`
          : `it is the third duplicate ACK for byte ${oldest}: that is the sign of loss for which it has waited`,
    },
    oldest: {
      text: `it sends the segment from byte ${oldest} again`,
      why: isLate
        ? `byte ${oldest} is the oldest that is not acknowledged, and the timer runs for it; cwnd falls to one segment, so nothing else goes`
        : nth < 3
          ? `byte ${oldest} may still come: it is only duplicate ACK ${nth}, and the sender waits for the third`
          : `the third duplicate ACK for byte ${oldest} has come: fast retransmit, without waiting for a timer`,
    },
    new: {
      text: `it sends new data, from byte ${thousands(nxt)} on`,
      why:
        left <= 0
          ? `there are none: all ${thousands(handedOver)} bytes that were handed over have been sent`
          : isLate
            ? `cwnd has fallen to one segment, and that goes to byte ${oldest}, which is missing`
            : 'a duplicate ACK acknowledges nothing, so it makes no room in cwnd',
    },
    all: {
      text: `it sends everything from byte ${oldest} on again, in one go`,
      why: isLate
        ? 'cwnd is one segment after a timeout: no more than that goes at once'
        : `what lies behind the gap has arrived and is kept: each duplicate ACK tells of one more segment`,
    },
  }
}

/** The client's segment that went again, and why: the engine itself has written it into the trace. */
function whyAgain(account: Account, random: Random, plan: Plan): Drawn | undefined {
  const again = account.segments.filter(({ from, sent, retransmission, cause }) => {
    if (from !== 'client' || !retransmission || !cause || !(cause in AGAIN)) return false
    // After a timeout, ACKs let the next ones go.
    return cause !== 'timeout' || account.trace.events.some((event) => isTimeout(event) && event.time === sent)
  })
  const causes = [...new Set(again.map(({ cause }) => cause as keyof typeof AGAIN))]
  if (causes.length === 0) return undefined
  const rare = causes.filter((each) => each !== 'third duplicate')
  const cause = oneOf(random, rare.length > 0 && random.chance(0.7) ? rare : causes)
  const resent = oneOf(
    random,
    again.filter((each) => each.cause === cause),
  )
  const hidden = (event: TraceEvent): TraceEvent => {
    if (event.type !== 'packet' || event.id !== resent.id) return event
    const { cause: _, ...rest } = event
    return rest
  }
  const reasons = whyTexts(account, resent)
  const others = (Object.keys(reasons) as (keyof typeof AGAIN | 'asked')[]).filter(
    (each) => each !== cause && !isTrueToo(each, cause, plan),
  )
  return {
    ...account.picture(resent.sentIndex, { ...SHOWN, from: since(account, resent.seq) }, hidden),
    question: `At ${clock(resent.sent)} the client sends ${bytesOf(resent)} again. Why just then?`,
    right: { text: AGAIN[cause], why: reasons[cause] },
    wrong: others.map((each) => ({ text: AGAIN[each], why: NOT_AGAIN[each] })),
  }
}

const AGAIN = {
  timeout: 'its retransmission timer has run out',
  'third duplicate': 'the third duplicate ACK has come',
  'partial ACK': 'the ACK for the segment that went again covers only a part: the next gap is known',
  SACK: 'it has repaired one gap already, and the SACK blocks show another',
  asked: 'the server has asked for it',
} as const

const NOT_AGAIN: Readonly<Record<keyof typeof AGAIN, string>> = {
  timeout: 'the timer is still running: an ACK has just come, in the very moment in which the segment goes',
  'third duplicate': 'count the ACKs that repeat one number right before: it is not the third that lets it go',
  'partial ACK': 'no ACK has just moved the number forward and left a gap behind it',
  SACK: 'no other gap is being repaired, and no SACK block has just come that shows one',
  asked: 'nobody asks in TCP: an ACK tells what is expected next, and the sender infers what is lost',
}

/** What is as true as the cause itself, or nearly, is no wrong choice. */
function isTrueToo(choice: keyof typeof AGAIN, cause: keyof typeof AGAIN, { settings }: Plan): boolean {
  const pair = [choice, cause]
  if (pair.includes('SACK') && pair.includes('partial ACK')) return true
  return choice === 'SACK' && cause === 'third duplicate' && settings.sack !== false
}

function whyTexts(account: Account, { seq, sent, sentIndex }: Journey): Record<keyof typeof AGAIN, string> {
  const acks = account.arrivedAt('client').filter(({ endIndex }) => endIndex < sentIndex)
  const last = acks.at(-1)!
  const same = acks.filter(({ ack }) => ack === seq).length
  const first = account.segments.find((each) => each.from === 'client' && each.seq === seq)!
  return {
    timeout: `the last ACK came at ${clock(last.arrived)}, and none has come since; the segment was first sent at ${clock(first.sent)}, and the trace has the timer at ${clock(sent)}`,
    'third duplicate': `${count(same, 'ACK')} for byte ${thousands(seq)} came, the last at ${clock(last.arrived)}: the first said it anew, three repeated it`,
    'partial ACK': `the ACK of ${clock(last.arrived)} goes up to ${thousands(last.ack)} and no further, although more was sent before the repair began: byte ${thousands(seq)} is the next that is missing`,
    SACK: `the ACK of ${clock(last.arrived)} reports what has arrived behind byte ${thousands(seq)}, in a recovery that has begun before`,
    asked: NOT_AGAIN.asked,
  }
}

function isNewData({ from, segment, retransmission }: Journey): boolean {
  return from === 'client' && segment!.payload.length > 0 && !retransmission
}

function isTimeout(event: TraceEvent): boolean {
  return event.type === 'timer' && event.timer === 'retransmission' && event.host === 'client'
}

/** The last event of an earlier moment. */
function lastBefore({ trace: { events } }: Account, at: number): number {
  const { time } = events[at]!
  return events.findIndex((event) => event.time === time) - 1
}

function sentAt({ segments }: Account, after: number, time: number): Journey[] {
  return segments.filter(({ from, sent, sentIndex }) => from === 'client' && sent === time && sentIndex > after)
}
