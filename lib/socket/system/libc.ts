import { createRequire } from 'node:module'
import { constants } from 'node:os'
import type { LibraryHandle } from 'koffi'
import { SocketError } from '../errors.ts'
import { type Platform, platform } from './platform.ts'

type KoffiFunction = ReturnType<LibraryHandle['func']>

/** Called when an asynchronous call has returned; `code` is the error's name if the result is negative. */
export type Returned = (result: number, code: string) => void

/** The C library's functions that a TCP program needs. A negative result means failure: ask `code()` at once. */
export interface Libc {
  readonly platform: Platform
  socket(domain: number, type: number, protocol: number): number
  bind(fd: number, address: Uint8Array, length: number): number
  listen(fd: number, backlog: number): number
  accept(fd: number): number
  /** Linux only: accepts and sets the new descriptor's flags in one step. */
  accept4(fd: number, flags: number): number
  connect(fd: number, address: Uint8Array, length: number): number
  send(fd: number, bytes: Uint8Array, length: number, flags: number): number
  recv(fd: number, into: Uint8Array, length: number, flags: number): number
  shutdown(fd: number, how: number): number
  close(fd: number): number
  /** The number `onto` becomes another of `fd`'s socket; what it was is closed. */
  dup2(fd: number, onto: number): number
  getsockname(fd: number, address: Uint8Array, length: Int32Array): number
  getpeername(fd: number, address: Uint8Array, length: Int32Array): number
  getsockopt(fd: number, level: number, option: number, value: Uint8Array, length: Int32Array): number
  setsockopt(fd: number, level: number, option: number, value: Uint8Array, length: number): number
  /** @param path ended by 0 */
  open(path: Uint8Array, flags: number): number
  fcntl(fd: number, command: number, value: number): number
  ioctl(fd: number, request: number, value: Int32Array | Uint8Array): number
  poll(requests: Uint8Array, count: number, milliseconds: number): number
  /** Linux only. */
  readonly epoll: {
    create(): number
    control(epoll: number, operation: number, fd: number, event: Uint8Array): number
    wait(epoll: number, events: Uint8Array, most: number, milliseconds: number): number
  }
  eventfd(): number
  /** macOS, where there is no eventfd. */
  pipe(ends: Int32Array): number
  read(fd: number, into: Uint8Array, length: number): number
  write(fd: number, bytes: Uint8Array, length: number): number
  /** The same calls on a thread of the pool; what they are given must stay untouched until they return. */
  readonly threads: {
    poll(requests: Uint8Array, count: number, milliseconds: number, returned: Returned): void
    accept(fd: number, returned: Returned): void
    connect(fd: number, address: Uint8Array, length: number, returned: Returned): void
    send(fd: number, bytes: Uint8Array, length: number, flags: number, returned: Returned): void
    recv(fd: number, into: Uint8Array, length: number, flags: number, returned: Returned): void
  }
  /** The name of the last synchronous call's error: `EAGAIN`. */
  code(): string
}

const EFD_NONBLOCK_CLOEXEC = 0o2004000
const EPOLL_CLOEXEC = 0o2000000

const CODES: ReadonlyMap<number, string> = errorNames()
let loaded: Libc | undefined

/**
 * The C library of this process, loaded when first asked for.
 *
 * @throws SocketError ENOTSUP where there is none for us
 */
export function libc(): Libc {
  loaded ??= load(platform())
  return loaded
}

