import { SocketError } from '../errors.ts'
import type { Address } from '../types.ts'
import { AF_INET, type Platform } from './platform.ts'

/** Bytes of `struct sockaddr_in`. */
export const SOCKADDR_IN = 16

/**
 * @throws SocketError EINVAL for what is no dotted IPv4 address with a port
 */
export function encodeAddress(
  { address, port }: Address,
  platform: Platform,
  subject: string,
  call: string,
): Uint8Array {
  const octets = /^\d{1,3}(\.\d{1,3}){3}$/.test(address) ? address.split('.').map(Number) : []
  if (octets.length !== 4 || octets.some((octet) => octet > 255)) {
    throw new SocketError('EINVAL', subject, call, {
      reason: `${JSON.stringify(address)} is no IPv4 address`,
      remedy: 'Give four numbers like 127.0.0.1; look a name up first.',
    })
  }
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new SocketError('EINVAL', subject, call, {
      reason: `${port} is no port`,
      remedy: 'Give a number from 1 to 65535, or 0 for any free port.',
    })
  }
  const bytes = new Uint8Array(SOCKADDR_IN)
  if (platform.addressHasLength) bytes.set([SOCKADDR_IN, AF_INET])
  else new DataView(bytes.buffer).setUint16(0, AF_INET, true)
  new DataView(bytes.buffer).setUint16(2, port)
  bytes.set(octets, 4)
  return bytes
}

export function decodeAddress(bytes: Uint8Array): Address {
  return {
    address: bytes.subarray(4, 8).join('.'),
    port: new DataView(bytes.buffer, bytes.byteOffset).getUint16(2),
  }
}
