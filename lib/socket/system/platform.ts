import { SocketError } from '../errors.ts'

export const AF_INET = 2
export const SOCK_STREAM = 1
export const IPPROTO_TCP = 6
export const IPPROTO_IPV6 = 41
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

/** The numbers of the C library's socket interface that every system chooses for itself: Linux's and macOS's. */
const NUMBERS = {
  name: ['linux', 'darwin'],
  AF_INET6: [10, 30],
  IPV6_V6ONLY: [26, 27],
  SOL_SOCKET: [1, 0xffff],
  SO_REUSEADDR: [2, 0x0004],
  SO_ERROR: [4, 0x1007],
  SO_SNDBUF: [7, 0x1001],
  SO_RCVBUF: [8, 0x1002],
  SO_KEEPALIVE: [9, 0x0008],
  SO_LINGER: [13, 0x1080], // macOS: SO_LINGER_SEC, for SO_LINGER counts clock ticks there
  SO_RCVTIMEO: [20, 0x1006],
  SO_SNDTIMEO: [21, 0x1005],
  TCP_INFO: [11, 0x106], // macOS: TCP_CONNECTION_INFO
  TCP_KEEPIDLE: [4, 0x10], // macOS: TCP_KEEPALIVE
  TCP_KEEPINTVL: [5, 0x101],
  TCP_KEEPCNT: [6, 0x102],
  TCP_USER_TIMEOUT: [18, undefined],
  TCP_FASTOPEN: [23, undefined],
  TCP_FASTOPEN_CONNECT: [30, undefined],
  TCP_CORK: [3, 0x04], // macOS: TCP_NOPUSH
  TCP_NOTSENT_LOWAT: [25, 0x201],
  /** macOS has one algorithm for all. */
  TCP_CONGESTION: [13, undefined],
  MSG_DONTWAIT: [0x40, 0x80],
  /** 0 where an option of the socket does it, the next. */
  MSG_NOSIGNAL: [0x4000, 0],
  SO_NOSIGPIPE: [undefined, 0x1022],
  O_NONBLOCK: [0o4000, 0x0004],
  F_DUPFD_CLOEXEC: [1030, 67],
  FIONREAD: [0x541b, 0x4004667f],
  /** An octet of the address structure holds its length. */
  addressHasLength: [false, true],
  /** bytes of `struct epoll_event`: packed on x86-64 only; `undefined`: no epoll */
  epollEventSize: [(process.arch === 'x64' ? 12 : 16) as number, undefined],
} as const

/** One system's. */
export type Platform = { readonly [Name in keyof typeof NUMBERS]: (typeof NUMBERS)[Name][number] }

/** @throws SocketError ENOTSUP on a system whose numbers are not known */
export function platform(system: string = process.platform, arch: string = process.arch): Platform {
  const column = (NUMBERS.name as readonly string[]).indexOf(system)
  if (column >= 0 && (arch === 'x64' || arch === 'arm64'))
    return Object.fromEntries(Object.entries(NUMBERS).map(([name, both]) => [name, both[column]])) as Platform
  throw new SocketError('ENOTSUP', `${system} (${arch})`, "opening the system's sockets", {
    reason: 'the sockets of Linux and macOS (x64, arm64) are known here, not those of this system',
    remedy: 'Run the program on the simulated network instead: ackbook/socket/simulated.',
  })
}
