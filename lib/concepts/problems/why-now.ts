import type { Random, SampleEvent } from '../../network/index.ts'
import { thousands } from '../../words.ts'
import { Account, between, bytesOf, clock, type Drawn, type Journey, named, oneOf } from './moment.ts'
import { type Act, type Plan, play } from './scene.ts'

/** A segment leaves. What let it go just then: a program, the receiver's window, cwnd, a timer, an ACK, or what it acknowledges? */
export function whyNow(random: Random): Drawn | undefined {
  const account = new Account(play(planDrawn(random)))
  const releases = account.segments.flatMap((segment) => releaseOf(account, segment) ?? [])
  const all = [...new Set(releases.map(({ reason }) => reason))]
  // Each segment that arrives is answered: that is soon known.
  const reasons = random.chance(0.8) ? all.filter((each) => each !== 'arrival') : all
  if (reasons.length === 0) return undefined
  const reason = oneOf(random, reasons)
  const release = oneOf(
    random,
    releases.filter((each) => each.reason === reason),
  )
  const { segment } = release
  const { [reason]: right, ...others } = choicesFor(account, release)
  if (!right) return undefined
  const facts = factsOf(account, release)
  return {
    ...account.picture(segment.sentIndex, { window: true, states: false }, (event) => {
      if (event.type !== 'packet' || event.id !== segment.id) return event
      const { cause: _, windowProbe: __, ...rest } = event
      return rest
    }),
    ...(facts !== undefined && { facts }),
    question: `At ${clock(segment.sent)} the ${segment.from} sends ${named(segment)}. What lets it go just then?`,
    right,
    wrong: Object.values(others),
  }
}

function planDrawn(random: Random): Plan {
  const sleeps = random.chance(0.6)
  const writes = writesDrawn(random)
  return {
    seed: random.next(),
    delay: between(random, 10, 50, 5),
    rate: oneOf(random, [2e6, 4e6, 8e6]),
    lost: random.chance(0.6) ? [between(random, 3, 14)] : [],
    settings: {
      mss: MSS,
      timestamps: false,
      windowScale: false,
      delayedAck: 0,
      congestion: 'new-reno',
      initialWindow: between(random, 2, 4),
      limitedTransmit: false,
      minRto: 250,
      receiveBuffer: between(random, 5, 12) * MSS,
    },
    writes,
    ...(sleeps && { reads: readsDrawn(random) }),
    closesAt: writes.at(-1)!.at + between(random, 300, 900, 50),
  }
}

const MSS = 1000

function writesDrawn(random: Random): Act[] {
  let at = between(random, 110, 160, 10)
  return Array.from({ length: between(random, 1, 4) }, () => {
    at += between(random, 150, 500, 10)
    return { at, octets: between(random, 2000, 16_000, 500) }
  })
}

function readsDrawn(random: Random): Act[] {
  let at = between(random, 200, 500, 10)
  return Array.from({ length: 20 }, () => {
    at += between(random, 30, 500, 10)
    return { at, octets: 30_000 }
  })
}

type Reason = 'program' | 'reader' | 'window' | 'cwnd' | 'timer' | 'loss' | 'arrival'

interface Release {
  segment: Journey
  reason: Reason
  /** Before what let it go. */
  before: SampleEvent | undefined
  handedOver: number
}

/** `undefined` where more than one thing could be said to have let it go. */
function releaseOf(account: Account, segment: Journey): Release | undefined {
  const trigger = account.triggerOf(segment.sentIndex, segment.from)
  const isFirst = segment.from === 'client' && segment.seq <= 1
  // Of several that one occasion lets go, the first is asked about.
  if (
    !trigger ||
    isFirst ||
    account.sentBetween(trigger.at, segment.sentIndex, segment.from) ||
    segment.segment!.flags.syn
  )
    return undefined
  const before = account.before(trigger.at, segment.from)
  const handedOver = account.handedOver(trigger.at)
  const reason =
    segment.from === 'server'
      ? reasonOfServer(segment, trigger.type)
      : reasonOfClient(account, segment, trigger.type, before, handedOver)
  return reason && { segment, reason, before, handedOver }
}

function reasonOfServer({ segment }: Journey, trigger: string): Reason | undefined {
  if (segment!.payload.length > 0 || segment!.flags.fin) return undefined
  return trigger === 'program' ? 'reader' : trigger === 'packet' ? 'arrival' : undefined
}

function reasonOfClient(
  account: Account,
  { segment, cause, retransmission }: Journey,
  trigger: string,
  before: SampleEvent | undefined,
  handedOver: number,
): Reason | undefined {
  if (trigger === 'timer') return cause === 'timeout' || cause === 'window probe' ? 'timer' : undefined
  if (retransmission) return cause === 'third duplicate' ? 'loss' : undefined
  const octets = segment!.payload.length
  if (!before || octets + Number(segment!.flags.fin) === 0) return undefined
  const waiting = handedOver - (account.relative(before.sndNxt) - 1)
  if (trigger === 'program') return waiting === 0 ? 'program' : undefined
  if (waiting < octets || octets === 0) return undefined
  if (before.cwnd === undefined || before.phase === 'fast-recovery' || before.phase === 'loss') return undefined
  const hasWindow = before.sndWnd - before.flight >= octets
  const hasCwnd = before.cwnd - before.flight >= octets
  return hasWindow === hasCwnd ? undefined : hasWindow ? 'cwnd' : 'window'
}

