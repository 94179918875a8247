import type { ConnectionSettings } from '../tcp/settings.ts'
import { congestionNamed } from './socket-options.ts'

/** What an assignment means; `undefined` = nothing that the engine has. */
type SysctlMeaning = (value: string) => ConnectionSettings | undefined

const isOn = (value: string): boolean => Number(value) !== 0
const inMilliseconds = (value: string): number => 1_000 * Number(value)
const congestion: SysctlMeaning = (value) => {
  const name = congestionNamed(value)
  return name && { congestion: name }
}

/** By the names of Linux, then of FreeBSD. */
const SYSCTLS: ReadonlyMap<string, SysctlMeaning> = new Map<string, SysctlMeaning>([
  ['tcp_timestamps', (value) => ({ timestamps: isOn(value) })],
  ['tcp_sack', (value) => ({ sack: isOn(value) })],
  ['tcp_window_scaling', (value) => ({ windowScale: isOn(value) })],
  ['tcp_ecn', (value) => ({ ecn: value === '1' ? 'ask' : value === '0' ? 'off' : 'accept' })],
  ['tcp_congestion_control', congestion],
  ['tcp_slow_start_after_idle', (value) => ({ restartAfterIdle: isOn(value) })],
  ['tcp_recovery', (value) => ({ lossDetection: isOn(value) ? 'rack-tlp' : 'dup-ack' })],
  [
    'tcp_rmem',
    (value) => sizes(value, (usual, most) => ({ receiveBuffer: windowOf(usual), receiveBufferMost: windowOf(most) })),
  ],
  ['tcp_wmem', (value) => sizes(value, (usual, most) => ({ sendBuffer: usual, sendBufferMost: most }))],
  ['tcp_syn_retries', (value) => ({ synRetries: Number(value) })],
  ['tcp_synack_retries', (value) => ({ synAckRetries: Number(value) })],
  ['tcp_syn_linear_timeouts', (value) => ({ synLinear: Number(value) })],
  ['tcp_retries1', (value) => ({ r1: Number(value) })],
  ['tcp_retries2', (value) => ({ retries: Number(value) })],
  ['tcp_fin_timeout', (value) => ({ finWait2: inMilliseconds(value) })],
  ['tcp_keepalive_time', (value) => ({ keepAliveIdle: inMilliseconds(value) })],
  ['tcp_keepalive_intvl', (value) => ({ keepAliveInterval: inMilliseconds(value) })],
  ['tcp_keepalive_probes', (value) => ({ keepAliveProbes: Number(value) })],
  ['tcp_challenge_ack_limit', (value) => ({ challengeAcks: Number(value), challengePeriod: 1_000 })],
  ['tcp_invalid_ratelimit', (value) => ({ challengePeriod: Math.max(1, Number(value)) })],
  ['tcp_rto_min_us', (value) => ({ minRto: Number(value) / 1_000, leastVariance: Number(value) / 1_000 })],
  ['tcp_rto_max_ms', (value) => ({ maxRto: Number(value) })],
  ['ip_default_ttl', (value) => ({ ttl: Number(value) })],
  ['rfc1323', (value) => ({ timestamps: isOn(value), windowScale: isOn(value) })],
  ['sack.enable', (value) => ({ sack: isOn(value) })],
  ['ecn.enable', (value) => ({ ecn: value === '1' ? 'ask' : value === '0' ? 'off' : 'accept' })],
  ['cc.algorithm', congestion],
  ['initcwnd_segments', (value) => ({ initialWindow: Number(value) })],
  ['delacktime', (value) => ({ delayedAck: Number(value) })],
  ['delayed_ack', (value) => (isOn(value) ? undefined : { delayedAck: 0 })],
  ['msl', (value) => ({ msl: Number(value) })],
  ['keepidle', (value) => ({ keepAliveIdle: Number(value) })],
  ['keepintvl', (value) => ({ keepAliveInterval: Number(value) })],
  ['keepcnt', (value) => ({ keepAliveProbes: Number(value) })],
])

/** What packetdrill's own `defaults.sh` sets, where it is not the profile's: most public scripts begin with it. */
const DEFAULTS_SH: ConnectionSettings = {
  ...SYSCTLS.get('tcp_rmem')!('4096 540000 15728640'),
  sendBuffer: 262_144,
  sendBufferMost: 4_194_304,
  synRetries: 5,
  synAckRetries: 5,
  restartAfterIdle: false,
  ecn: 'off',
}

const ASSIGNMENT =
  /(?:\bnet\.(?:ipv4|core|inet\.tcp|inet\.ip)\.|\/proc\/sys\/net\/(?:ipv4|core)\/)([a-z0-9_.]+)\s*=\s*("[^"]*"|'[^']*'|\S+)/g

/** What a command would have set, read and not run. */
export interface ReadCommand {
  readonly settings: ConnectionSettings
  /** Of what says nothing to the engine, the first line; `undefined` = there is nothing. */
  readonly passedOver: string | undefined
}

export function readCommand(script: string, isLinux: boolean): ReadCommand {
  const text = script.replace(/(?<!\S)#[^\n]*/g, '')
  let settings: ConnectionSettings = {}
  let rest = text
  if (/(?:^|[\s/])defaults(?:-linux)?\.sh\b/.test(text)) {
    if (isLinux) settings = { ...DEFAULTS_SH }
    if (isLinux) rest = rest.replace(/\S*defaults(?:-linux)?\.sh\b/, '')
  }
  for (const [whole, name = '', quoted = ''] of text.matchAll(ASSIGNMENT)) {
    const meaning = SYSCTLS.get(name)?.(quoted.replace(/^["']|["']$/g, ''))
    if (!meaning) continue
    settings = { ...settings, ...meaning }
    rest = rest.replace(whole, '')
  }
  // What brings it in, and what takes it back, says nothing more.
  rest = rest.replace(/\S*set_sysctls\.py|\S*sysctl_restore_\S*|\bsysctl\b|\s-[qw]\b|&&|\d?>\s*\/dev\/null|2>&1/g, '')
  return {
    settings,
    passedOver: rest
      .split('\n')
      .find((line) => /\S/.test(line))
      ?.trim(),
  }
}

function sizes(
  text: string,
  meaning: (usual: number, most: number) => ConnectionSettings,
): ConnectionSettings | undefined {
  const [, usual, most] = text.trim().split(/\s+/).map(Number)
  return usual && most ? meaning(usual, most) : undefined
}

/** Of Linux's receive buffer half is for what is not data (tcp_adv_win_scale), and the first window is 65,535. */
function windowOf(octets: number): number {
  return Math.max(65_535, octets > 1_000_000 ? octets : Math.min(octets / 2, 65_535))
}
