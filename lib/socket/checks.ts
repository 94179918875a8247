import { SocketError, type SocketErrorDetails, unknownName } from './errors.ts'
import type { ReadableOptions, RecvOptions, SendOptions, SocketOptions } from './types.ts'

/** The options that can be set, and that can be read: records, so that the compiler names one that is missing. */
const SETTABLE: Readonly<Record<keyof SocketOptions, true>> = {
  reuseAddress: true,
  sendBuffer: true,
  receiveBuffer: true,
  linger: true,
  sendTimeout: true,
  receiveTimeout: true,
  noDelay: true,
  keepAlive: true,
  congestion: true,
}
const READABLE: Readonly<Record<keyof ReadableOptions, true>> = { ...SETTABLE, error: true, tcpInfo: true }
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
  const known = Object.keys(kind === 'set' ? SETTABLE : READABLE)
  if (!known.includes(name))
    throw new SocketError('ENOPROTOOPT', subject(), call, unknownName('the option', name, known))
}

/**
 * Why an option could not be set, by the code.
 *
 * @param algorithms of congestion control that there are
 */
export function optionDetails(code: string, value: unknown, algorithms: readonly string[]): SocketErrorDetails {
  switch (code) {
    case 'EINVAL':
      return {
        reason: `${value} is out of range`,
        remedy:
          'Sizes are whole bytes, linger whole seconds, time limits milliseconds; all 0 or more; others true or false.',
      }
    case 'ENOENT':
      return unknownName('the algorithm', value, algorithms)
    case 'ENOTSUP':
      return {
        reason: 'a connection keeps the algorithm it was opened with',
        remedy: 'Set it before connect, or on the listener.',
      }
    default:
      return {}
  }
}
