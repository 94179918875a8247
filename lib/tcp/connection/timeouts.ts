import { TcpError } from '../errors.ts'
import { keepAliveExpires } from './keep-alive.ts'
import type { Tcb } from './tcb.ts'

/** When {@link timeoutsArrive} is to be called; `Infinity` = no timer runs. */
export function nextDeadline(tcb: Tcb): number {
  const sending = tcb.sender?.deadline() ?? Number.POSITIVE_INFINITY
  return Math.min(sending, tcb.timers.next, tcb.receiver.ack.deadline)
}

/** Fires every timer that is due (RFC 9293 §3.10.8). */
export function timeoutsArrive(tcb: Tcb, now: number): void {
  const { receiver } = tcb
  if (receiver.ack.expire(now)) tcb.reportTimer('delayed-ack', now)
  const reason = tcb.sender?.handleTimeout(now)
  if (reason !== undefined) gaveUp(tcb, reason, now)
  for (let timer = tcb.timers.takeDue(now); timer !== undefined; timer = tcb.timers.takeDue(now)) {
    tcb.reportTimer(timer, now)
    if (timer === 'keep-alive') keepAliveExpires(tcb, now)
    // Nobody waits for the peer's FIN any more: it need not be remembered.
    else if (timer === 'fin-wait-2') tcb.end('user timeout', now)
    else tcb.end('2MSL timeout', now)
  }
  tcb.changed()
}

/** R2 or the user's own limit: the connection is given up, and bad news from the way there is the likely reason (MUST-20, 56). */
function gaveUp(tcb: Tcb, reason: 'r2' | 'user-timeout', now: number): void {
  if (tcb.state === 'CLOSED') return
  const limit = reason === 'r2' ? 'as long as R2 allows' : 'as long as the user timeout allows'
  const { softError } = tcb
  const error = new TcpError(
    softError?.code ?? 'ETIMEDOUT',
    `${tcb.name}: the peer has acknowledged nothing for ${limit}; check that it is up and reachable.`,
    softError && { cause: softError },
  )
  tcb.end('user timeout', now, error)
}
