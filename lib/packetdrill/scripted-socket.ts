import type { Connection } from '../tcp/connection/index.ts'
import type { ConnectionSettings } from '../tcp/settings.ts'
import type { Binding, Listener } from '../tcp/stack/index.ts'

/** A socket of the script's program, by what Linux's remembers. */
export class ScriptedSocket {
  binding: Binding | undefined
  listener: Listener | undefined
  connection: Connection | undefined
  /** What it was set to before there was a connection. */
  readonly settings: ConnectionSettings
  reuseAddress = false
  nonBlocking = false
  /** Seconds; `undefined` = off. */
  linger: number | undefined
  shutForReading = false
  shutForWriting = false
  /** A connect has begun and was not told how it ended. */
  connecting = false

  constructor(settings: ConnectionSettings = {}) {
    this.settings = settings
  }

  get isConnecting(): boolean {
    const state = this.connection?.state
    return state === 'SYN-SENT' || state === 'SYN-RECEIVED'
  }

  get canRead(): boolean {
    const { listener, connection } = this
    if (listener) return listener.queued > 0
    if (!connection) return true
    return connection.canReceive || (this.shutForReading && !this.isConnecting)
  }

  /** As Linux tells a poll: a third of the buffer is free, or a send would fail at once. */
  get canWrite(): boolean {
    const { connection } = this
    if (this.listener) return false
    if (!connection) return true
    if (this.isConnecting) return false
    return this.isOver || connection.writable > connection.unacknowledged / 2
  }

  /** Nothing can be sent any more. */
  get isOver(): boolean {
    const state = this.connection?.state
    return this.shutForWriting || (state !== 'ESTABLISHED' && state !== 'CLOSE-WAIT')
  }

  /** Events of a poll, by Linux's names; what is asked for does not matter here. */
  get ready(): Set<string> {
    const ready = new Set<string>()
    const { connection } = this
    if (this.canRead) ready.add('POLLIN').add('POLLRDNORM')
    if (this.canWrite) ready.add('POLLOUT').add('POLLWRNORM')
    if (this.listener) return ready
    if (!connection) return ready.add('POLLHUP')
    if (connection.error) ready.add('POLLERR')
    const peerClosed = connection.peerHasClosed || this.shutForReading
    if (peerClosed && !this.isConnecting) ready.add('POLLRDHUP')
    if (connection.state === 'CLOSED' || (peerClosed && this.shutForWriting)) ready.add('POLLHUP').add('POLLRDHUP')
    return ready
  }
}