function load(platform: Platform): Libc {
  const koffi = loadKoffi()
  const library = koffi.load(null)
  const linux = platform.name === 'linux'
  const call = (definition: string): KoffiFunction => library.func(definition)
  const size = linux ? 'unsigned long' : 'unsigned int'

  const accept = call('int accept(int fd, void *address, void *length)')
  const connect = call('int connect(int fd, const void *address, unsigned int length)')
  const send = call('long send(int fd, const void *bytes, size_t length, int flags)')
  const recv = call('long recv(int fd, void *into, size_t length, int flags)')
  const poll = call(`int poll(void *requests, ${size} count, int milliseconds)`)
  const open = call('int open(const void *path, int flags, ...)')
  const fcntl = call('int fcntl(int fd, int command, ...)')
  const ioctl = call('int ioctl(int fd, unsigned long request, ...)')
  const accept4 = linux ? call('int accept4(int fd, void *address, void *length, int flags)') : missing
  const epollCreate = linux ? call('int epoll_create1(int flags)') : missing
  const eventfd = linux ? call('int eventfd(unsigned int value, int flags)') : missing

  const code = (): string => errorName(koffi.errno())
  const settle =
    (returned: Returned) =>
    (error: unknown, result: number): void => {
      // errno belongs to the call only here, before anything else runs.
      const name = error || result < 0 ? code() : ''
      returned(error ? -1 : result, name)
    }

  return {
    platform,
    socket: call('int socket(int domain, int type, int protocol)'),
    bind: call('int bind(int fd, const void *address, unsigned int length)'),
    listen: call('int listen(int fd, int backlog)'),
    accept: (fd) => accept(fd, null, null),
    accept4: (fd, flags) => accept4(fd, null, null, flags),
    connect,
    send,
    recv,
    shutdown: call('int shutdown(int fd, int how)'),
    close: call('int close(int fd)'),
    dup2: call('int dup2(int fd, int onto)'),
    getsockname: call('int getsockname(int fd, void *address, void *length)'),
    getpeername: call('int getpeername(int fd, void *address, void *length)'),
    getsockopt: call('int getsockopt(int fd, int level, int option, void *value, void *length)'),
    setsockopt: call('int setsockopt(int fd, int level, int option, const void *value, unsigned int length)'),
    open: (path, flags) => open(path, flags),
    fcntl: (fd, command, value) => fcntl(fd, command, 'int', value),
    ioctl: (fd, request, value) => ioctl(fd, request, 'void *', value),
    poll,
    epoll: {
      create: () => epollCreate(EPOLL_CLOEXEC),
      control: linux ? call('int epoll_ctl(int epoll, int operation, int fd, void *event)') : missing,
      wait: linux ? call('int epoll_wait(int epoll, void *events, int most, int milliseconds)') : missing,
    },
    eventfd: () => eventfd(0, EFD_NONBLOCK_CLOEXEC),
    pipe: call('int pipe(void *ends)'),
    read: call('long read(int fd, void *into, size_t length)'),
    write: call('long write(int fd, const void *bytes, size_t length)'),
    threads: {
      poll: (requests, count, milliseconds, returned) => poll.async(requests, count, milliseconds, settle(returned)),
      accept: (fd, returned) => accept.async(fd, null, null, settle(returned)),
      connect: (fd, address, length, returned) => connect.async(fd, address, length, settle(returned)),
      send: (fd, bytes, length, flags, returned) => send.async(fd, bytes, length, flags, settle(returned)),
      recv: (fd, into, length, flags, returned) => recv.async(fd, into, length, flags, settle(returned)),
    },
    code,
  }
}

/** Loaded by name at run time: where koffi has no binary, importing this module must still succeed. */
function loadKoffi(): typeof import('koffi') {
  try {
    return createRequire(import.meta.url)('koffi')
  } catch (cause) {
    throw new SocketError('ENOTSUP', `${process.platform} (${process.arch})`, 'loading the C library', {
      reason: 'the package koffi, which calls it, does not run here',
      remedy: 'Run the program on the simulated network instead: ackbook/socket/simulated.',
      cause,
    })
  }
}

const missing: KoffiFunction = Object.assign(
  (): never => {
    throw new SocketError('ENOTSUP', process.platform, 'a call of Linux')
  },
  { async: (): void => {}, info: {} as KoffiFunction['info'] },
)

/** `EAGAIN` for its number; numbers that nothing here knows become `E123`. */
export function errorName(number: number): string {
  return CODES.get(number) ?? `E${number}`
}

function errorNames(): ReadonlyMap<number, string> {
  const names = new Map<number, string>()
  for (const [name, number] of Object.entries(constants.errno)) if (!names.has(number)) names.set(number, name)
  // Two names share a number: the one that programs test for.
  names.set(constants.errno.EAGAIN, 'EAGAIN')
  names.set(constants.errno.EOPNOTSUPP, 'EOPNOTSUPP')
  return names
}