function factsOf(account: Account, { segment, before, handedOver }: Release): string | undefined {
  if (segment.from !== 'client' || before?.cwnd === undefined) return undefined
  const { flight, cwnd, sndWnd, sndNxt } = before
  const waiting = handedOver - (account.relative(sndNxt) - 1)
  return `The client, right before: ${thousands(flight)} bytes in flight, cwnd ${thousands(cwnd)}, window ${thousands(sndWnd)}, ${thousands(waiting)} bytes handed over and not sent yet.`
}

function choicesFor(account: Account, release: Release): Partial<Record<Reason, { text: string; why: string }>> {
  return release.segment.from === 'client' ? choicesOfClient(account, release) : choicesOfServer(account, release)
}

function choicesOfClient(account: Account, { segment, reason, before, handedOver }: Release) {
  const octets = segment.segment!.payload.length
  const last = account.arrivedAt('client').findLast(({ endIndex }) => endIndex < segment.sentIndex)!
  const isAck = last.arrived === segment.sent
  const { flight = 0, cwnd = 0, sndWnd = 0, sndNxt = 0 } = before ?? {}
  const waiting = handedOver - (account.relative(sndNxt) - 1)
  const size = thousands(octets)
  const roomOf = (limit: number): string =>
    `${thousands(limit)} − ${thousands(flight)} = ${thousands(Math.max(0, limit - flight))}`
  const came = isAck
    ? `an ACK has just come, at ${clock(last.arrived)}`
    : `no ACK has come in this moment; the last came at ${clock(last.arrived)}`
  return {
    program: {
      text: 'the client’s program: it has just acted, and nothing else was in the way',
      why:
        reason === 'program'
          ? `nothing waited to be sent; the window had room for ${roomOf(sndWnd)} and cwnd for ${roomOf(cwnd)} bytes: the segment leaves in the moment in which the program acts`
          : `the program did nothing in this moment, and ${thousands(waiting)} bytes lay there unsent`,
    },
    window: {
      text: 'the receiver’s window: it was in the way, and has just moved',
      why:
        reason === 'window'
          ? `the window left ${roomOf(sndWnd)} bytes, too little for ${size}, while cwnd left ${roomOf(cwnd)}; the ACK of ${clock(last.arrived)} (ack ${thousands(last.ack)}, win ${thousands(last.segment.window)}) moves it`
          : reason === 'timer' && sndWnd === 0
            ? 'the window is closed, and still is'
            : isAck && reason === 'cwnd'
              ? `the window had room: ${roomOf(sndWnd)} bytes`
              : `the window did not move: ${came}`,
    },
    cwnd: {
      text: 'cwnd: it was in the way, and an ACK has just made room',
      why:
        reason === 'cwnd'
          ? `cwnd left ${roomOf(cwnd)} bytes, too little for ${size}, while the window left ${roomOf(sndWnd)}; the ACK of ${clock(last.arrived)} (ack ${thousands(last.ack)}) makes room`
          : reason === 'window'
            ? `cwnd had room: ${roomOf(cwnd)} bytes`
            : reason === 'loss'
              ? 'a duplicate ACK acknowledges nothing, so it makes no room; and what goes is not new'
              : came,
    },
    timer: {
      text: 'a timer of the client has run out',
      why:
        reason !== 'timer'
          ? reason === 'program'
            ? 'no timer ran out: the program acted in this moment'
            : `no timer ran out: ${came}`
          : octets === 1 && sndWnd === 0
            ? `the window is 0, so nothing may go; but the persist timer has run out, and a window probe of one byte asks whether that still holds`
            : `the retransmission timer has run out at ${clock(segment.sent)}: ${came}, and byte ${thousands(segment.seq)} is still not acknowledged`,
    },
    loss: {
      text: 'the third duplicate ACK: a segment seems to be lost',
      why:
        reason === 'loss'
          ? `the third ACK that repeats ack ${thousands(last.ack)} has just come, at ${clock(last.arrived)}: ${bytesOf(segment)} must be lost and go again at once`
          : segment.retransmission
            ? `no ACK has come in this moment; the last came at ${clock(last.arrived)}`
            : 'what goes is sent for the first time: no loss is being repaired by it',
    },
  }
}

function choicesOfServer(account: Account, { segment, reason }: Release) {
  const last = account.arrivedAt('server').findLast(({ endIndex }) => endIndex < segment.sentIndex)!
  const window = thousands(segment.segment!.window)
  const isReader = reason === 'reader'
  return {
    arrival: {
      text: 'what has just arrived: it acknowledges that',
      why: isReader
        ? `nothing has arrived in this moment; the last segment came at ${clock(last.arrived)}`
        : `${named(last)} arrived at ${clock(last.arrived)}, and this is the answer: ack ${thousands(segment.ack)}, win ${window}`,
    },
    reader: {
      text: 'the server’s program: it has just read, and there is room to tell of',
      why: isReader
        ? `the program reads in this moment, and the segment tells that the window is ${window} now; its ACK number, ${thousands(segment.ack)}, says nothing new`
        : 'the program does not let it go: the segment leaves in the moment in which another arrives',
    },
    timer: {
      text: 'a timer of the server has run out',
      why: `a receiver’s timer could only hold back an ACK, and here it holds back none: ${isReader ? 'the program acted' : 'something arrived'} in this moment`,
    },
    cwnd: {
      text: 'cwnd: it was in the way, and an ACK has just made room',
      why: 'cwnd limits data that are in flight; a segment without data need not ask',
    },
  }
}
