/** One run by dice, and several of its segments to ask about: what let each go just then? */
import type { LadderFigure } from '../draw/index.ts'
import { Random } from '../network/index.ts'
import { seedFor } from '../network/random.ts'
import { Account } from './problems/account.ts'
import { drawBetween, oneOf } from './problems/draft.ts'
import { type Reason, type Release, releaseOf } from './problems/release.ts'
import { releaseChoices } from './problems/release-choices.ts'
import { type Act, FOLLOWED_BY_HAND, FULL_SEGMENT, type Plan, play } from './problems/scene.ts'
import { type NumbersBefore, numbersBefore, pictureOfRelease, whyAsked } from './problems/why-now.ts'
import { clock, segmentName } from './problems/wording.ts'

/** What can have let a segment go. */
export type WhyNowReason = Reason

/** A segment that has just left. */
export interface WhyNowQuestion {
  /** Of its packet. */
  id: number
  /** `bytes 4,001 to 5,000`, and `418.3 ms`. */
  name: string
  time: string
  asked: string
  reason: WhyNowReason
  /** Of each reason that may be chosen: why it is right, or why not. */
  whys: Readonly<Partial<Record<WhyNowReason, string>>>
  /** The client's, if it is its segment. */
  numbers: NumbersBefore | undefined
  /** The run up to it. */
  picture: () => LadderFigure
}

/** So many segments of a run are asked about. */
const MOST_QUESTIONS = 10

/** How many of them with the same reason. The answer to what arrives is soon known. */
const MOST_ALIKE: Readonly<Record<Reason, number>> = {
  program: 2,
  window: 3,
  cwnd: 3,
  reader: 2,
  timer: 2,
  loss: 1,
  arrival: 1,
}
/** Runs with fewer reasons than this are passed over. */
const LEAST_REASONS = 5
const MOST_THROWS = 12

/** The questions of a number, the same everywhere: a segment is lost, the reader naps, and buffers and windows are drawn. */
export function whyNowQuestions(seed: number): readonly WhyNowQuestion[] {
  let best: WhyNowQuestion[] = []
  let most = 0
  for (let attempt = 0; attempt < MOST_THROWS && most < LEAST_REASONS; attempt++) {
    const random = new Random(seedFor(seed, `why now, run ${attempt}`))
    const account = new Account(play(nappingPlan(random)))
    const asked = releasesDrawn(account, random)
    const reasons = new Set(asked.map(({ reason }) => reason)).size
    if (reasons <= most) continue
    most = reasons
    best = asked.map((release) => questionOf(account, release))
  }
  return best
}

function releasesDrawn(account: Account, random: Random): Release[] {
  const all = account.segments
    .flatMap((segment) => releaseOf(account, segment) ?? [])
    .filter((release) => release.reason in releaseChoices(account, release) && hasOneOccasion(account, release))
  const asked: Release[] = []
  for (const reason of Object.keys(MOST_ALIKE) as Reason[]) {
    const alike = all.filter((release) => release.reason === reason)
    for (let taken = 0; taken < MOST_ALIKE[reason] && alike.length > 0; taken++)
      asked.push(...alike.splice(random.below(alike.length), 1))
  }
  while (asked.length > MOST_QUESTIONS) asked.splice(random.below(asked.length), 1)
  return asked.sort((one, other) => one.segment.sentIndex - other.segment.sentIndex)
}

/** Whether not both happened in its moment: a call of its program, and an arrival. Then neither would be the reason alone. */
function hasOneOccasion({ trace }: Account, { segment: { from, sent } }: Release): boolean {
  const now = trace.events.filter(({ time }) => time === sent)
  const acts = now.some((event) => event.type === 'program' && event.host === from)
  return !(acts && now.some((event) => event.type === 'packet' && event.what === 'delivered' && event.to === from))
}

function questionOf(account: Account, release: Release): WhyNowQuestion {
  const { segment, reason } = release
  const choices = Object.entries(releaseChoices(account, release))
  return {
    ...{ id: segment.id, name: segmentName(segment), time: clock(segment.sent), asked: whyAsked(release), reason },
    whys: Object.fromEntries(choices.map(([name, { why }]) => [name, why])),
    numbers: numbersBefore(account, release),
    picture: () => pictureOfRelease(account, release).figure,
  }
}

/** A writer in bursts, a loss, a nap and buffers of any size. */
function nappingPlan(random: Random): Plan {
  let at = drawBetween(random, 110, 160, 10)
  const writes = Array.from({ length: drawBetween(random, 2, 3) }, (): Act => {
    at += drawBetween(random, 150, 400, 10)
    return { at, octets: drawBetween(random, 5000, 12_000, 500) }
  })
  const wakes = writes[0]!.at + drawBetween(random, 250, 700, 10)
  const reads = Array.from({ length: 12 }, (_, index): Act => ({ at: wakes + index * 150, octets: 30_000 }))
  return {
    seed: random.next(),
    delay: drawBetween(random, 10, 40, 5),
    rate: oneOf(random, [2e6, 4e6, 8e6]),
    lost: [drawBetween(random, 3, 12)],
    settings: {
      ...FOLLOWED_BY_HAND,
      initialWindow: drawBetween(random, 2, 4),
      receiveBuffer: drawBetween(random, 5, 10) * FULL_SEGMENT,
    },
    writes,
    reads,
    closesAt: Math.max(writes.at(-1)!.at, wakes) + drawBetween(random, 500, 900, 50),
  }
}
