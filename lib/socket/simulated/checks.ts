import { parseAddress } from '../../tcp/wire/index.ts'
import { SocketError } from '../errors.ts'
import type { Address } from '../types.ts'

/** @throws SocketError EINVAL */
export function checkAddress({ address, port }: Address, subject: string, call: string): void {
  try {
    parseAddress(address)
  } catch (cause) {
    throw new SocketError('EINVAL', subject, call, {
      reason: `"${address}" is no address`,
      remedy: 'Write one like 10.0.0.1 or fd00::1.',
      cause,
    })
  }
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return
  throw new SocketError('EINVAL', subject, call, {
    reason: `${port} is no port`,
    remedy: 'Ports are whole numbers from 0 to 65535.',
  })
}
