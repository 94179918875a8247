import type { Rules } from '../check.ts'
import { SocketError, type SocketErrorDetails, unknownName } from './errors.ts'
import type { RecvOptions, SendOptions, SocketOptions, SystemHostOptions } from './types.ts'

/** Of {@link SystemHostOptions}. */
export const SYSTEM_HOST_RULES: Rules<SystemHostOptions> = {
  name: 'any',
  address: 'any',
  blocking: 'flag',
  print: 'any',
}

/** The options that can be set, and to what; which algorithms there are, each network knows. */
const FITS: { readonly [Name in keyof SocketOptions]: (value: SocketOptions[Name]) => boolean } = {
  reuseAddress: isFlag,
  sendBuffer: isSize,
  receiveBuffer: isSize,
  linger: (value) => value === undefined || (isSize(value) && value <= 0x7fff),
  sendTimeout: isTime,
  receiveTimeout: isTime,
  noDelay: isFlag,
  cork: isFlag,
  notSentLowat: isSize,
  fastOpen: isFlag,
  keepAlive: isFlag,
  keepAliveIdle: isSeconds,
  keepAliveInterval: isSeconds,
  keepAliveProbes: (value) => isWholeUpTo(value, 127),
  userTimeout: isSize,
  congestion: () => true,
}
const SETTABLE = Object.keys(FITS)
const READABLE = [...SETTABLE, 'error', 'tcpInfo']
const HOW = ['read', 'write', 'both']
const SEND_OPTIONS: readonly (keyof SendOptions)[] = ['dontWait', 'signal']
const RECV_OPTIONS: readonly (keyof RecvOptions)[] = ['dontWait', 'waitAll', 'peek', 'signal']

/** @throws SocketError EINVAL for what is no number of connections */
export function checkListen(subject: () => string, call: string, backlog: number): void {
  if (Number.isInteger(backlog) && backlog >= 0) return
  throw new SocketError('EINVAL', subject(), call, { remedy: 'The backlog is a whole number, 0 or more.' })
}

/** @throws SocketError EINVAL for a maximum that is none, an unknown option, and for `peek` with `waitAll` */
export function checkRecv(subject: () => string, call: string, max: number, options: RecvOptions): void {
  refuseUnknown(subject, call, options, RECV_OPTIONS)
  const { waitAll, peek } = options
  if (!Number.isInteger(max) || max < 1) {
    throw new SocketError('EINVAL', subject(), call, { remedy: 'The maximum is a whole number, 1 or more.' })
  }
  if (waitAll && peek) {
    throw new SocketError('EINVAL', subject(), call, { remedy: 'Either peek at what is there, or wait for all.' })
  }
}

/** @throws SocketError EFAULT for what is no array of bytes, EINVAL for an unknown option */
export function checkSend(subject: () => string, bytes: Uint8Array, options: SendOptions): void {
  if (!(bytes instanceof Uint8Array)) throw new SocketError('EFAULT', subject(), 'send')
  refuseUnknown(subject, 'send', options, SEND_OPTIONS)
}

function refuseUnknown(subject: () => string, call: string, given: object, known: readonly string[]): void {
  for (const name of Object.keys(given)) {
    if (!known.includes(name)) throw new SocketError('EINVAL', subject(), call, unknownName('the option', name, known))
  }
}

/** @throws SocketError EINVAL for what is none of the three */
export function checkHow(subject: () => string, call: string, how: string): void {
  if (!HOW.includes(how)) throw new SocketError('EINVAL', subject(), call, unknownName('the direction', how, HOW))
}

/** @throws SocketError EINVAL for what is no number: it would be waited for without end, or not at all */
export function checkTime(subject: string, call: string, milliseconds: number | undefined): void {
  if (milliseconds === undefined || (typeof milliseconds === 'number' && !Number.isNaN(milliseconds))) return
  throw new SocketError('EINVAL', subject, call, {
    reason: `${milliseconds} is no time`,
    remedy: 'Give milliseconds, 0 or more.',
  })
}

/** @throws SocketError ENOPROTOOPT with the names that there are */
export function checkOptionName(subject: () => string, call: string, name: string, kind: 'set' | 'read'): void {
  const known = kind === 'set' ? SETTABLE : READABLE
  if (!known.includes(name))
    throw new SocketError('ENOPROTOOPT', subject(), call, unknownName('the option', name, known))
}

/** Is it within an option's range? */
export function isInRange<Name extends keyof SocketOptions>(name: Name, value: SocketOptions[Name]): boolean {
  const fits: (value: SocketOptions[Name]) => boolean = FITS[name]
  return fits(value)
}

function isFlag(value: unknown): boolean {
  return typeof value === 'boolean'
}

function isSize(value: number): boolean {
  return Number.isInteger(value) && isTime(value)
}

/** What Linux takes, and no more. */
function isSeconds(value: number): boolean {
  return isWholeUpTo(value, 0x7fff)
}

function isWholeUpTo(value: number, most: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= most
}

function isTime(value: number): boolean {
  return value >= 0 && value <= 0x7fffffff
}

/**
 * Why an option could not be set, by the code.
 *
 * @param algorithms of congestion control that there are
 */
export function optionDetails(code: string, value: unknown, algorithms: readonly string[]): SocketErrorDetails {
  if (code === 'ENOENT') return unknownName('the algorithm', value, algorithms)
  if (code === 'ENOTSUP') {
    return {
      reason: 'a connection keeps the algorithm it was opened with',
      remedy: 'Set it before connect, or on the listener.',
    }
  }
  if (code !== 'EINVAL') return {}
  return {
    reason: `${value} is out of range`,
    remedy:
      'Sizes are whole bytes, linger whole seconds, time limits milliseconds, all 0 or more; keepAliveIdle and keepAliveInterval 1 to 32767 seconds, keepAliveProbes 1 to 127; others true or false.',
  }
}
