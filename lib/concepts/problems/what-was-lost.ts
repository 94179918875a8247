import type { Journey } from '../../draw/index.ts'
import type { Random } from '../../network/index.ts'
import { count, thousands } from '../../words.ts'
import type { Account, Arrived } from './account.ts'
import { oneOf, type ProblemDraft } from './draft.ts'
import { duplicatesOf, SHOWN, since, UNSEEN, unseenByClient } from './losses.ts'
import { bytesIn, clock } from './wording.ts'

export function whatWasLost(account: Account, random: Random): ProblemDraft | undefined {
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
    ...account.picture(
      ack.endIndex,
      { ...SHOWN, from: since(account, ack.ack) },
      unseenByClient(account, ack.endIndex),
    ),
    question: `${UNSEEN} The last ACK came at ${clock(ack.arrived)}. As far as the ACKs tell, which segment is missing at the server?`,
    right: {
      text: bytesIn(lost),
      why: `the ACK number ${thousands(ack.ack)} has been repeated ${count(nth, 'time')}: each time something behind it has arrived, and byte ${thousands(ack.ack)} has not. In the trace, the segment was dropped at ${clock(lost.dropped!)}`,
    },
    wrong: others.slice(-6).map((other) => ({ text: bytesIn(other), why: whyNotLost(account, other, ack) })),
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

function isNewData({ from, segment, retransmission }: Journey): boolean {
  return from === 'client' && segment!.payload.length > 0 && !retransmission
}
