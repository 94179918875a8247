import type { Congestion } from './types.ts'

/** No congestion control: only the peer's window limits what is in flight. For the lesson on congestion collapse, nowhere else. */
export class None implements Congestion {
  readonly name = 'none'
  readonly recovery = 'new-reno'
  get cwnd(): number {
    return Infinity
  }
  // Loss recovery inflates and deflates cwnd; here that must not take.
  set cwnd(_octets: number) {}
  get ssthresh(): number {
    return Infinity
  }
  set ssthresh(_octets: number) {}
  start(): void {}
  resize(): void {}
  ackArrives(): void {}
  lossDetected(): void {}
  congestionMarked(): void {}
  recovered(): void {}
  timedOut(): void {}
  checkpoint(): () => void {
    return () => {}
  }
  restart(): void {}
}
