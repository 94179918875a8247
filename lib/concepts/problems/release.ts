import type { Journey } from '../../draw/index.ts'
import type { SampleEvent } from '../../network/index.ts'
import type { Account } from './account.ts'

export type Reason = 'program' | 'reader' | 'window' | 'cwnd' | 'timer' | 'loss' | 'arrival'

export interface Release {
  segment: Journey
  reason: Reason
  /** Before what let it go. */
  before: SampleEvent | undefined
  handedOver: number
}

/** `undefined` where more than one thing could be said to have let it go. */
export function releaseOf(account: Account, segment: Journey): Release | undefined {
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
