import type { Sample } from './happenings.ts'
import type { Tcb } from './tcb.ts'

/** Reports the connection's variables when one of them has changed since the last report. */
export function sampleOf(tcb: Tcb, now: number): void {
  const { sender, receiver } = tcb
  if (!sender) return
  const { cwnd, ssthresh, flight, una, nxt, wnd, srtt, rto } = sender.sample()
  const last = tcb.lastSample
  if (
    last &&
    last.sndUna === una &&
    last.sndNxt === nxt &&
    last.rcvNxt === receiver.nxt &&
    last.cwnd === cwnd &&
    last.ssthresh === ssthresh &&
    last.sndWnd === wnd &&
    last.rcvWnd === receiver.wnd &&
    last.srtt === srtt &&
    last.rto === rto
  ) {
    return
  }
  const sample: Sample = {
    type: 'sample',
    time: now,
    cwnd,
    ssthresh,
    flight,
    sndWnd: wnd,
    rcvWnd: receiver.wnd,
    sndUna: una,
    sndNxt: nxt,
    rcvNxt: receiver.nxt,
    srtt,
    rto,
  }
  tcb.lastSample = sample
  tcb.happened(sample)
}
