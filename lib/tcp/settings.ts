import { check, checkOptions, type Rule } from '../check.ts'
import { CONGESTION_NAMES, type CongestionName } from './congestion/index.ts'
import { PROFILE_NAMES, PROFILES, type ProfileName } from './profiles.ts'

/** A row of the table: a flag, one of some names, or a number within bounds. */
interface Setting {
  readonly default: boolean | string | number | undefined
  readonly oneOf?: readonly string[]
  readonly least?: number
  /** Not even this. */
  readonly above?: number
  readonly most?: number
  /** `Infinity` = no limit is a value too. */
  readonly forever?: true
  readonly whole?: true
  readonly unit?: 'ms' | 'µs' | 'octets' | 'segments'
}

/**
 * All that can be set of a connection. Types, defaults, checks, their messages and `settings.md` come from here (`npm run
 * settings` writes that); where each comes from, `sources.ts` says. Settings are resolved once; whoever needs one reads it of {@link Settings} when it is needed.
 */
export const SETTINGS = {
  /** Whose rules hold where nothing else is set: our defaults, the letter of the RFCs, or another stack's. */
  profile: { default: 'ackbook', oneOf: PROFILE_NAMES as readonly ProfileName[] },
  /**
   * TCP Fast Open: text in the SYN. A client's SYN waits for the first text where it has a cookie of that server, and asks for one
   * else; a server gives cookies, and has the text of whoever shows one read before the handshake is over. It may come twice.
   */
  fastOpen: { default: false },
  /** What the send buffer holds: taken from the user and not yet acknowledged. */
  sendBuffer: { default: 65_536, least: 1, most: 1_073_741_824, whole: true, unit: 'octets' },
  /** What the receive buffer holds: received and not yet read. */
  receiveBuffer: { default: 65_535, least: 1, most: 1_073_741_823, whole: true, unit: 'octets' },
  /** Up to where the send buffer grows with cwnd, to twice of it; by default it does not. */
  sendBufferMost: {
    default: undefined as number | undefined,
    least: 1,
    most: 1_073_741_824,
    whole: true,
    unit: 'octets',
  },
  /**
   * Up to where the receive buffer grows with what the program reads in a round trip, to twice of it and more; the window
   * scale is that of this size. By default it does not grow.
   */
  receiveBufferMost: {
    default: undefined as number | undefined,
    least: 1,
    most: 1_073_741_823,
    whole: true,
    unit: 'octets',
  },
  /** While so much waits to be sent for the first time, nothing more is taken from the user; by default all that the buffer holds. */
  notSentLowat: {
    default: undefined as number | undefined,
    least: 1,
    most: 4_294_967_295,
    whole: true,
    unit: 'octets',
  },
  /** The largest packet that the way out of this host takes. */
  mtu: { default: 1_500, least: 68, most: 65_535, whole: true, unit: 'octets' },
  /** The MSS to announce: never more than the MTU less both headers. */
  mss: { default: 65_535, least: 1, most: 65_535, whole: true, unit: 'octets' },
  /** Offer a window scale on SYN. */
  windowScale: { default: true },
  /** Offer timestamps on SYN. */
  timestamps: { default: true },
  /** Offer selective acknowledgments on SYN. */
  sack: { default: true },
  /** How long an ACK may be held back, below 500; 0 = not at all. */
  delayedAck: { default: 40, least: 0, most: 499.999, unit: 'ms' },
  /**
   * So many ACKs at the start, and after a pause, are not held back, nor is one behind a small segment that was read, until
   * the program answers; from then on the delay follows the pace, from `delayedAck` to 200 ms. As Linux has it, with 16.
   */
  quickAcks: { default: 0, least: 0, whole: true, unit: 'segments' },
  /** Maximum segment lifetime: TIME-WAIT lasts twice as long. */
  msl: { default: 120_000, least: 0, forever: true, unit: 'ms' },
  /** How long FIN-WAIT-2 may last once the user has closed both ways. */
  finWait2: { default: 60_000, least: 0, forever: true, unit: 'ms' },
  /** Probe an idle peer. */
  keepAlive: { default: false },
  /** Idle time before the first probe. */
  keepAliveIdle: { default: 7_200_000, least: 0, forever: true, unit: 'ms' },
  /** Time between probes. */
  keepAliveInterval: { default: 75_000, least: 0, forever: true, unit: 'ms' },
  /** After so many unanswered probes the connection ends. */
  keepAliveProbes: { default: 9, least: 0, forever: true, whole: true },
  /** Hops that a packet may take. */
  ttl: { default: 64, least: 1, most: 255, whole: true },
  /** Differentiated services code point. */
  dscp: { default: 0, least: 0, most: 63, whole: true },
  /** Nagle's algorithm off. */
  noDelay: { default: false },
  /** What it has a small segment wait for: the ACKs of `all` that is outstanding, or only of an earlier `small` one (Minshall). */
  nagleFor: { default: 'all', oneOf: ['all', 'small'] },
  /** The user has more to write: no segment goes out that is not full, for `overrideTimeout` at most once nothing is outstanding. */
  cork: { default: false },
  /**
   * The algorithm of congestion control. `bbr` is version 1, which Linux ships (draft-cardwell-iccrg-bbr-congestion-control-00),
   * and the only one that paces; version 3 (draft-ietf-ccwg-bbr) heeds loss and ECN too.
   */
  congestion: { default: 'cubic', oneOf: CONGESTION_NAMES as readonly CongestionName[] },
  /** HyStart++ in CUBIC's slow start. */
  hystart: { default: false },
  /** Initial window; by default ten segments, at most 14,600 octets or two segments. */
  initialWindow: {
    default: undefined as number | undefined,
    least: 1,
    whole: true,
    unit: 'segments',
  },
  /** Fall back to the initial window after an idle RTO. */
  restartAfterIdle: { default: true },
  /** Send new data on the first two duplicate ACKs. */
  limitedTransmit: { default: true },
  /**
   * How losses are found: by `dup-ack`, three duplicate ACKs or their equal in SACK (RFC 5681, 6675), or by `rack-tlp`, the
   * time since a segment was sent, and probes of the tail (RFC 8985; only where SACK is agreed on).
   */
  lossDetection: { default: 'dup-ack', oneOf: ['dup-ack', 'rack-tlp'] },
  /** Fast recovery comes down to ssthresh in step with what is delivered, not at once; not for an algorithm that paces. */
  prr: { default: false },
  /**
   * What cwnd grows by: what is `acked`, or what is `delivered`, once segments were overtaken by more than two others: what SACK
   * reports too.
   */
  growth: { default: 'acked', oneOf: ['acked', 'delivered'] },
  /** How often a recovery reduces cwnd: for each `loss` of what was resent in it as well, or once a `recovery`. */
  reductions: { default: 'loss', oneOf: ['loss', 'recovery'] },
  /**
   * Explicit Congestion Notification: `ask` for it in our SYN, `accept` it where the peer's asks (as Linux does), or `off`. With
   * `bbr`, which heeds no marks, our own data does not bear ECT.
   */
  ecn: { default: 'off', oneOf: ['off', 'accept', 'ask'] },
  /** The window whose half, or CUBIC's part, ssthresh becomes at a loss: FlightSize, or cwnd. */
  ssthreshOf: { default: 'flight', oneOf: ['flight', 'cwnd'] },
  /** By how many segments an ACK lets slow start grow at most; where a timeout began it, 1, unless there is no limit: L. HyStart++ has 8. */
  slowStartLimit: {
    default: 1,
    least: 1,
    forever: true,
    whole: true,
    unit: 'segments',
  },
  /** First retransmission timeout. */
  initialRto: { default: 1_000, above: 0, unit: 'ms' },
  /** Floor of the RTO; Linux uses 200. */
  minRto: { default: 1_000, least: 0, unit: 'ms' },
  /** The least that is added to SRTT for the RTO: the clock's granularity, G. */
  leastVariance: { default: 1, least: 0, unit: 'ms' },
  /** What is added to each RTO, backed off or not. */
  rtoSlop: { default: 0, least: 0, unit: 'ms' },
  /** When data begins with an RTO of 3 s because a SYN was resent: `always`, or only while no round trip is measured. */
  threeSecondRto: { default: 'always', oneOf: ['always', 'unmeasured'] },
  /** Ceiling of the RTO, of probes too; by default the least allowed. */
  maxRto: { default: 60_000, above: 0, unit: 'ms' },
  /** After so many retransmissions of one segment the event `r1` is reported. */
  r1: { default: 3, least: 1, whole: true },
  /** How long data may stay unacknowledged before the connection is given up. */
  r2: { default: 100_000, above: 0, forever: true, unit: 'ms' },
  /** The same for the SYN, three minutes at least. */
  synR2: { default: 180_000, above: 0, forever: true, unit: 'ms' },
  /** R2 as a number of retransmissions, and of window probes without an answer, instead of `r2`; Infinity = not counted. */
  retries: { default: Infinity as number, least: 0, forever: true, whole: true },
  /** How `retries` are counted: one by one, or by the `time` that so many take which begin with `minRto`. */
  retriesBy: { default: 'count', oneOf: ['count', 'time'] },
  /** The same for the SYN of an active open, instead of `synR2`. */
  synRetries: { default: Infinity as number, least: 0, forever: true, whole: true },
  /** The same for the SYN,ACK. */
  synAckRetries: { default: Infinity as number, least: 0, forever: true, whole: true },
  /** So many timeouts of a SYN do not double the RTO. */
  synLinear: { default: 0, least: 0, whole: true },
  /** How long it may take to be open, beside R2 of the SYN. */
  openTimeout: { default: Infinity as number, above: 0, forever: true, unit: 'ms' },
  /** After more timeouts of a SYN than this, data begins with one segment in place of the initial window. */
  lostSyns: { default: 0, least: 0, whole: true },
  /** What is sent into a closed window: the next `octet`, or an `empty` segment from before it, at SND.UNA − 1. */
  windowProbe: { default: 'octet', oneOf: ['octet', 'empty'] },
  /** Floor of the time between window probes. */
  minPersist: { default: 0, least: 0, unit: 'ms' },
  /** Its ceiling, where that of the RTO is not lower. */
  maxPersist: { default: Infinity as number, above: 0, forever: true, unit: 'ms' },
  /** What an ICMP error that may pass does to a SYN: it is noted, or ends the connection. */
  icmpOnSyn: { default: 'note', oneOf: ['note', 'abort'] },
  /** What one that is said to last (no such port or protocol) does to a synchronized connection. */
  icmpHard: { default: 'abort', oneOf: ['abort', 'note'] },
  /** So many challenge ACKs are sent in a `challengePeriod` at most. */
  challengeAcks: { default: 10, least: 0, forever: true, whole: true },
  /** The time over which they are counted. */
  challengePeriod: { default: 5_000, above: 0, unit: 'ms' },
  /** The clock of initial sequence numbers: one more each time. */
  isnClock: { default: 4, above: 0, unit: 'µs' },
  /** The user's own limit, instead of R2 where it is shorter; by default none. */
  userTimeout: {
    default: undefined as number | undefined,
    above: 0,
    forever: true,
    unit: 'ms',
  },
  /** How long data is held back that would fill only a small part of the window, of 100 to 1,000. */
  overrideTimeout: { default: 200, least: 0, unit: 'ms' },
  /**
   * `allow` turns silly window avoidance off at this end, sending and receiving. For the lesson that shows what it is good
   * for, nowhere else.
   */
  sillyWindow: { default: 'avoid', oneOf: ['avoid', 'allow'] },
  /** What an RTO does to SACK information: `clear` (the receiver may have reneged) or `keep`. */
  sackAfterTimeout: { default: 'clear', oneOf: ['clear', 'keep'] },
  /** Take back what a recovery reduced when what seemed lost was only late. */
  undo: { default: true },
} as const

