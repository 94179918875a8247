import type { Connection, State } from '../tcp/connection/index.ts'
import type { RetransmissionQueue } from '../tcp/retransmission/index.ts'
import { ON_ITS_WAY } from '../tcp/retransmission/segment-ring.ts'
import type { Names } from './code.ts'
import type { ScriptedMachine } from './scripted-machine.ts'

/** Linux's numbers of states. */
const STATE_NUMBERS: Readonly<Record<State, number>> = {
  ESTABLISHED: 1,
  'SYN-SENT': 2,
  'SYN-RECEIVED': 3,
  'FIN-WAIT-1': 4,
  'FIN-WAIT-2': 5,
  'TIME-WAIT': 6,
  CLOSED: 7,
  'CLOSE-WAIT': 8,
  'LAST-ACK': 9,
  LISTEN: 10,
  CLOSING: 11,
}

/** What Linux has for "not yet": ssthresh before the first loss. */
const INFINITE_SSTHRESH = 0x7fff_ffff

const INFO_CONSTANTS: ReadonlyMap<string, number> = new Map([
  ['TCP_ESTABLISHED', 1],
  ['TCP_SYN_SENT', 2],
  ['TCP_SYN_RECV', 3],
  ['TCP_FIN_WAIT1', 4],
  ['TCP_FIN_WAIT2', 5],
  ['TCP_TIME_WAIT', 6],
  ['TCP_CLOSE', 7],
  ['TCP_CLOSE_WAIT', 8],
  ['TCP_LAST_ACK', 9],
  ['TCP_LISTEN', 10],
  ['TCP_CLOSING', 11],
  ['TCP_CA_Open', 0],
  ['TCP_CA_Disorder', 1],
  ['TCP_CA_CWR', 2],
  ['TCP_CA_Recovery', 3],
  ['TCP_CA_Loss', 4],
  ['TCPI_OPT_TIMESTAMPS', 1],
  ['TCPI_OPT_SACK', 2],
  ['TCPI_OPT_WSCALE', 4],
  ['TCPI_OPT_ECN', 8],
  ['TCPI_OPT_ECN_SEEN', 16],
  ['TCPI_OPT_SYN_DATA', 32],
  ['TCP_INFINITE_SSTHRESH', INFINITE_SSTHRESH],
])

/** The names that code knows: TCP_INFO of the connection, as far as the engine has it, in Linux's units, and constants. */
export function tcpInfoNames(machine: ScriptedMachine, connection: Connection | undefined): Names {
  let info: Readonly<Record<string, number>> | undefined
  return (name) => {
    const constant = INFO_CONSTANTS.get(name)
    if (constant !== undefined || !connection) return constant
    info ??= tcpInfoValues(machine, connection)
    return Object.hasOwn(info, name) ? info[name] : undefined
  }
}

function tcpInfoValues({ retransmissions }: ScriptedMachine, connection: Connection): Record<string, number> {
  const { snd, rcv, options, sender, unsent, state } = connection.status()
  const { tcb, settings } = connection
  const mss = snd.mss || 1
  const segments = (octets: number): number => Math.ceil(octets / mss)
  const micro = (ms: number | undefined): number => Math.round((ms ?? 0) * 1_000)
  const queue = tcb.sender?.queue
  const sacked = segments(queue?.sacked ?? 0)
  const retries = tcb.sender?.timer.count ?? 0
  const probes = tcb.sender?.persist.unanswered ?? 0
  const resent = queue ? octetsResent(queue) : 0
  const phase = sender?.phase
  const unsettled = phase === 'fast-recovery' ? 3 : phase === 'loss' ? 4 : sacked > 0 ? 1 : 0
  const ssthresh = sender?.ssthresh ?? Infinity
  return {
    tcpi_state: STATE_NUMBERS[state],
    tcpi_ca_state: unsettled,
    tcpi_retransmits: retries,
    tcpi_backoff: Math.max(retries, probes),
    tcpi_probes: probes,
    tcpi_options:
      Number(options.timestamps) +
      2 * Number(options.sack) +
      (tcb.peerOptions?.windowScale === undefined ? 0 : 4) +
      8 * Number(options.ecn),
    tcpi_snd_wscale: options.sendShift,
    tcpi_rcv_wscale: tcb.peerOptions?.windowScale === undefined ? 0 : tcb.receiveShift,
    tcpi_rto: micro(sender?.rto),
    tcpi_snd_mss: mss,
    tcpi_advmss: settings.mss,
    tcpi_pmtu: settings.mtu,
    tcpi_unacked: segments(sender?.flight ?? 0),
    tcpi_sacked: sacked,
    // Linux counts a segment as lost until it is acknowledged, resent or not.
    tcpi_lost: segments((queue?.lost ?? 0) + resent),
    tcpi_retrans: segments(resent),
    tcpi_total_retrans: retransmissions,
    tcpi_rtt: micro(sender?.srtt),
    tcpi_rttvar: micro(sender?.rttvar),
    tcpi_snd_ssthresh: ssthresh === Infinity ? INFINITE_SSTHRESH : Math.floor(ssthresh / mss),
    tcpi_snd_cwnd: Math.floor((sender?.cwnd ?? mss) / mss),
    tcpi_snd_wnd: snd.wnd,
    tcpi_rcv_wnd: rcv.wnd,
    tcpi_notsent_bytes: unsent,
    tcpi_bytes_acked: Math.max(0, ((snd.una - snd.iss) >>> 0) - 1),
    tcpi_pacing_rate: sender?.pacingRate === undefined ? 0 : Math.round(sender.pacingRate / 8),
    ...(sender?.minRtt === undefined ? {} : { tcpi_min_rtt: micro(sender.minRtt) }),
  }
}

/** Octets that are on their way once more. */
function octetsResent(queue: RetransmissionQueue): number {
  let octets = 0
  for (let index = 0; index < queue.length; index++) {
    if (queue.isResent(index) && queue.fate(index) === ON_ITS_WAY) octets += queue.end(index) - queue.start(index)
  }
  return octets
}
