import { parseAddress } from '../../tcp/wire/index.ts'
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
