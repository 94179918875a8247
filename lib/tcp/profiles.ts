/** `ackbook` is what the table of settings has as default. */
export const PROFILE_NAMES = ['ackbook', 'rfc', 'linux', 'freebsd'] as const

export type ProfileName = (typeof PROFILE_NAMES)[number]

/** By the name of a setting, its value. */
type ProfileTable = Readonly<Record<string, boolean | string | number>>

/**
 * What other stacks do differently, by the names of `settings.ts`; where each comes from, `sources.ts` says. `rfc` is the letter of the
 * RFCs where our default is not; `linux` is 6.18 and `freebsd` 14 as they are installed. A
 * value that is ours too stands here where its source is worth knowing. Times in milliseconds.
 */
export const PROFILES: Readonly<Record<Exclude<ProfileName, 'ackbook'>, ProfileTable>> = {
  rfc: {
    finWait2: Infinity,
    hystart: true,
  },
  linux: {
    receiveBufferMost: 6_291_456,
    sendBufferMost: 4_194_304,
    delayedAck: 40,
    quickAcks: 16,
    ecn: 'accept',
    msl: 30_000,
    finWait2: 60_000,
    keepAlive: false,
    keepAliveIdle: 7_200_000,
    keepAliveInterval: 75_000,
    keepAliveProbes: 9,
    congestion: 'cubic',
    initialWindow: 10,
    restartAfterIdle: true,
    lossDetection: 'rack-tlp',
    prr: true,
    reductions: 'recovery',
    growth: 'delivered',
    nagleFor: 'small',
    initialRto: 1_000,
    minRto: 200,
    leastVariance: 200,
    maxRto: 120_000,
    threeSecondRto: 'unmeasured',
    r1: 3,
    retries: 15,
    retriesBy: 'time',
    synRetries: 10,
    synAckRetries: 5,
    synLinear: 4,
    lostSyns: 1,
    windowProbe: 'empty',
    isnClock: 0.064,
    hystart: false,
    ssthreshOf: 'cwnd',
    slowStartLimit: Infinity,
    icmpOnSyn: 'abort',
    icmpHard: 'note',
    challengeAcks: 1,
    challengePeriod: 500,
    sackAfterTimeout: 'keep',
  },
  freebsd: {
    receiveBufferMost: 2_097_152,
    sendBufferMost: 2_097_152,
    delayedAck: 40,
    ecn: 'accept',
    msl: 30_000,
    finWait2: 60_000,
    keepAlive: true,
    keepAliveIdle: 7_200_000,
    keepAliveInterval: 75_000,
    keepAliveProbes: 8,
    congestion: 'cubic',
    initialRto: 1_000,
    minRto: 230,
    rtoSlop: 200,
    maxRto: 64_000,
    retries: 12,
    synAckRetries: 3,
    openTimeout: 75_000,
    minPersist: 5_000,
    maxPersist: 60_000,
    isnClock: 1e6 / 2 ** 20,
    ssthreshOf: 'cwnd',
    slowStartLimit: 2,
    icmpHard: 'note',
    challengeAcks: 5,
    challengePeriod: 1_000,
  },
}
