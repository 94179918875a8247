import { SocketError } from '../errors.ts'
import type { Libc } from './libc.ts'
import { F_SETFD, F_SETFL, FD_CLOEXEC, POLLIN } from './platform.ts'

/** Tells which of many descriptors are ready. Events are poll(2)'s bits; epoll's are the same numbers. */
export interface Selector {
  /** Report `fd` once when one of these events is there; 0 = no longer. */
  watch(fd: number, events: number): void
  /** Report what is ready now, without waiting. */
  look(ready: (fd: number, events: number) => void): void
  /** Wait on one thread of the pool until something is ready, `wake` is called or the limit has passed (-1 = none). */
  sleep(milliseconds: number, done: () => void): void
  /** End the sleep, now or as soon as it begins. */
  wake(): void
}

const EPOLL_CTL_ADD = 1
const EPOLL_CTL_DEL = 2
const EPOLL_CTL_MOD = 3
const EPOLLONESHOT = 1 << 30
const AT_ONCE = 256

/** Linux: the kernel keeps the set, so a thousand idle sockets cost nothing. */
export function epollSelector(libc: Libc, eventSize: number): Selector {
  const epoll = checkedResult(libc, libc.epoll.create(), 'epoll_create1')
  const waker = wakerOf(libc)
  const event = new Uint8Array(eventSize)
  const found = new Uint8Array(eventSize * AT_ONCE)
  const asleep = pollRequests([[epoll, POLLIN]])
  const view = new DataView(event.buffer)
  const foundView = new DataView(found.buffer)
  const data = eventSize - 8
  const known = new Set<number>()
  const control = (operation: number, fd: number, events: number): void => {
    view.setUint32(0, events, true)
    view.setInt32(data, fd, true)
    checkedResult(libc, libc.epoll.control(epoll, operation, fd, event), 'epoll_ctl')
  }
  control(EPOLL_CTL_ADD, waker.fd, POLLIN)

  return {
    watch(fd, events) {
      if (events !== 0) {
        control(known.has(fd) ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, fd, events | EPOLLONESHOT)
        known.add(fd)
      } else if (known.delete(fd)) control(EPOLL_CTL_DEL, fd, 0)
    },
    look(ready) {
      const many = libc.epoll.wait(epoll, found, AT_ONCE, 0)
      for (let index = 0; index < many; index++) {
        const fd = foundView.getInt32(index * eventSize + data, true)
        if (fd === waker.fd) waker.drain()
        else ready(fd, foundView.getUint32(index * eventSize, true))
      }
    },
    // Polls the epoll descriptor itself: that takes no event away from `look`.
    sleep: (milliseconds, done) => libc.threads.poll(asleep, 1, milliseconds, () => done()),
    wake: waker.wake,
  }
}

/** Everywhere else: poll(2) over all watched descriptors, woken to see a change of the set. */
export function pollSelector(libc: Libc): Selector {
  const waker = wakerOf(libc)
  const watched = new Map<number, number>()
  let asleep = false
  return {
    watch(fd, events) {
      if (events === 0) watched.delete(fd)
      else watched.set(fd, events)
      if (asleep) waker.wake()
    },
    look(ready) {
      waker.drain()
      const requests = [...watched]
      const bytes = pollRequests(requests)
      if (libc.poll(bytes, requests.length, 0) <= 0) return
      for (const [index, [fd]] of requests.entries()) {
        const events = pollEvents(bytes, index)
        if (events === 0) continue
        watched.delete(fd)
        ready(fd, events)
      }
    },
    sleep(milliseconds, done) {
      const requests: [number, number][] = [[waker.fd, POLLIN], ...watched]
      asleep = true
      libc.threads.poll(pollRequests(requests), requests.length, milliseconds, () => {
        asleep = false
        done()
      })
    },
    wake: waker.wake,
  }
}

/** `struct pollfd` for each pair of a descriptor and events. */
export function pollRequests(requests: readonly (readonly [fd: number, events: number])[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(Math.max(8, requests.length * 8)))
  for (const [index, [fd, events]] of requests.entries()) {
    view.setInt32(index * 8, fd, true)
    view.setInt16(index * 8 + 4, events, true)
  }
  return new Uint8Array(view.buffer)
}

/** What poll(2) found for the request at `index`. */
export function pollEvents(requests: Uint8Array, index: number): number {
  return (requests[index * 8 + 6] ?? 0) | ((requests[index * 8 + 7] ?? 0) << 8)
}

interface Waker {
  readonly fd: number
  wake(): void
  drain(): void
}

function wakerOf(libc: Libc): Waker {
  const linux = libc.platform.name === 'linux'
  const [fd, into] = linux ? eventfd(libc) : pipe(libc)
  const one = new Uint8Array(8)
  one[0] = 1
  const sink = new Uint8Array(64)
  return {
    fd,
    wake: () => void libc.write(into, one, 8),
    drain: () => void libc.read(fd, sink, linux ? 8 : 64),
  }
}

function eventfd(libc: Libc): [number, number] {
  const fd = checkedResult(libc, libc.eventfd(), 'eventfd')
  return [fd, fd]
}

function pipe(libc: Libc): [number, number] {
  const ends = new Int32Array(2)
  checkedResult(libc, libc.pipe(ends), 'pipe')
  const [out = -1, into = -1] = ends
  for (const fd of [out, into]) {
    libc.fcntl(fd, F_SETFD, FD_CLOEXEC)
    libc.fcntl(fd, F_SETFL, libc.platform.O_NONBLOCK)
  }
  return [out, into]
}

function checkedResult(libc: Libc, result: number, call: string): number {
  if (result < 0) throw new SocketError(libc.code(), 'system', call)
  return result
}
