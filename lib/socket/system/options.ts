import { readFileSync } from 'node:fs'
import type { ReadableOptions, SocketOptions } from '../types.ts'
import { errorName, type Libc } from './libc.ts'
import { IPPROTO_TCP, TCP_NODELAY } from './platform.ts'
import { decodeTcpInfo, TCP_INFO_SIZE } from './tcp-info.ts'

/** How one option stands in the C interface. */
interface Coding<Value> {
  level: number
  /** `undefined`: this system lacks it. */
  option: number | undefined
  size: number
  decode(bytes: Uint8Array, length: number): Value
  encode?(value: Value): Uint8Array
}

export type Codings = { [Name in keyof ReadableOptions]: Coding<ReadableOptions[Name]> }
/** The same, of those that can be set. */
export type Settable = { [Name in keyof SocketOptions]: Coding<SocketOptions[Name]> }

let knownCodings: Codings | undefined

/** The options of {@link SocketOptions} and {@link ReadableOptions}, by name. */
export function codings(library: Libc): Codings {
  knownCodings ??= codingsOf(library)
  return knownCodings
}

function codingsOf({ platform }: Libc): Codings {
  const socket = { level: platform.SOL_SOCKET }
  const tcp = { level: IPPROTO_TCP }
  return {
    reuseAddress: { ...socket, option: platform.SO_REUSEADDR, ...BOOLEAN },
    keepAlive: { ...socket, option: platform.SO_KEEPALIVE, ...BOOLEAN },
    keepAliveIdle: { ...tcp, option: platform.TCP_KEEPIDLE, ...SIZE },
    keepAliveInterval: { ...tcp, option: platform.TCP_KEEPINTVL, ...SIZE },
    keepAliveProbes: { ...tcp, option: platform.TCP_KEEPCNT, ...SIZE },
    userTimeout: { ...tcp, option: platform.TCP_USER_TIMEOUT, ...SIZE },
    noDelay: { ...tcp, option: TCP_NODELAY, ...BOOLEAN },
    fastOpen: { ...tcp, option: platform.TCP_FASTOPEN, ...BOOLEAN, encode: (value) => ints(value ? EARLY : 0) },
    cork: { ...tcp, option: platform.TCP_CORK, ...BOOLEAN },
    notSentLowat: { ...tcp, option: platform.TCP_NOTSENT_LOWAT, ...SIZE },
    sendBuffer: { ...socket, option: platform.SO_SNDBUF, ...SIZE },
    receiveBuffer: { ...socket, option: platform.SO_RCVBUF, ...SIZE },
    sendTimeout: { ...socket, option: platform.SO_SNDTIMEO, ...TIMEVAL },
    receiveTimeout: { ...socket, option: platform.SO_RCVTIMEO, ...TIMEVAL },
    linger: { ...socket, option: platform.SO_LINGER, ...LINGER },
    congestion: { ...tcp, option: platform.TCP_CONGESTION, ...NAME },
    error: {
      ...socket,
      option: platform.SO_ERROR,
      size: 4,
      decode: (bytes) => (int(bytes) === 0 ? undefined : errorName(int(bytes))),
    },
    tcpInfo: {
      ...tcp,
      option: platform.TCP_INFO,
      size: TCP_INFO_SIZE,
      decode: (bytes) => decodeTcpInfo(bytes, platform),
    },
  }
}

/** The names of congestion control that a program may choose here, as far as the system tells. */
export function algorithms(): readonly string[] {
  try {
    return readFileSync('/proc/sys/net/ipv4/tcp_available_congestion_control', 'utf8').trim().split(' ')
  } catch {
    return []
  }
}

const BOOLEAN = {
  size: 4,
  decode: (bytes: Uint8Array): boolean => int(bytes) !== 0,
  encode: (value: boolean): Uint8Array => ints(value ? 1 : 0),
}

/** How many connections a listener may have that wait for the end of their handshake, taken already by Fast Open. */
const EARLY = 128

const SIZE = {
  size: 4,
  decode: (bytes: Uint8Array): number => int(bytes),
  encode: (value: number): Uint8Array => ints(value),
}

/** `struct timeval`: seconds and microseconds. */
const TIMEVAL = {
  size: 16,
  decode: (bytes: Uint8Array): number => {
    const view = new DataView(bytes.buffer)
    return Number(view.getBigInt64(0, true)) * 1000 + view.getInt32(8, true) / 1000
  },
  encode: (value: number): Uint8Array => {
    const bytes = new Uint8Array(16)
    const view = new DataView(bytes.buffer)
    view.setBigInt64(0, BigInt(Math.floor(value / 1000)), true)
    view.setInt32(8, Math.round((value % 1000) * 1000), true)
    return bytes
  },
}

const LINGER = {
  size: 8,
  decode: (bytes: Uint8Array): number | undefined => (int(bytes) === 0 ? undefined : int(bytes.subarray(4))),
  encode: (value: number | undefined): Uint8Array => (value === undefined ? ints(0, 0) : ints(1, value)),
}

const NAME = {
  size: 16,
  decode: (bytes: Uint8Array, length: number): string =>
    new TextDecoder().decode(bytes.subarray(0, length)).split('\0')[0]!,
  encode: (value: string): Uint8Array => new TextEncoder().encode(value),
}

function int(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getInt32(0, true)
}

function ints(...values: number[]): Uint8Array {
  return new Uint8Array(new Int32Array(values).buffer)
}
