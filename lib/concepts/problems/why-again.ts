import type { Journey } from '../../draw/index.ts'
import type { Random, TraceEvent } from '../../network/index.ts'
import { count, thousands } from '../../words.ts'
import type { Account } from './account.ts'
import { oneOf, type ProblemDraft } from './draft.ts'
import { isTimeout, SHOWN, since } from './losses.ts'
import type { Plan } from './scene.ts'
import { bytesIn, clock } from './wording.ts'

/** The client's segment that went again, and why: the engine itself has written it into the trace. */
export function whyAgain(account: Account, random: Random, plan: Plan): ProblemDraft | undefined {
  const again = account.segments.filter(({ from, sent, sentIndex, retransmission, cause }) => {
    if (from !== 'client' || !retransmission || !cause || !(cause in REASONS_AGAIN)) return false
    // Of several that one ACK lets go, the first is asked about.
    if (account.segments.some((each) => each.from === from && each.sent === sent && each.sentIndex < sentIndex))
      return false
    // After a timeout, ACKs let the next ones go.
    return cause !== 'timeout' || account.trace.events.some((event) => isTimeout(event) && event.time === sent)
  })
  const causes = [...new Set(again.map(({ cause }) => cause as keyof typeof REASONS_AGAIN))]
  if (causes.length === 0) return undefined
  const rare = causes.filter((each) => each === 'SACK' || each === 'partial ACK')
  const cause = oneOf(random, rare.length > 0 && random.chance(0.85) ? rare : causes)
  const resent = oneOf(
    random,
    again.filter((each) => each.cause === cause),
  )
  const known = account.knownTo('client', resent.sentIndex)
  const hidden = (event: TraceEvent): TraceEvent | undefined => {
    if (event.type !== 'packet' || event.id !== resent.id) return known(event)
    const { cause: _, ...rest } = event
    return rest
  }
  const reasons = whyTexts(account, resent)
  const others = (Object.keys(reasons) as (keyof typeof REASONS_AGAIN | 'asked')[]).filter(
    (each) => each !== cause && !isTrueToo(each, cause, plan),
  )
  return {
    ...account.picture(resent.sentIndex, { ...SHOWN, from: since(account, resent.seq) }, hidden),
    question: `At ${clock(resent.sent)} the client sends ${bytesIn(resent)} again. Why just then?`,
    right: { text: REASONS_AGAIN[cause], why: reasons[cause] },
    wrong: others.map((each) => ({ text: REASONS_AGAIN[each], why: NO_REASONS_AGAIN[each] })),
  }
}

const REASONS_AGAIN = {
  timeout: 'its retransmission timer has run out',
  'third duplicate': 'the third duplicate ACK has come',
  'partial ACK': 'the ACK for the segment that went again covers only a part: the next gap is known',
  SACK: 'it has repaired one gap already, and the SACK blocks show another',
  asked: 'the server has asked for it',
} as const

const NO_REASONS_AGAIN: Readonly<Record<keyof typeof REASONS_AGAIN, string>> = {
  timeout: 'the timer is still running: an ACK has just come, in the very moment in which the segment goes',
  'third duplicate': 'count the ACKs that repeat one number right before: it is not the third that lets it go',
  'partial ACK': 'no ACK has just moved the number forward and left a gap behind it',
  SACK: 'no other gap is being repaired, and no SACK block has just come that shows one',
  asked: 'nobody asks in TCP: an ACK tells what is expected next, and the sender infers what is lost',
}

/** What is as true as the cause itself, or nearly, is no wrong choice. */
function isTrueToo(choice: keyof typeof REASONS_AGAIN, cause: keyof typeof REASONS_AGAIN, { settings }: Plan): boolean {
  const pair = [choice, cause]
  if (pair.includes('SACK') && pair.includes('partial ACK')) return true
  return choice === 'SACK' && cause === 'third duplicate' && settings.sack !== false
}

function whyTexts(account: Account, { seq, sent, sentIndex }: Journey): Record<keyof typeof REASONS_AGAIN, string> {
  const acks = account.arrivedAt('client').filter(({ endIndex }) => endIndex < sentIndex)
  const last = acks.at(-1)!
  const same = acks.filter(({ ack }) => ack === seq).length
  const first = account.segments.find((each) => each.from === 'client' && each.seq === seq)!
  return {
    timeout: `the last ACK came at ${clock(last.arrived)}, and none has come since; the segment was first sent at ${clock(first.sent)}, and the trace has the timer at ${clock(sent)}`,
    'third duplicate': `${count(same, 'ACK')} for byte ${thousands(seq)} came, the last at ${clock(last.arrived)}: the first said it anew, three repeated it`,
    'partial ACK': `the ACK of ${clock(last.arrived)} goes up to ${thousands(last.ack)} and no further, although more was sent before the repair began: byte ${thousands(seq)} is the next that is missing`,
    SACK: `the ACK of ${clock(last.arrived)} reports what has arrived behind byte ${thousands(seq)}, in a recovery that has begun before`,
    asked: NO_REASONS_AGAIN.asked,
  }
}
