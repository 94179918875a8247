import type { Random } from '../../network/index.ts'
import { thousands } from '../../words.ts'
import { Account, type PicturedMoment } from './account.ts'
import { drawBetween, oneOf, type ProblemDraft } from './draft.ts'
import { type Release, releaseOf } from './release.ts'
import { releaseChoices } from './release-choices.ts'
import { type Act, FOLLOWED_BY_HAND, FULL_SEGMENT, type Plan, play } from './scene.ts'
import { clock, segmentName } from './wording.ts'

/** A segment leaves. What let it go just then: a program, the receiver's window, cwnd, a timer, an ACK, or what it acknowledges? */
export function whyNow(random: Random): ProblemDraft | undefined {
  const account = new Account(play(busyPlan(random)))
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
  const { [reason]: right, ...others } = releaseChoices(account, release)
  if (!right) return undefined
  const facts = factsOf(account, release)
  return {
    ...pictureOfRelease(account, release),
    ...(facts !== undefined && { facts }),
    question: whyAsked(release),
    right,
    wrong: Object.values(others),
  }
}

/** The run up to a segment that has just left. Of what the trace says of its cause, nothing is told. */
export function pictureOfRelease(account: Account, { segment }: Release): PicturedMoment {
  return account.picture(segment.sentIndex, { window: true, states: false }, (event) => {
    if (event.type !== 'packet' || event.id !== segment.id) return event
    const { cause: _, windowProbe: __, ...rest } = event
    return rest
  })
}

/** The question, in words. */
export function whyAsked({ segment }: Release): string {
  return `At ${clock(segment.sent)} the ${segment.from} sends ${segmentName(segment)}. What lets it go just then?`
}

function busyPlan(random: Random): Plan {
  const sleeps = random.chance(0.6)
  const writes = writesDrawn(random)
  return {
    seed: random.next(),
    delay: drawBetween(random, 10, 50, 5),
    rate: oneOf(random, [2e6, 4e6, 8e6]),
    lost: random.chance(0.6) ? [drawBetween(random, 3, 14)] : [],
    settings: {
      ...FOLLOWED_BY_HAND,
      initialWindow: drawBetween(random, 2, 4),
      receiveBuffer: drawBetween(random, 5, 12) * FULL_SEGMENT,
    },
    writes,
    ...(sleeps && { reads: readsDrawn(random) }),
    closesAt: writes.at(-1)!.at + drawBetween(random, 300, 900, 50),
  }
}

function writesDrawn(random: Random): Act[] {
  let at = drawBetween(random, 110, 160, 10)
  return Array.from({ length: drawBetween(random, 1, 4) }, () => {
    at += drawBetween(random, 150, 500, 10)
    return { at, octets: drawBetween(random, 2000, 16_000, 500) }
  })
}

function readsDrawn(random: Random): Act[] {
  let at = drawBetween(random, 200, 500, 10)
  return Array.from({ length: 20 }, () => {
    at += drawBetween(random, 30, 500, 10)
    return { at, octets: 30_000 }
  })
}

/** The client's numbers right before, in bytes. */
export interface NumbersBefore {
  flight: number
  cwnd: number
  window: number
  waiting: number
}

/** `undefined` where another end sends, or nothing is known. */
export function numbersBefore(account: Account, { segment, before, handedOver }: Release): NumbersBefore | undefined {
  if (segment.from !== 'client' || before?.cwnd === undefined) return undefined
  const { flight, cwnd, sndWnd: window, sndNxt } = before
  return { flight, cwnd, window, waiting: handedOver - (account.relative(sndNxt) - 1) }
}

function factsOf(account: Account, release: Release): string | undefined {
  const numbers = numbersBefore(account, release)
  if (!numbers) return undefined
  const { flight, cwnd, window, waiting } = numbers
  return `The client, right before: ${thousands(flight)} bytes in flight, cwnd ${thousands(cwnd)}, window ${thousands(window)}, ${thousands(waiting)} bytes handed over and not sent yet.`
}
