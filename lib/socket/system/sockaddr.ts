import { formatAddress, isIpv6, parseAddress, readAddress, writeAddress } from '../../tcp/wire/address.ts'
import { SocketError } from '../errors.ts'
import type { Address } from '../types.ts'
import { AF_INET, type Platform } from './platform.ts'

/** Bytes of `struct sockaddr_in` and `struct sockaddr_in6`. */
const SOCKADDR_IN = 16
export const SOCKADDR_IN6 = 28

/** What an IPv4 address begins with as an IPv6 one, in octets 10 and 11 (RFC 4291 §2.5.5.2). */
const MAPPING = [0xff, 0xff]

/**
 * @param family of the socket: an IPv6 one takes IPv4 addresses as mapped ones
 * @throws SocketError EINVAL for what is no address with a port
 */
export function encodeAddress(
  { address, port }: Address,
  family: 'IPv4' | 'IPv6',
  platform: Platform,
  subject: string,
  call: string,
): Uint8Array {
  const number = numericAddress(address, subject, call)
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new SocketError('EINVAL', subject, call, {
      reason: `${port} is no port`,
      remedy: 'Give a number from 1 to 65535, or 0 for any free port.',
    })
  }
  const is6 = isIpv6(number)
  const bytes = new Uint8Array(is6 || family === 'IPv6' ? SOCKADDR_IN6 : SOCKADDR_IN)
  const code = bytes.length === SOCKADDR_IN6 ? platform.AF_INET6 : AF_INET
  if (platform.addressHasLength) bytes.set([bytes.length, code])
  else new DataView(bytes.buffer).setUint16(0, code, true)
  new DataView(bytes.buffer).setUint16(2, port)
  if (bytes.length === SOCKADDR_IN6 && !is6) {
    bytes.set(MAPPING, 18)
    writeAddress(bytes, 20, number)
  } else writeAddress(bytes, is6 ? 8 : 4, number)
  return bytes
}

function numericAddress(address: string, subject: string, call: string): ReturnType<typeof parseAddress> {
  try {
    return parseAddress(address)
  } catch (cause) {
    throw new SocketError('EINVAL', subject, call, {
      reason: `${JSON.stringify(address)} is no address`,
      remedy: 'Give one like 127.0.0.1 or ::1; look a name up first.',
      cause,
    })
  }
}

/** A mapped address is the IPv4 address that it stands for. */
export function decodeAddress(bytes: Uint8Array, platform: Platform): Address {
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  const code = platform.addressHasLength ? view.getUint8(1) : view.getUint16(0, true)
  const address = code === AF_INET ? readAddress(bytes, 4, 4) : readAddress(bytes, 8, 6)
  // Written and read again, a mapped one is of IPv4.
  return { address: formatAddress(parseAddress(formatAddress(address))), port: view.getUint16(2) }
}
