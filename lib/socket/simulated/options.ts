import type { CongestionName } from '../../tcp/congestion/index.ts'
import { CONGESTION_NAMES } from '../../tcp/congestion/index.ts'
import { DEFAULT_MSS } from '../../tcp/settings.ts'
import type { ReadableOptions, SocketOptions, TcpInfo } from '../types.ts'
import type { Description } from './description.ts'

/** Why an option could not be set, as the code; `undefined` = it was. */
type Setter<Value> = (description: Description, value: Value) => string | undefined

const MOST_BUFFER = 2 ** 30 - 1
const MOST_LINGER = 0x7fff
const MOST_TIME = 0x7fffffff

const setters: { [Name in keyof SocketOptions]: Setter<SocketOptions[Name]> } = {
  reuseAddress: (description, value) => {
    if (typeof value !== 'boolean') return 'EINVAL'
    description.reuseAddress = value
    return undefined
  },
  linger: (description, value) => {
    if (value !== undefined && !isCount(value, MOST_LINGER)) return 'EINVAL'
    description.linger = value
    return undefined
  },
  sendTimeout: (description, value) => {
    if (!(value >= 0 && value <= MOST_TIME)) return 'EINVAL'
    description.sendTimeout = value
    return undefined
  },
  receiveTimeout: (description, value) => {
    if (!(value >= 0 && value <= MOST_TIME)) return 'EINVAL'
    description.receiveTimeout = value
    return undefined
  },
  sendBuffer: (description, value) => {
    if (!isCount(value, MOST_TIME)) return 'EINVAL'
    description.set('sendBuffer', bufferSize(value))
    return undefined
  },
  receiveBuffer: (description, value) => {
    if (!isCount(value, MOST_TIME)) return 'EINVAL'
    description.set('receiveBuffer', bufferSize(value))
    return undefined
  },
  noDelay: (description, noDelay) => {
    if (typeof noDelay !== 'boolean') return 'EINVAL'
    description.set('noDelay', noDelay)
    return undefined
  },
  keepAlive: ({ settings, connection, machine }, keepAlive) => {
    if (typeof keepAlive !== 'boolean') return 'EINVAL'
    if (connection) connection.setKeepAlive(keepAlive, machine.now)
    else settings.keepAlive = keepAlive
    return undefined
  },
  congestion: ({ settings, connection }, value) => {
    if (!CONGESTION_NAMES.includes(value as CongestionName)) return 'ENOENT'
    if (connection && settings.congestion !== value) return 'ENOTSUP'
    settings.congestion = value as CongestionName
    return undefined
  },
}

const getters: { [Name in keyof ReadableOptions]: (description: Description) => ReadableOptions[Name] } = {
  reuseAddress: ({ reuseAddress }) => reuseAddress,
  linger: ({ linger }) => linger,
  sendTimeout: ({ sendTimeout }) => sendTimeout,
  receiveTimeout: ({ receiveTimeout }) => receiveTimeout,
  sendBuffer: ({ settings }) => settings.sendBuffer,
  receiveBuffer: ({ settings }) => settings.receiveBuffer,
  noDelay: ({ settings }) => settings.noDelay,
  keepAlive: ({ settings }) => settings.keepAlive,
  congestion: ({ settings }) => settings.congestion,
  error: (description) => description.takeError()?.code,
  tcpInfo,
}

/** @returns why not, as the code; `undefined` = it is set */
export function setOption<Name extends keyof SocketOptions>(
  description: Description,
  name: Name,
  value: SocketOptions[Name],
): string | undefined {
  const setter: Setter<SocketOptions[Name]> = setters[name]
  return setter(description, value)
}

export function readOption<Name extends keyof ReadableOptions>(
  description: Description,
  name: Name,
): ReadableOptions[Name] {
  return getters[name](description)
}

function tcpInfo({ connection, listener, settings }: Description): TcpInfo {
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

const isCount = (value: number, most: number): boolean => Number.isInteger(value) && value >= 0 && value <= most
