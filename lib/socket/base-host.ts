import { SocketError } from './errors.ts'
import type { Socket } from './types.ts'

/** The part of a host that every network has in common: the sockets that were opened through it, until it is over. */
export abstract class BaseHost<OwnSocket extends Socket> {
  abstract readonly name: string
  readonly #sockets = new Set<OwnSocket>()
  #isOver = false

  get open(): readonly Socket[] {
    return [...this.#sockets]
  }

  get isOver(): boolean {
    return this.#isOver
  }

  add(socket: OwnSocket): void {
    this.#sockets.add(socket)
  }

  delete(socket: OwnSocket): void {
    this.#sockets.delete(socket)
  }

  closeAll(): void {
    this.#isOver = true
    for (const socket of this.#sockets) socket.close()
  }

  /** @throws SocketError EBADF */
  protected refuseIfOver(call: string): void {
    if (!this.#isOver) return
    throw new SocketError('EBADF', this.name, call, {
      reason: 'all that was opened through this host has been closed',
      remedy: 'Take a new host or scope.',
    })
  }

  /** Of a poll that would never end. */
  protected get nothingToWaitFor(): SocketError {
    return new SocketError('EINVAL', this.name, 'poll', {
      reason: 'nothing to wait for, and no limit',
      remedy: 'Name a socket or a time.',
    })
  }
}
