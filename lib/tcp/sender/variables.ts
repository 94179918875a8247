import type { RateMode } from '../congestion/index.ts'
import type { SenderState } from './sender-state.ts'

/**
 * A connection's variables, by the names that they have in samples, traces and STATUS. A new one has its line here, and one
 * where `network/tcp-host.ts` puts it into the trace. Octets, milliseconds, sequence numbers as on the wire.
 */
export interface Variables {
  /** `undefined` until our SYN is acknowledged: there is none before. */
  cwnd: number | undefined
  /** `Infinity` before the first loss. */
  ssthresh: number
  /** SND.NXT − SND.UNA */
  flight: number
  /** Estimate of what is in the network (RFC 6675 `pipe`). */
  pipe: number
  phase: 'slow-start' | 'congestion-avoidance' | 'fast-recovery' | 'loss'
  sndWnd: number
  /** RCV.WND, as last offered. */
  rcvWnd: number
  sndUna: number
  sndNxt: number
  rcvNxt: number
  srtt: number | undefined
  rttvar: number | undefined
  rto: number
  /** What the buffers hold at most, which may grow. */
  sendBuffer: number
  receiveBuffer: number
  /** Of an algorithm that paces, BBR: how fast it sends, and BtlBw, in bit/s; RTprop; its state. `undefined` = it has none. */
  pacingRate: number | undefined
  btlBw: number | undefined
  minRtt: number | undefined
  mode: RateMode | undefined
}

/** The receiving half's part of them. */
export interface Received {
  readonly nxt: number
  readonly wnd: number
}

/** Octets a millisecond in bit/s. */
const BITS = 8_000

/** All of them, as they are now. */
export function variablesOf(state: SenderState, rcv: Received): Variables {
  const { snd, congestion, recovery, timer, synAcked, settings } = state
  const { cwnd, ssthresh, model } = congestion
  const growth = cwnd < ssthresh ? 'slow-start' : 'congestion-avoidance'
  return {
    // Before the SYN is acknowledged there is no window: what its field holds is a default.
    cwnd: synAcked ? cwnd : undefined,
    ssthresh,
    flight: snd.flight,
    pipe: recovery.pipe,
    phase: recovery.phase === 'fast' ? 'fast-recovery' : recovery.phase === 'loss' ? 'loss' : growth,
    sndWnd: snd.wnd,
    rcvWnd: rcv.wnd,
    sndUna: snd.seq(snd.una),
    sndNxt: snd.seq(snd.nxt),
    rcvNxt: rcv.nxt,
    srtt: timer.rto.srtt,
    rttvar: timer.rto.rttvar,
    rto: timer.rto.value,
    sendBuffer: settings.sendBuffer,
    receiveBuffer: settings.receiveBuffer,
    pacingRate: model && model.pacingRate * BITS,
    btlBw: model && model.btlBw * BITS,
    minRtt: model && (model.minRtt === Infinity ? undefined : model.minRtt),
    mode: model?.mode,
  }
}
