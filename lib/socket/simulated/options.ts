import type { CongestionName } from '../../tcp/congestion/index.ts'
import { CONGESTION_NAMES } from '../../tcp/congestion/index.ts'
import { DEFAULT_MSS } from '../../tcp/settings.ts'
import type { ReadableOptions, SocketOptions, TcpInfo } from '../types.ts'
import type { SimulatedDescription } from './description.ts'

type Setter<Value> = (description: SimulatedDescription, value: Value) => void

const MOST_BUFFER = 2 ** 30 - 1

const setters: { [Name in keyof SocketOptions]: Setter<SocketOptions[Name]> } = {
  reuseAddress: (description, value) => {
    description.reuseAddress = value
  },
  linger: (description, value) => {
    description.linger = value
  },
  sendTimeout: (description, value) => {
    description.sendTimeout = value
  },
  receiveTimeout: (description, value) => {
    description.receiveTimeout = value
  },
  sendBuffer: (description, value) => description.set('sendBuffer', bufferSize(value)),
  receiveBuffer: (description, value) => description.set('receiveBuffer', bufferSize(value)),
  noDelay: (description, value) => description.set('noDelay', value),
  cork: (description, value) => description.set('cork', value),
  notSentLowat: (description, value) => {
    description.set('notSentLowat', value === 0 ? undefined : value)
    description.wake()
  },
  fastOpen: ({ settings }, value) => {
    settings.fastOpen = value
  },
  keepAlive: ({ settings, connection, machine }, value) => {
    if (connection) connection.setKeepAlive(value, machine.now)
    else settings.keepAlive = value
  },
  keepAliveIdle: (description, value) => setKeepAliveTime(description, 'idle', 1000 * value),
  keepAliveInterval: (description, value) => setKeepAliveTime(description, 'interval', 1000 * value),
  keepAliveProbes: (description, value) => setKeepAliveTime(description, 'probes', value),
  userTimeout: (description, value) => description.set('userTimeout', value === 0 ? undefined : value),
  congestion: ({ settings }, value) => {
    settings.congestion = value as CongestionName
  },
}

const getters: { [Name in keyof ReadableOptions]: (description: SimulatedDescription) => ReadableOptions[Name] } = {
  reuseAddress: ({ reuseAddress }) => reuseAddress,
  linger: ({ linger }) => linger,
  sendTimeout: ({ sendTimeout }) => sendTimeout,
  receiveTimeout: ({ receiveTimeout }) => receiveTimeout,
  sendBuffer: ({ settings }) => settings.sendBuffer,
  receiveBuffer: ({ settings }) => settings.receiveBuffer,
  noDelay: ({ settings }) => settings.noDelay,
  cork: ({ settings }) => settings.cork,
  notSentLowat: ({ settings }) => settings.notSentLowat ?? 0,
  fastOpen: ({ settings }) => settings.fastOpen,
  keepAlive: ({ settings }) => settings.keepAlive,
  keepAliveIdle: ({ settings }) => settings.keepAliveIdle / 1000,
  keepAliveInterval: ({ settings }) => settings.keepAliveInterval / 1000,
  keepAliveProbes: ({ settings }) => settings.keepAliveProbes,
  userTimeout: ({ settings }) => settings.userTimeout ?? 0,
  congestion: ({ settings }) => settings.congestion,
  error: (description) => description.takeError()?.code,
  tcpInfo,
}

const KEEP_ALIVE_SETTINGS = { idle: 'keepAliveIdle', interval: 'keepAliveInterval', probes: 'keepAliveProbes' } as const

/** A timer that runs must hear of it. @param value milliseconds, or a number of probes */
function setKeepAliveTime(
  { settings, connection, machine }: SimulatedDescription,
  name: keyof typeof KEEP_ALIVE_SETTINGS,
  value: number,
): void {
  if (connection) connection.setKeepAlive(settings.keepAlive, machine.now, { [name]: value })
  else settings[KEEP_ALIVE_SETTINGS[name]] = value
}

/** @returns why not, as the code; `undefined` = it is set */
export function setOption<Name extends keyof SocketOptions>(
  description: SimulatedDescription,
  name: Name,
  value: SocketOptions[Name],
): string | undefined {
  const set: Setter<SocketOptions[Name]> = setters[name]
  const isLate = name === 'fastOpen' && description.connection !== undefined
  const refusal = name === 'congestion' ? congestionRefusal(description, value) : isLate ? 'EINVAL' : undefined
  if (refusal === undefined) set(description, value)
  return refusal
}

function congestionRefusal({ settings, connection }: SimulatedDescription, value: unknown): string | undefined {
  if (!CONGESTION_NAMES.includes(value as CongestionName)) return 'ENOENT'
  return connection && settings.congestion !== value ? 'ENOTSUP' : undefined
}

export function readOption<Name extends keyof ReadableOptions>(
  description: SimulatedDescription,
  name: Name,
): ReadableOptions[Name] {
  return getters[name](description)
}

function tcpInfo({ connection, listener, settings }: SimulatedDescription): TcpInfo {
  const status = connection?.status()
  const sender = status?.sender
  const mss = status?.snd.mss ?? DEFAULT_MSS
  return {
    state: listener ? 'LISTEN' : (status?.state ?? 'CLOSED'),
    rto: sender?.rto ?? settings.initialRto,
    rtt: sender?.srtt ?? 0,
    cwnd: Math.floor((sender?.cwnd ?? mss) / mss),
    ssthresh: Math.floor((sender?.ssthresh ?? Number.POSITIVE_INFINITY) / mss),
    mss,
  }
}

/** The engine needs one octet. */
function bufferSize(octets: number): number {
  return Math.min(Math.max(octets, 1), MOST_BUFFER)
}
