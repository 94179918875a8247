/** `ackbook` is what the table of settings has as default. */
export const PROFILE_NAMES = ['ackbook', 'rfc', 'linux', 'freebsd'] as const

export type ProfileName = (typeof PROFILE_NAMES)[number]

/** By the name of a setting, its value and the source of it. */
type ProfileTable = Readonly<Record<string, readonly [value: boolean | string | number, source: string]>>

/**
 * What other stacks do differently, by the names of `settings.ts`: a value and where it comes from. `rfc` is the letter of the
 * RFCs where our default is not; `linux` is 6.18 and `freebsd` 14 as they are installed. A
 * value that is ours too stands here where its source is worth knowing. Times in milliseconds.
 */
export const PROFILES: Readonly<Record<Exclude<ProfileName, 'ackbook'>, ProfileTable>> = {
  rfc: {
    finWait2: [Infinity, 'RFC 9293 §3.6: FIN-WAIT-2 has no end of its own'],
    hystart: [true, 'RFC 9438 §4.10: CUBIC SHOULD use HyStart++'],
  },
  linux: {
    receiveBufferMost: [6_291_456, 'net.ipv4.tcp_rmem, the third; the shift comes from it'],
    sendBufferMost: [4_194_304, 'net.ipv4.tcp_wmem, the third'],
    delayedAck: [40, 'TCP_DELACK_MIN, include/net/tcp.h'],
    quickAcks: [16, 'TCP_MAX_QUICKACKS, include/net/tcp.h'],
    ecn: ['accept', 'net.ipv4.tcp_ecn'],
    msl: [30_000, 'TCP_TIMEWAIT_LEN, include/net/tcp.h: TIME-WAIT lasts 60 s'],
    finWait2: [60_000, 'net.ipv4.tcp_fin_timeout'],
    keepAlive: [false, 'SO_KEEPALIVE, socket(7)'],
    keepAliveIdle: [7_200_000, 'net.ipv4.tcp_keepalive_time'],
    keepAliveInterval: [75_000, 'net.ipv4.tcp_keepalive_intvl'],
    keepAliveProbes: [9, 'net.ipv4.tcp_keepalive_probes'],
    congestion: ['cubic', 'CONFIG_DEFAULT_TCP_CONG, net/ipv4/Kconfig'],
    initialWindow: [10, 'TCP_INIT_CWND, include/net/tcp.h'],
    restartAfterIdle: [true, 'net.ipv4.tcp_slow_start_after_idle'],
    lossDetection: ['rack-tlp', 'net.ipv4.tcp_recovery and tcp_early_retrans'],
    initialRto: [1_000, 'TCP_TIMEOUT_INIT, include/net/tcp.h'],
    minRto: [200, 'net.ipv4.tcp_rto_min_us'],
    leastVariance: [200, 'tcp_rtt_estimator, net/ipv4/tcp_input.c: SRTT and tcp_rto_min at least'],
    maxRto: [120_000, 'net.ipv4.tcp_rto_max_ms'],
    threeSecondRto: ['unmeasured', 'TCP_TIMEOUT_FALLBACK, net/ipv4/tcp_metrics.c'],
    r1: [3, 'net.ipv4.tcp_retries1'],
    retries: [15, 'net.ipv4.tcp_retries2'],
    retriesBy: ['time', 'retransmits_timed_out, net/ipv4/tcp_timer.c'],
    synRetries: [10, 'net.ipv4.tcp_syn_retries, 6, and tcp_syn_linear_timeouts, 4'],
    synAckRetries: [5, 'net.ipv4.tcp_synack_retries'],
    synLinear: [4, 'net.ipv4.tcp_syn_linear_timeouts'],
    lostSyns: [1, 'tcp_init_transfer, net/ipv4/tcp_input.c'],
    windowProbe: ['empty', 'tcp_xmit_probe_skb, net/ipv4/tcp_output.c'],
    isnClock: [0.064, 'seq_scale, net/core/secure_seq.c'],
    hystart: [false, 'net/ipv4/tcp_cubic.c has the older HyStart, which ours has not'],
    ssthreshOf: ['cwnd', 'tcp_reno_ssthresh, net/ipv4/tcp_cong.c; cubictcp_recalc_ssthresh'],
    slowStartLimit: [Infinity, 'tcp_slow_start, net/ipv4/tcp_cong.c'],
    icmpOnSyn: ['abort', 'tcp_v4_err, net/ipv4/tcp_ipv4.c'],
    icmpHard: ['note', 'tcp_v4_err, net/ipv4/tcp_ipv4.c'],
    challengeAcks: [1, '__tcp_oow_rate_limited, net/ipv4/tcp_input.c'],
    challengePeriod: [500, 'net.ipv4.tcp_invalid_ratelimit'],
    sackAfterTimeout: ['keep', 'tcp_timeout_mark_lost, net/ipv4/tcp_input.c'],
  },
  freebsd: {
    receiveBufferMost: [2_097_152, 'net.inet.tcp.recvbuf_max, tcp(4)'],
    sendBufferMost: [2_097_152, 'net.inet.tcp.sendbuf_max, tcp(4)'],
    delayedAck: [40, 'TCPTV_DELACK, netinet/tcp_timer.h'],
    ecn: ['accept', 'net.inet.tcp.ecn.enable, tcp(4)'],
    msl: [30_000, 'TCPTV_MSL, netinet/tcp_timer.h'],
    finWait2: [60_000, 'TCPTV_FINWAIT2_TIMEOUT, netinet/tcp_timer.h'],
    keepAlive: [true, 'net.inet.tcp.always_keepalive, tcp(4)'],
    keepAliveIdle: [7_200_000, 'TCPTV_KEEP_IDLE, netinet/tcp_timer.h'],
    keepAliveInterval: [75_000, 'TCPTV_KEEPINTVL, netinet/tcp_timer.h'],
    keepAliveProbes: [8, 'TCPTV_KEEPCNT, netinet/tcp_timer.h'],
    congestion: ['cubic', 'cc_cubic(4)'],
    initialRto: [1_000, 'TCPTV_RTOBASE, netinet/tcp_timer.h'],
    minRto: [230, 'TCPTV_MIN, 30, and TCPTV_CPU_VAR, 200, netinet/tcp_timer.h'],
    rtoSlop: [200, 'net.inet.tcp.rexmit_slop, tcp(4)'],
    maxRto: [64_000, 'TCPTV_REXMTMAX, netinet/tcp_timer.h'],
    retries: [12, 'TCP_MAXRXTSHIFT, netinet/tcp_timer.h'],
    synAckRetries: [3, 'SYNCACHE_MAXREXMTS, netinet/tcp_syncache.c'],
    openTimeout: [75_000, 'TCPTV_KEEP_INIT, netinet/tcp_timer.h'],
    minPersist: [5_000, 'TCPTV_PERSMIN, netinet/tcp_timer.h'],
    maxPersist: [60_000, 'TCPTV_PERSMAX, netinet/tcp_timer.h'],
    isnClock: [1e6 / 2 ** 20, 'ISN_BYTES_PER_SECOND, netinet/tcp_subr.c, which adds chance'],
    ssthreshOf: ['cwnd', 'cubic_ssthresh_update, netinet/cc/cc_cubic.c'],
    slowStartLimit: [2, 'net.inet.tcp.abc_l_var, netinet/tcp_input.c'],
    icmpHard: ['note', 'tcp_drop_syn_sent, netinet/tcp_subr.c'],
    challengeAcks: [5, 'net.inet.tcp.ack_war_cnt, tcp(4)'],
    challengePeriod: [1_000, 'net.inet.tcp.ack_war_timewindow, tcp(4)'],
  },
}
