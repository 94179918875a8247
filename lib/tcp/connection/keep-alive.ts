import { TcpError } from '../errors.ts'
import { resetNow } from './calls.ts'
import { isSynchronized } from './state.ts'
import type { Tcb } from './tcb.ts'

// Keep-alives, RFC 9293 §3.8.4: off unless asked for (MUST-24, MUST-25), and only while nothing is in flight (MUST-26).

/** The connection is established, or the user has turned keep-alives on. */
export function keepAliveStarts(tcb: Tcb, now: number): void {
  if (!tcb.settings.keepAlive || !isSynchronized(tcb.state) || tcb.state === 'TIME-WAIT') {
    tcb.timers.clear('keep-alive')
    return
  }
  tcb.timers.set('keep-alive', Math.max(tcb.lastHeard + tcb.settings.keepAliveIdle, now))
}

/** The timer has fired: probe, wait on, or give up. The timer runs lazily, so that segments need not move it. */
export function keepAliveExpires(tcb: Tcb, now: number): void {
  const { settings, sender, timers } = tcb
  if (!sender || !settings.keepAlive) return
  const idleUntil = tcb.lastHeard + settings.keepAliveIdle
  if (tcb.probesSent === 0 && idleUntil > now) {
    timers.set('keep-alive', idleUntil)
  } else if (sender.buffered > 0 || sender.sndUna !== sender.sndNxt) {
    // The retransmission timer watches over what is in flight.
    timers.set('keep-alive', now + settings.keepAliveIdle)
  } else if (tcb.probesSent >= settings.keepAliveProbes) {
    tcb.reply(resetNow(tcb, now))
    const error = new TcpError(
      'ETIMEDOUT',
      `${tcb.name}: the peer left ${tcb.probesSent} keep-alives unanswered; open a new connection.`,
      tcb.softError && { cause: tcb.softError },
    )
    tcb.end('user timeout', now, error)
  } else {
    tcb.probesSent++
    tcb.probeDue = true
    timers.set('keep-alive', now + settings.keepAliveInterval)
  }
}
