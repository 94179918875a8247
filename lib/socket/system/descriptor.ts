import type { Address } from '../types.ts'
import { libc } from './libc.ts'
import {
  AF_INET,
  F_SETFD,
  F_SETFL,
  FD_CLOEXEC,
  IPPROTO_IPV6,
  SOCK_CLOEXEC,
  SOCK_NONBLOCK,
  SOCK_STREAM,
} from './platform.ts'
import { decodeAddress, SOCKADDR_IN6 } from './sockaddr.ts'

/** @returns `undefined` if the call failed: the C library has the code */
export function addressOf(fd: number, call: 'getsockname' | 'getpeername'): Address | undefined {
  const bytes = new Uint8Array(SOCKADDR_IN6)
  const { platform, [call]: ask } = libc()
  return ask(fd, bytes, new Int32Array([SOCKADDR_IN6])) < 0 ? undefined : decodeAddress(bytes, platform)
}

/** A new socket of this family. @returns less than 0 if there is none: the C library has the code */
export function newDescriptor(family: 'IPv4' | 'IPv6', blocking: boolean): number {
  const { platform, socket, setsockopt } = libc()
  const linux = platform.name === 'linux'
  const fd = socket(
    family === 'IPv6' ? platform.AF_INET6 : AF_INET,
    SOCK_STREAM | (linux ? descriptorFlags(blocking) : 0),
    0,
  )
  if (fd < 0) return fd
  if (!linux) prepareDescriptor(fd, blocking)
  // One on :: takes both families, whatever the system's default is.
  if (family === 'IPv6') setsockopt(fd, IPPROTO_IPV6, platform.IPV6_V6ONLY, new Uint8Array(4), 4)
  return fd
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
