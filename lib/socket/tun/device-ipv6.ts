import { writeUint16 } from '../../bytes.ts'
import { parseAddress } from '../../tcp/wire/index.ts'
import type { Libc } from '../system/libc.ts'
import { SOCK_CLOEXEC } from '../system/platform.ts'
import { SIOCGIFINDEX, SIOCSIFADDR, SOCK_DGRAM } from './ioctls.ts'

const AF_INET6 = 10
/** `struct in6_ifreq`: an address, the bits of its network, the interface's number. */
const IN6_IFREQ = 24
const [PREFIX, INDEX] = [16, 20]

/** Gives an interface an IPv6 address as well. @returns false where this kernel has no IPv6, or it is switched off */
export function giveIpv6(libc: Libc, named: Uint8Array, address: string, prefix: number): boolean {
  const fd = libc.socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0)
  if (fd < 0) return false
  try {
    if (libc.ioctl(fd, SIOCGIFINDEX, named) < 0) return false
    const index = new DataView(named.buffer).getInt32(16, true)
    const request = new Uint8Array(IN6_IFREQ)
    const words = [...String(parseAddress(address))]
    for (const [at, word] of words.entries()) writeUint16(request, 2 * at, word.charCodeAt(0))
    const view = new DataView(request.buffer)
    view.setUint32(PREFIX, prefix, true)
    view.setInt32(INDEX, index, true)
    return libc.ioctl(fd, SIOCSIFADDR, request) >= 0
  } finally {
    libc.close(fd)
  }
}