type Name = keyof typeof SETTINGS
type Value<Row extends Setting> = Row extends { readonly oneOf: readonly (infer Choice)[] }
  ? Choice
  : Row['default'] extends boolean
    ? boolean
    : Row['default'] extends number
      ? number
      : Row['default']

/** What a connection goes by: one object, read live. Times in milliseconds, sizes in octets. */
export type Settings = { -readonly [Each in Name]: Value<(typeof SETTINGS)[Each]> }

/** What another stack has in place of our default. */
type StackProfile = Readonly<Partial<Settings>>

/** What of it is given; the rest has its profile's value, or its default. */
export type ConnectionSettings = Partial<Settings>

export type LossDetection = Settings['lossDetection']

export const LOSS_DETECTIONS: readonly LossDetection[] = SETTINGS.lossDetection.oneOf

/** What is assumed of a peer whose SYN says nothing of its MSS, by IPv4 and by IPv6 (RFC 9293 §3.7.1, MUST-15). */
export const DEFAULT_MSS = 536
export const DEFAULT_IPV6_MSS = 1_220

/** Header octets of IPv4 and TCP without options, and how many more IPv6's are. */
export const HEADERS = 40
export const IPV6_EXCESS = 20

const SETTING_RULES = columnOf(ruleOf) as Readonly<Record<Name, Rule>>
export const DEFAULTS: Settings = columnOf((row) => row.default) as Settings

