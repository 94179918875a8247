import type { Random } from '../../network/index.ts'
import { thousands } from '../../words.ts'
import type { Account, Arrived } from './account.ts'
import { oneOf, type ProblemDraft } from './draft.ts'
import type { ProblemChoice } from './problem.ts'
import { FULL_SEGMENT } from './scene.ts'
import { clock } from './wording.ts'

/** An ACK comes: how many bytes then leave. Only where its own numbers say as much as left: nothing else held anything back. */
export function allowance(account: Account, random: Random): ProblemDraft | undefined {
  const moments = account.arrivedAt('client').flatMap((ack) => {
    const nxt = account.sentUpTo(ack.endIndex, 'client')
    const bytes = account
      .answersTo(ack.endIndex, 'client')
      .reduce((sum, { segment }) => sum + segment!.payload.length, 0)
    const allowed = ack.ack + ack.segment.window - nxt
    const waits = account.handedOver(ack.endIndex) - (nxt - 1) > allowed
    return waits && bytes === allowed && !ack.segment.flags.syn ? [{ ack, nxt, bytes }] : []
  })
  const amounts = [...new Set(moments.map(({ bytes }) => bytes))]
  if (!amounts.some((bytes) => bytes > 0)) return undefined
  // Most ACKs let one segment go: the amount is drawn first, so that others come as often.
  const amount = oneOf(random, amounts)
  const some = moments.filter(({ bytes }) => bytes === amount)
  const { ack, nxt, bytes } = oneOf(random, some)
  const { window } = ack.segment
  return {
    ...account.picture(ack.endIndex, { window: true, from: ack.sent }, account.knownTo('client', ack.endIndex)),
    question: `At ${clock(ack.arrived)} the client has just received the last ACK of the picture. Its program has handed over more than it can send, and only the window limits it. How many bytes may it send now?`,
    right: { text: thousands(bytes), why: whyAllowed(ack, nxt, bytes) },
    wrong: wrongAmounts(window, nxt - ack.ack, bytes),
    spare: [bytes + FULL_SEGMENT, bytes + 2 * FULL_SEGMENT].map((amount) => ({
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

function wrongAmounts(window: number, flight: number, bytes: number): ProblemChoice[] {
  const wrong: [number, string][] = [
    [
      window,
      `the window counts from the acknowledged byte on, and ${thousands(flight)} bytes behind it are in flight already`,
    ],
    [flight, 'that is what is in flight, sent and not acknowledged; what is left of the window is asked'],
    [window + flight, 'what is in flight lies within the window and does not come on top of it'],
    [FULL_SEGMENT, 'an ACK does not let one segment go; it moves the window, and what that allows may go'],
    [0, 'a sender need not wait until everything in flight is acknowledged; it may fill the window'],
  ]
  return wrong.filter(([amount]) => amount !== bytes).map(([amount, why]) => ({ text: thousands(amount), why }))
}
