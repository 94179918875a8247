import type { Journey } from '../../draw/index.ts'
import type { Random } from '../../network/index.ts'
import { thousands } from '../../words.ts'
import type { Account } from './account.ts'
import { oneOf, type ProblemDraft } from './draft.ts'
import { duplicatesOf, isTimeout, SHOWN, since, UNSEEN, unseenByClient } from './losses.ts'
import type { ProblemChoice } from './problem.ts'
import { clock, handedOverSoFar } from './wording.ts'

/** Behind the first, the second and the third duplicate, and when the timer has run out. */
export function whatGoesNext(account: Account, random: Random): ProblemDraft | undefined {
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
    ...account.picture(at, { ...SHOWN, from: since(account, una) }, unseenByClient(account, at)),
    facts: handedOverSoFar(account.handedOver(at)),
    question:
      nth === 0
        ? `${UNSEEN} Nothing more comes, and at ${clock(time)} its retransmission timer runs out. What does it do at once?`
        : `${UNSEEN} At ${clock(time)} the client has just received the last ACK. What does it do at once?`,
    right,
    wrong: Object.values(others),
  }
}

interface SenderStanding {
  una: number
  nxt: number
  nth: number
  handedOver: number
}

function nextChoices({
  una,
  nxt,
  nth,
  handedOver,
}: SenderStanding): Record<'nothing' | 'oldest' | 'new' | 'all', ProblemChoice> {
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

/** The last event of an earlier moment. */
function lastBefore({ trace: { events } }: Account, at: number): number {
  const { time } = events[at]!
  return events.findIndex((event) => event.time === time) - 1
}

function sentAt({ segments }: Account, after: number, time: number): Journey[] {
  return segments.filter(({ from, sent, sentIndex }) => from === 'client' && sent === time && sentIndex > after)
}
