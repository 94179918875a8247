import type { Address } from '../types.ts'
import { libc } from './libc.ts'
import { F_SETFD, F_SETFL, FD_CLOEXEC, SOCK_CLOEXEC, SOCK_NONBLOCK } from './platform.ts'
import { decodeAddress, SOCKADDR_IN } from './sockaddr.ts'

/** @returns `undefined` if the call failed: the C library has the code */
export function addressOf(fd: number, call: 'getsockname' | 'getpeername'): Address | undefined {
  const bytes = new Uint8Array(SOCKADDR_IN)
  return libc()[call](fd, bytes, new Int32Array([SOCKADDR_IN])) < 0 ? undefined : decodeAddress(bytes)
}

/** Linux: the flags of a new descriptor. */
export function descriptorFlags(blocking: boolean): number {
  return SOCK_CLOEXEC | (blocking ? 0 : SOCK_NONBLOCK)
}

/** Elsewhere the flags are set afterwards. */
export function prepareDescriptor(fd: number, blocking: boolean): void {
  const { platform, fcntl, setsockopt } = libc()
  fcntl(fd, F_SETFD, FD_CLOEXEC)
  fcntl(fd, F_SETFL, blocking ? 0 : platform.O_NONBLOCK)
  if (platform.SO_NOSIGPIPE !== undefined) {
    setsockopt(fd, platform.SOL_SOCKET, platform.SO_NOSIGPIPE, new Uint8Array([1, 0, 0, 0]), 4)
  }
}
