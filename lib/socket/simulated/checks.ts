import { parseAddress } from '../../tcp/ipv4.ts'
import { SocketError } from '../errors.ts'
import type { Address } from '../types.ts'

/** @throws SocketError EINVAL */
export function checkAddress({ address, port }: Address, subject: string, call: string): void {
  try {
    parseAddress(address)
  } catch (cause) {
    throw new SocketError('EINVAL', subject, call, {
      reason: `"${address}" is no IPv4 address`,
      remedy: 'Write four numbers of 0 to 255 with dots between them.',
      cause,
    })
  }
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return
  throw new SocketError('EINVAL', subject, call, {
    reason: `${port} is no port`,
    remedy: 'Ports are whole numbers from 0 to 65535.',
  })
}

/** Why an option could not be set, by the code. */
export function detailsOf(code: string, value: unknown): { reason?: string; remedy?: string } {
  if (code === 'EINVAL') {
    return {
      reason: `${value} is out of range`,
      remedy: 'Sizes are whole bytes, linger whole seconds, time limits milliseconds; all 0 or more.',
    }
  }
  if (code === 'ENOENT') {
    return { reason: `there is no "${value}"`, remedy: 'Choose tahoe, reno, new-reno, cubic or none.' }
  }
  return code === 'ENOTSUP'
    ? {
        reason: 'a connection keeps the algorithm it was opened with',
        remedy: 'Set it before connect, or on the listener.',
      }
    : {}
}

/** `10.0.0.1:80` */
export function text({ address, port }: Address): string {
  return `${address}:${port}`
}
