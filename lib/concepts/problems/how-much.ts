import type { Random, SampleEvent } from '../../network/index.ts'
import { thousands } from '../../words.ts'
import { Account, type Arrived, between, clock, type Drawn, oneOf } from './moment.ts'
import type { Choice } from './problem.ts'
import { type Act, type Plan, play } from './scene.ts'

/** The receiver's window alone limits what the client sends. How much may it send now; or why does it send nothing? */
export function howMuch(random: Random): Drawn | undefined {
  const plan = planDrawn(random)
  const account = new Account(play(plan))
  return random.chance(0.6) ? allowance(account, random) : hindrance(account, plan, random)
}

const MSS = 1000

function planDrawn(random: Random): Plan {
  const window = between(random, 3, 12)
  const sleeps = random.chance(0.5)
  return {
    seed: random.next(),
    delay: between(random, 10, 60, 5),
    rate: oneOf(random, [4e6, 8e6, 16e6]),
    lost: [],
    settings: {
      mss: MSS,
      timestamps: false,
      windowScale: false,
      delayedAck: 0,
      congestion: 'none',
      receiveBuffer: window * MSS + oneOf(random, [0, 0, 200, 500]),
    },
    writes: writesDrawn(random),
    ...(sleeps && { reads: readsDrawn(random) }),
  }
}

function writesDrawn(random: Random): Act[] {
  if (random.chance(0.6)) return [{ at: 200, octets: between(random, 20_000, 60_000, 1000) }]
  const octets = between(random, 2000, 9000, 500)
  const every = between(random, 150, 400, 10)
  return Array.from({ length: 5 }, (_, at) => ({ at: 200 + at * every, octets }))
}

/** The server's program wakes now and then. */
function readsDrawn(random: Random): Act[] {
  const octets = between(random, 2000, 8000, 500)
  let at = between(random, 230, 500, 10)
  return Array.from({ length: 12 }, () => {
    at += between(random, 40, 400, 20)
    return { at, octets }
  })
}

/** An ACK comes: how many bytes then leave. Only where its own numbers say as much as left: nothing else held anything back. */
function allowance(account: Account, random: Random): Drawn | undefined {
  const moments = account.arrivedAt('client').flatMap((ack) => {
    const nxt = account.sentUpTo(ack.endIndex, 'client')
    const bytes = account
      .answersTo(ack.endIndex, 'client')
      .reduce((sum, { segment }) => sum + segment!.payload.length, 0)
    const allowed = ack.ack + ack.segment.window - nxt
    const waits = account.handedOver(ack.endIndex) - (nxt - 1) > allowed
    return waits && bytes === allowed && !ack.segment.flags.syn ? [{ ack, nxt, bytes }] : []
  })
  const some = moments.filter(({ bytes }) => bytes > 0)
  if (some.length === 0) return undefined
  const { ack, nxt, bytes } = oneOf(random, random.chance(0.7) ? some : moments)
  const { window } = ack.segment
  return {
    ...account.picture(ack.endIndex, { window: true }),
    question: `At ${clock(ack.arrived)} the client has just received the last ACK of the picture. Its program has handed over more than it can send, and only the window limits it. How many bytes may it send now?`,
    right: { text: thousands(bytes), why: whyAllowed(ack, nxt, bytes) },
    wrong: wrongAmounts(window, nxt - ack.ack, bytes),
    spare: [bytes + MSS, bytes + 2 * MSS].map((amount) => ({
      text: thousands(amount),
      why: `the last byte of so many would lie beyond the window, which ends before byte ${thousands(ack.ack + window)}`,
    })),
  }
}

function whyAllowed(ack: Arrived, nxt: number, bytes: number): string {
  const { window } = ack.segment
  const end = ack.ack + window
  const sum = `the window goes from ${thousands(ack.ack)} to before ${thousands(ack.ack)} + ${thousands(window)} = ${thousands(end)}; up to ${thousands(nxt - 1)} all has been sent, which leaves ${thousands(end)} − ${thousands(nxt)} = ${thousands(bytes)}`
  return bytes > 0 ? `${sum}; in the trace, so many leave in this moment` : `${sum}; in the trace, nothing leaves`
}

function wrongAmounts(window: number, flight: number, bytes: number): Choice[] {
  const wrong: [number, string][] = [
    [
      window,
      `the window counts from the acknowledged byte on, and ${thousands(flight)} bytes behind it are in flight already`,
    ],
    [flight, 'that is what is in flight, sent and not acknowledged; what is left of the window is asked'],
    [window + flight, 'what is in flight lies within the window and does not come on top of it'],
    [MSS, 'an ACK does not let one segment go; it moves the window, and what that allows may go'],
    [0, 'a sender need not wait until everything in flight is acknowledged; it may fill the window'],
  ]
  return wrong.filter(([amount]) => amount !== bytes).map(([amount, why]) => ({ text: thousands(amount), why }))
}

