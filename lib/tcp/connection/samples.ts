import type { Variables } from '../sender/index.ts'
import type { Tcb } from './tcb.ts'

/** Reports the connection's variables when one of those that pictures are drawn of has changed since the last report. */
export function sampleOf(tcb: Tcb, now: number): void {
  const { sender, receiver, lastSample } = tcb
  const variables = sender?.sample(receiver)
  if (!variables || (lastSample && !differs(variables, lastSample))) return
  tcb.lastSample = variables
  tcb.emit(Object.assign(variables, { type: 'sample' as const, time: now }))
}

/** Name by name: there are many samples, and a loop takes thirty times as long. */
function differs(now: Variables, last: Variables): boolean {
  return (
    now.sndUna !== last.sndUna ||
    now.sndNxt !== last.sndNxt ||
    now.rcvNxt !== last.rcvNxt ||
    now.cwnd !== last.cwnd ||
    now.ssthresh !== last.ssthresh ||
    now.sndWnd !== last.sndWnd ||
    now.rcvWnd !== last.rcvWnd ||
    now.srtt !== last.srtt ||
    now.rto !== last.rto
  )
}
