import { SocketError } from '../errors.ts'

/** The numbers of the C library's socket interface, which every system chooses for itself. */
export interface Platform {
  readonly name: 'linux' | 'darwin'
  readonly SOL_SOCKET: number
  readonly SO_REUSEADDR: number
  readonly SO_ERROR: number
  readonly SO_SNDBUF: number
  readonly SO_RCVBUF: number
  readonly SO_KEEPALIVE: number
  readonly SO_LINGER: number
  readonly SO_RCVTIMEO: number
  readonly SO_SNDTIMEO: number
  readonly TCP_INFO: number
  /** `undefined`: the system has one algorithm for all. */
  readonly TCP_CONGESTION: number | undefined
  readonly MSG_DONTWAIT: number
  /** 0 where an option of the socket does it: {@link Platform.SO_NOSIGPIPE}. */
  readonly MSG_NOSIGNAL: number
  readonly SO_NOSIGPIPE: number | undefined
  readonly O_NONBLOCK: number
  readonly F_DUPFD_CLOEXEC: number
  readonly FIONREAD: number
  /** An octet of the address structure holds its length. */
  readonly addressHasLength: boolean
  /** bytes of `struct epoll_event`: packed on x86-64 only; `undefined`: no epoll */
  readonly epollEventSize: number | undefined
}

export const AF_INET = 2
export const SOCK_STREAM = 1
export const IPPROTO_TCP = 6
export const TCP_NODELAY = 1
export const MSG_PEEK = 2
export const F_SETFD = 2
export const F_SETFL = 4
export const FD_CLOEXEC = 1
export const POLLIN = 0x001
export const POLLOUT = 0x004
export const POLLERR = 0x008
export const POLLHUP = 0x010
export const POLLNVAL = 0x020
/** Linux: both from `<asm-generic>`, the same on x64 and arm64. */
export const SOCK_NONBLOCK = 0o4000
export const SOCK_CLOEXEC = 0o2000000
/** Linux: how many bytes are not yet acknowledged. */
export const SIOCOUTQ = 0x5411
/** macOS: the same, as an option. */
export const SO_NWRITE = 0x1024

const LINUX: Platform = {
  name: 'linux',
  SOL_SOCKET: 1,
  SO_REUSEADDR: 2,
  SO_ERROR: 4,
  SO_SNDBUF: 7,
  SO_RCVBUF: 8,
  SO_KEEPALIVE: 9,
  SO_LINGER: 13,
  SO_RCVTIMEO: 20,
  SO_SNDTIMEO: 21,
  TCP_INFO: 11,
  TCP_CONGESTION: 13,
  MSG_DONTWAIT: 0x40,
  MSG_NOSIGNAL: 0x4000,
  SO_NOSIGPIPE: undefined,
  O_NONBLOCK: 0o4000,
  F_DUPFD_CLOEXEC: 1030,
  FIONREAD: 0x541b,
  addressHasLength: false,
  epollEventSize: process.arch === 'x64' ? 12 : 16,
}

const MACOS: Platform = {
  name: 'darwin',
  SOL_SOCKET: 0xffff,
  SO_REUSEADDR: 0x0004,
  SO_ERROR: 0x1007,
  SO_SNDBUF: 0x1001,
  SO_RCVBUF: 0x1002,
  SO_KEEPALIVE: 0x0008,
  SO_LINGER: 0x1080, // SO_LINGER_SEC: SO_LINGER counts clock ticks there
  SO_RCVTIMEO: 0x1006,
  SO_SNDTIMEO: 0x1005,
  TCP_INFO: 0x106, // TCP_CONNECTION_INFO
  TCP_CONGESTION: undefined,
  MSG_DONTWAIT: 0x80,
  MSG_NOSIGNAL: 0,
  SO_NOSIGPIPE: 0x1022,
  O_NONBLOCK: 0x0004,
  F_DUPFD_CLOEXEC: 67,
  FIONREAD: 0x4004667f,
  addressHasLength: true,
  epollEventSize: undefined,
}

/** @throws SocketError ENOTSUP on a system whose numbers are not known */
export function platform(system: string = process.platform, arch: string = process.arch): Platform {
  const known = arch === 'x64' || arch === 'arm64'
  if (known && system === 'linux') return LINUX
  if (known && system === 'darwin') return MACOS
  throw new SocketError('ENOTSUP', `${system} (${arch})`, "opening the system's sockets", {
    reason: 'the sockets of Linux and macOS (x64, arm64) are known here, not those of this system',
    remedy: 'Run the program on the simulated network instead: ackbook/socket/simulated.',
  })
}