type Hindrance = 'program' | 'reader' | 'flight'

interface Silence {
  /** Its middle, and the last event up to there. */
  at: number
  time: number
  kind: Hindrance
  before: SampleEvent
  handedOver: number
}

/** The client is silent: by whom it is held up. Only where what ends the silence is what its variables tell. */
function hindrance(account: Account, plan: Plan, random: Random): Drawn | undefined {
  const silences = silencesOf(account, plan)
  const kinds = (['program', 'reader', 'flight'] as const).filter((kind) => silences.some((each) => each.kind === kind))
  if (kinds.length === 0) return undefined
  const kind = oneOf(random, kinds)
  const silence = oneOf(
    random,
    silences.filter((each) => each.kind === kind),
  )
  const { [kind]: right, ...others } = choicesFor(account, silence)
  return {
    ...account.picture(silence.at, { window: true }),
    question: `It is ${clock(silence.time)}, and the client sends nothing. What does it wait for?`,
    right,
    wrong: Object.values(others),
  }
}

/** So long at the least, in milliseconds. */
const SILENT = 12

function silencesOf(account: Account, plan: Plan): Silence[] {
  const { events } = account.trace
  const sent = account.segments.filter(({ from }) => from === 'client')
  return sent.flatMap((segment, index): Silence[] => {
    const earlier = sent[index - 1]
    const trigger = account.triggerOf(segment.sentIndex, 'client')
    const before = trigger && account.before(trigger.at, 'client')
    if (!earlier || !before || segment.windowProbe || segment.sent - earlier.sent < SILENT) return []
    const time = (earlier.sent + segment.sent) / 2
    const at = events.findLastIndex((event) => event.time <= time)
    const known = account.before(at + 1, 'client')
    const handedOver = account.handedOver(at + 1)
    if (!known || handedOver === 0) return []
    const kind = kindOf(account, { ...known, handedOver, at }, plan)
    const ends = trigger.type === 'program' ? 'program' : before.sndWnd === 0 ? 'reader' : 'flight'
    return kind === ends ? [{ at, time, kind, before: known, handedOver }] : []
  })
}

function kindOf(
  account: Account,
  { sndUna, sndNxt, sndWnd, handedOver, at }: SampleEvent & { handedOver: number; at: number },
  plan: Plan,
): Hindrance | undefined {
  const [una, nxt] = [account.relative(sndUna), account.relative(sndNxt)]
  if (nxt - 1 === handedOver) return 'program'
  if (sndWnd === 0) return una === nxt && !account.hasNewsFor('client', at) ? 'reader' : undefined
  // Of a reader that sleeps one could say as well that it is in the way.
  return una + sndWnd - nxt < MSS && nxt > una && !plan.reads ? 'flight' : undefined
}

function choicesFor(account: Account, { before, handedOver, kind }: Silence): Record<Hindrance | 'timer', Choice> {
  const { sndUna, sndNxt, sndWnd } = before
  const [una, nxt] = [account.relative(sndUna), account.relative(sndNxt)].map(thousands)
  const window = thousands(sndWnd)
  const flight = thousands((sndNxt - sndUna) >>> 0)
  const given = thousands(handedOver)
  const sent = thousands(account.relative(sndNxt) - 1)
  return {
    program: {
      text: 'its own program: there is nothing left to send',
      why:
        kind === 'program'
          ? `${given} bytes have been handed over and ${sent} sent: the window of ${window} has room, and nothing to fill it`
          : `${given} bytes have been handed over and only ${sent} of them sent`,
    },
    reader: {
      text: 'the server’s program: it must read first',
      why:
        kind === 'reader'
          ? `all ${sent} bytes are acknowledged, and the last ACK offers a window of 0: the receive buffer is full until the program reads`
          : `the last ACK that the client has offers ${window} bytes: the receiver has room`,
    },
    flight: {
      text: 'an ACK: the window is used up by what is in flight',
      why:
        kind === 'flight'
          ? `byte ${una} is the oldest that is not acknowledged, ${nxt} the next to send: ${flight} bytes are in flight, and the window of ${window} has no room for another segment`
          : kind === 'reader'
            ? 'nothing is in flight: all that was sent is acknowledged'
            : `${flight} bytes are in flight, and the window is ${window}: there is room`,
    },
    timer: {
      text: 'the retransmission timer: a segment was lost',
      why: 'nothing was lost: no ACK that came shows a gap, and nothing is sent again',
    },
  }
}
