import type { CongestionName } from '../../tcp/congestion/index.ts'
import { CONGESTION_NAMES } from '../../tcp/congestion/index.ts'
import type { SocketOptions, SocketReadings, TcpInfo } from '../types.ts'
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
    const sendBuffer = bufferSize(value)
    set(description, { sendBuffer })
    if (description.connection) description.connection.sendBuffer = sendBuffer
    return undefined
  },
  receiveBuffer: (description, value) => {
    if (!isCount(value, MOST_TIME)) return 'EINVAL'
    const receiveBuffer = bufferSize(value)
    set(description, { receiveBuffer })
    if (description.connection) description.connection.receiveBuffer = receiveBuffer
    return undefined
  },
  noDelay: (description, noDelay) => {
    if (typeof noDelay !== 'boolean') return 'EINVAL'
    set(description, { noDelay })
    if (description.connection) description.connection.noDelay = noDelay
    return undefined
  },
  keepAlive: (description, keepAlive) => {
    if (typeof keepAlive !== 'boolean') return 'EINVAL'
    set(description, { keepAlive })
    description.connection?.setKeepAlive(keepAlive, description.machine.now)
    return undefined
  },
  congestion: (description, value) => {
    if (!CONGESTION_NAMES.includes(value as CongestionName)) return 'ENOENT'
    if (description.connection && description.connection.congestion !== value) return 'ENOTSUP'
    set(description, { congestion: value as CongestionName })
    return undefined
  },
}

type Readable = SocketOptions & SocketReadings

const getters: { [Name in keyof Readable]: (description: Description) => Readable[Name] } = {
  reuseAddress: ({ reuseAddress }) => reuseAddress,
  linger: ({ linger }) => linger,
  sendTimeout: ({ sendTimeout }) => sendTimeout,
  receiveTimeout: ({ receiveTimeout }) => receiveTimeout,
  sendBuffer: ({ connection, settings, machine }) =>
    connection?.sendBuffer ?? settings.sendBuffer ?? machine.settings.sendBuffer,
  receiveBuffer: ({ connection, settings, machine }) =>
    connection?.receiveBuffer ?? settings.receiveBuffer ?? machine.settings.receiveBuffer,
  noDelay: ({ connection, settings, machine }) =>
    connection?.noDelay ?? settings.noDelay ?? machine.settings.noDelay ?? false,
  keepAlive: ({ connection, settings, machine }) =>
    connection?.keepAlive ?? settings.keepAlive ?? machine.settings.keepAlive,
  congestion: ({ connection, settings, machine }) =>
    connection?.congestion ?? settings.congestion ?? machine.settings.congestion ?? 'cubic',
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

export function readOption<Name extends keyof Readable>(description: Description, name: Name): Readable[Name] {
  return getters[name](description)
}

/** What comes next is opened with it: this socket, or whoever a listener accepts. */
function set(description: Description, settings: Description['settings']): void {
  Object.assign(description.settings, settings)
  if (description.listener) Object.assign(description.listener.settings, settings)
}

function tcpInfo({ connection, listener }: Description): TcpInfo {
  const status = connection?.status()
  const sender = status?.sender
  const mss = status?.snd.mss ?? 536
  return {
    state: listener ? 'LISTEN' : (status?.state ?? 'CLOSED'),
    rto: sender?.rto ?? 1000,
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
