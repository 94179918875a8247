import { MAX_WINDOW_SCALE } from '../receiver/index.ts'
import { DEFAULT_IPV6_MSS, DEFAULT_MSS, HEADERS, IPV6_EXCESS, type Settings } from '../settings.ts'
import type { Options, Segment } from '../wire/index.ts'

/** A smaller MSS is not believed: it would make the header cost more than the data. */
const SMALLEST_MSS = 48
/** Octets of the timestamps option with its padding. */
const TIMESTAMPS_LENGTH = 12

/** What the two SYNs agreed on. */
export interface Agreement {
  /** Octets of payload that a segment of ours takes at most (Eff.snd.MSS, MUST-16). */
  mss: number
  sack: boolean
  timestamps: boolean
  /** Snd.Wind.Shift: how the peer's window field is scaled; and Rcv.Wind.Shift, ours. */
  sendShift: number
  receiveShift: number
}

/**
 * The options of our SYN: what is set, and in answer to a SYN only what that one offered (RFC 7323 §2.2, §3.2; RFC 2018 §2).
 *
 * @param shift Rcv.Wind.Shift, the same in each SYN of a connection
 */
export function synOptions(settings: Settings, shift: number, peer?: Options): Options {
  const options = noOptions()
  options.mss = settings.mss
  if (settings.windowScale && (!peer || peer.windowScale !== undefined)) {
    options.windowScale = shift
  }
  if (settings.sack && (!peer || peer.sackPermitted)) options.sackPermitted = true
  return options
}

/** Options of segments to send, all of one shape: whoever reads them, reads every segment. */
export function noOptions(): Options {
  return {
    mss: undefined,
    windowScale: undefined,
    sackPermitted: undefined,
    sack: undefined,
    timestamps: undefined,
    fastOpen: undefined,
  }
}

/**
 * What holds once the peer's SYN has come: each option only where both sides sent it.
 *
 * @param shift what our SYN says of our window scale
 */
export function agree(settings: Settings, shift: number, syn: Segment, overIpv6: boolean): Agreement {
  const { options } = syn
  const scaled = settings.windowScale && options.windowScale !== undefined
  const timestamps = settings.timestamps && options.timestamps !== undefined
  return {
    mss: effectiveMss(options.mss, settings.mtu, timestamps, overIpv6),
    sack: settings.sack && options.sackPermitted === true,
    timestamps,
    sendShift: scaled ? Math.min(options.windowScale as number, MAX_WINDOW_SCALE) : 0,
    receiveShift: scaled ? shift : 0,
  }
}

/**
 * Eff.snd.MSS: what the peer takes and the way there takes, less our options.
 *
 * @see RFC 9293 §3.7.1
 */
export function effectiveMss(
  announced: number | undefined,
  mtu: number,
  timestamps: boolean,
  overIpv6: boolean,
): number {
  const sendMss = Math.max(announced ?? (overIpv6 ? DEFAULT_IPV6_MSS : DEFAULT_MSS), SMALLEST_MSS)
  const room = Math.max(mtu - HEADERS - (overIpv6 ? IPV6_EXCESS : 0), SMALLEST_MSS)
  return Math.min(sendMss, room) - (timestamps ? TIMESTAMPS_LENGTH : 0)
}
