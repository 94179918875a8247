import { AMOUNT, checkOptions, LIMIT, type NumberRule, POSITIVE, type Rules, SOME } from '../../check.ts'
import { CONGESTION_NAMES } from '../congestion/index.ts'
import type { LossDetection, SenderOptions } from '../sender/index.ts'

/** Settings of a connection, all with a default. Times in milliseconds, sizes in octets. */
export interface ConnectionSettings extends Omit<SenderOptions, 'iss' | 'bufferLimit'> {
  /** What the send buffer holds: taken from the user and not yet acknowledged. Default 65,536. */
  sendBuffer?: number
  /** What the receive buffer holds: received and not yet read. Default 65,535. */
  receiveBuffer?: number
  /** The largest packet that the way out of this host takes. Default 1500. */
  mtu?: number
  /** The MSS to announce; by default, and at most, the MTU less both headers (MUST-67). */
  mss?: number
  /** Offer the option on SYN (RFC 7323 §2, §3; RFC 2018). Default true. */
  windowScale?: boolean
  timestamps?: boolean
  sack?: boolean
  /** How long an ACK may be held back, below 500; 0 = not at all (MUST-40). Default 40. */
  delayedAck?: number
  /** Maximum segment lifetime: TIME-WAIT lasts twice as long (MUST-13). Default 120,000. */
  msl?: number
  /** How long FIN-WAIT-2 may last once the user has closed both ways; `Infinity` = for ever. Default 60,000. */
  finWait2?: number
  /** Probe an idle peer (MUST-24). Default false (MUST-25). */
  keepAlive?: boolean
  /** Idle time before the first probe (MUST-27). Default 7,200,000 (MUST-28). */
  keepAliveIdle?: number
  /** Time between probes. Default 75,000. */
  keepAliveInterval?: number
  /** So many probes unanswered end the connection (MUST-29). Default 9. */
  keepAliveProbes?: number
  /** Hops that a packet may take (MUST-49). Default 64. */
  ttl?: number
  /** Differentiated services code point, 0 to 63 (MUST-48). Default 0. */
  dscp?: number
}

/** Header octets of IPv4 and TCP without options. */
export const HEADERS = 40

export const LOSS_DETECTIONS: readonly LossDetection[] = ['dup-ack', 'rack-tlp']

type Defaults = Required<Omit<ConnectionSettings, keyof SenderOptions | 'mss'>>

const DEFAULTS: Defaults = {
  sendBuffer: 65_536,
  receiveBuffer: 65_535,
  mtu: 1500,
  windowScale: true,
  timestamps: true,
  sack: true,
  delayedAck: 40,
  msl: 120_000,
  finWait2: 60_000,
  keepAlive: false,
  keepAliveIdle: 7_200_000,
  keepAliveInterval: 75_000,
  keepAliveProbes: 9,
  ttl: 64,
  dscp: 0,
}

/** The settings with their defaults, checked; what concerns only the sending half is passed on as it is. */
export interface Settings extends Defaults, Omit<SenderOptions, 'iss' | 'bufferLimit'> {
  mss: number
}

/** A timeout may be for ever. */
const FOREVER = { above: 0, most: Number.POSITIVE_INFINITY }

/** Of keep-alive, by the names that they have there. */
export const KEEP_ALIVE_TIMES: Readonly<Record<'idle' | 'interval' | 'probes', NumberRule>> = {
  idle: LIMIT,
  interval: LIMIT,
  probes: { least: 0, most: Number.POSITIVE_INFINITY, whole: true },
}

const RULES: Rules<ConnectionSettings> = {
  sendBuffer: { least: 1, most: 2 ** 30, whole: true },
  receiveBuffer: { least: 1, most: 2 ** 30 - 1, whole: true },
  mtu: { least: 68, most: 65_535, whole: true },
  mss: { least: 1, most: 65_535, whole: true },
  windowScale: 'flag',
  timestamps: 'flag',
  sack: 'flag',
  delayedAck: { least: 0, most: 499.999 },
  msl: LIMIT,
  finWait2: LIMIT,
  keepAlive: 'flag',
  keepAliveIdle: KEEP_ALIVE_TIMES.idle,
  keepAliveInterval: KEEP_ALIVE_TIMES.interval,
  keepAliveProbes: KEEP_ALIVE_TIMES.probes,
  ttl: { least: 1, most: 255, whole: true },
  dscp: { least: 0, most: 63, whole: true },
  noDelay: 'flag',
  congestion: { oneOf: CONGESTION_NAMES },
  hystart: 'flag',
  initialWindow: SOME,
  restartAfterIdle: 'flag',
  limitedTransmit: 'flag',
  lossDetection: { oneOf: LOSS_DETECTIONS },
  initialRto: POSITIVE,
  minRto: AMOUNT,
  maxRto: POSITIVE,
  r1: SOME,
  r2: FOREVER,
  synR2: FOREVER,
  userTimeout: FOREVER,
  overrideTimeout: AMOUNT,
  sillyWindow: { oneOf: ['avoid', 'allow'] },
  sackAfterTimeout: { oneOf: ['clear', 'keep'] },
  undo: 'flag',
}

/** @throws RangeError naming the setting that cannot be, or that there is not */
export function resolveSettings(settings: ConnectionSettings = {}): Settings {
  checkOptions('the setting ', settings, RULES)
  const given = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined))
  const merged = { ...DEFAULTS, ...given } as Settings
  merged.mss = Math.min(merged.mss ?? Number.POSITIVE_INFINITY, merged.mtu - HEADERS)
  return merged
}
