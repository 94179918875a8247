import { checkHow, checkOptionName, checkRecv, isInRange, optionDetails } from './checks.ts'
import { AbortError, SocketError } from './errors.ts'
import { nameOf } from './name.ts'
import type { Address, ReadableOptions, RecvOptions, Socket, SocketOptions, WaitOptions } from './types.ts'
import { receiveWhole } from './wait-all.ts'

/** A call that may have to wait. */
export interface Attempt<Result> {
  call: string
  options: WaitOptions & { dontWait?: boolean }
  /** Makes the call; `undefined` = it would have to wait. */
  now: () => Result | undefined | Promise<Result>
  /** @returns false when the call's time limit has passed first */
  wait: () => Promise<boolean>
}

/** The part of {@link Socket} that every network has in common: what may be asked at all, and how a call is tried again. */
export abstract class BaseSocket {
  #isClosed = false
  #lastName = ''

  get isClosed(): boolean {
    return this.#isClosed
  }

  get name(): string {
    if (this.#isClosed) return this.#lastName
    const [local, remote] = this.ends
    const ends = [...(local && local.port !== 0 ? [nameOf(local)] : []), ...(remote ? [nameOf(remote)] : [])]
    return `socket ${this.number}${ends.length > 0 ? ` (${ends.join(' → ')})` : ''}`
  }

  async recv(max: number, options: RecvOptions = {}): Promise<Uint8Array> {
    const call = `recv(${max})`
    const deadline = this.receiveDeadline
    this.refuseClosed(call)
    checkRecv(() => this.name, call, max, options)
    if (!options.waitAll) return this.receive(call, max, deadline, options)
    const receive = (most: number): Promise<Uint8Array> => this.receive(call, most, deadline, options)
    return receiveWhole(max, receive, (error) => this.defer(error))
  }

  shutdown(how: 'read' | 'write' | 'both'): void {
    const call = `shutdown(${how})`
    this.refuseClosed(call)
    checkHow(() => this.name, call, how)
    this.shut(call, how)
  }

  close(): void {
    if (this.#isClosed) return
    this.#lastName = this.name
    this.#isClosed = true
    this.release()
  }

  setsockopt<Name extends keyof SocketOptions>(name: Name, value: SocketOptions[Name]): void {
    const call = `setsockopt(${name})`
    this.refuseClosed(call)
    checkOptionName(() => this.name, call, name, 'set')
    const code = isInRange(name, value) ? this.setOption(name, value) : 'EINVAL'
    if (code !== undefined) throw new SocketError(code, this.name, call, optionDetails(code, value, this.algorithms))
  }

  getsockopt<Name extends keyof ReadableOptions>(name: Name): ReadableOptions[Name] {
    const call = `getsockopt(${name})`
    this.refuseClosed(call)
    checkOptionName(() => this.name, call, name, 'read')
    return this.readOption(name, call)
  }

  /** The descriptor's number, for messages. */
  protected abstract readonly number: number
  /** Its own name and its peer's, as far as it has them. */
  protected abstract readonly ends: readonly [local: Address | undefined, remote: Address | undefined]
  /** By the network's clock, at which a recv that begins now gives up; Infinity = never. */
  protected abstract readonly receiveDeadline: number
  /** The algorithms of congestion control that there are. */
  protected abstract readonly algorithms: readonly string[]
  protected abstract receive(call: string, max: number, deadline: number, options: RecvOptions): Promise<Uint8Array>
  protected abstract shut(call: string, how: 'read' | 'write' | 'both'): void
  /** It has just been closed. */
  protected abstract release(): void
  /** @param value within the option's range @returns the code with which it failed; `undefined` = it is set */
  protected abstract setOption<Name extends keyof SocketOptions>(
    name: Name,
    value: SocketOptions[Name],
  ): string | undefined
  protected abstract readOption<Name extends keyof ReadableOptions>(name: Name, call: string): ReadableOptions[Name]
  /** Keeps an error for the next call to report. */
  protected abstract defer(error: SocketError): void
  /** Lets others have their turn where a program makes one call after the other. */
  protected abstract pause(call: string): Promise<unknown> | undefined

  /** @throws SocketError EBADF */
  protected refuseClosed(call: string): void {
    if (this.#isClosed) throw new SocketError('EBADF', this.name, call)
  }

  /** Tries, waits while it cannot be done, tries again. @throws SocketError EBADF, EAGAIN; AbortError; what `now` throws */
  protected async attempt<Result>({ call, options, now, wait }: Attempt<Result>): Promise<Result> {
    const { signal, dontWait } = options
    this.refuseClosed(call)
    const pause = this.pause(call)
    if (pause) await pause
    for (;;) {
      this.refuseClosed(call)
      if (signal?.aborted) throw new AbortError(this.name, call, signal.reason)
      const made = now()
      const result = made instanceof Promise ? await made : made
      if (result !== undefined) return result
      if (dontWait) throw new SocketError('EAGAIN', this.name, call)
      if (await wait()) continue
      this.refuseClosed(call)
      throw new SocketError('EAGAIN', this.name, call, {
        reason: 'its time limit has passed',
        remedy: 'Read or send something else first, or raise the limit.',
      })
    }
  }
}