/** Of keep-alive, by the names that they have there. */
export const KEEP_ALIVE_TIMES: Readonly<Record<'idle' | 'interval' | 'probes', Rule>> = {
  idle: SETTING_RULES.keepAliveIdle,
  interval: SETTING_RULES.keepAliveInterval,
  probes: SETTING_RULES.keepAliveProbes,
}

/** @throws RangeError naming the setting that cannot be, or that there is not */
export function resolveSettings(given: ConnectionSettings = {}): Settings {
  checkOptions('the setting ', given, SETTING_RULES)
  const settings = copyOfSettings(DEFAULTS)
  Object.assign(settings, profileOf(given.profile))
  for (const [name, value] of Object.entries(given)) if (value !== undefined) Object.assign(settings, { [name]: value })
  settings.mss = Math.min(settings.mss, settings.mtu - HEADERS)
  return settings
}

/** What of it is another than our default, by the names of settings. */
export function profileOf(name: ProfileName = 'ackbook'): StackProfile {
  return name === 'ackbook' ? {} : (PROFILES[name] as StackProfile)
}

/** One for a connection of its own. Not spread: V8 would give early copies another shape, and code that has met two is slower. */
export function copyOfSettings(settings: Settings): Settings {
  return Object.assign({}, settings)
}

/** Sets one of a connection that is or will be. A buffer that the user has sized grows no more of itself. */
export function changeSetting<Each extends Name>(settings: Settings, name: Each, value: Settings[Each]): void {
  settings[name] = value
  // Not to `undefined`: a connection that is yet to be opened would have its profile's again.
  if (name === 'receiveBuffer' && settings.receiveBufferMost !== undefined)
    settings.receiveBufferMost = settings.receiveBuffer
  if (name === 'sendBuffer' && settings.sendBufferMost !== undefined) settings.sendBufferMost = settings.sendBuffer
}

/** @throws RangeError naming the setting */
export function checkSetting<Each extends Name>(name: Each, value: Settings[Each]): void {
  check(`the setting ${name}`, value, SETTING_RULES[name])
}

function ruleOf(row: Setting): Rule {
  if (row.oneOf) return { oneOf: row.oneOf }
  if (typeof row.default === 'boolean') return 'flag'
  return row.forever ? { ...row, most: Number.POSITIVE_INFINITY } : row
}

function columnOf<Cell>(cell: (row: Setting) => Cell): Readonly<Record<string, Cell>> {
  const rows: Readonly<Record<Name, Setting>> = SETTINGS
  return Object.fromEntries(Object.entries(rows).map(([name, row]) => [name, cell(row)]))
}
