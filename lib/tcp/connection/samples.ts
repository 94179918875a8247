import type { Received, Sender, Variables } from '../sender/index.ts'
import type { VariablesSample } from './events.ts'
import type { Tcb } from './tcb.ts'

/** Reports the connection's variables when one of those that pictures are drawn of has changed since the last report. */
export function sampleOf(tcb: Tcb, now: number): void {
  const { sender, receiver, lastSample } = tcb
  if (!sender || (lastSample && !hasChanged(sender, receiver, lastSample))) return
  const sample = sender.sample(receiver) as VariablesSample
  sample.type = 'sample'
  sample.time = now
  tcb.lastSample = sample
  tcb.emit(sample)
}

/** Name by name, before any object is made: a traced connection is asked with every segment. */
function hasChanged(sender: Sender, received: Received, last: Variables): boolean {
  const { snd, congestion, timer, synAcked } = sender
  return (
    sender.sndUna !== last.sndUna ||
    sender.sndNxt !== last.sndNxt ||
    received.nxt !== last.rcvNxt ||
    (synAcked ? congestion.cwnd : undefined) !== last.cwnd ||
    congestion.ssthresh !== last.ssthresh ||
    snd.wnd !== last.sndWnd ||
    received.wnd !== last.rcvWnd ||
    timer.rto.srtt !== last.srtt ||
    timer.rto.value !== last.rto ||
    congestion.model?.mode !== last.mode
  )
}
