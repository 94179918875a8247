import type { Connection } from '../../lib/tcp/index.ts'
import { octetAt, pattern } from '../helpers/octets.ts'
import type { Side } from './cases.ts'

export interface ProgramOptions extends Side {
  closesLast: boolean
  /** Calls `wake` after so many milliseconds. */
  rest: (milliseconds: number) => void
}

/** Writes so many octets and closes; reads to the end, and compares what it reads with what the other side writes. */
export class Program {
  connection: Connection | undefined
  written = 0
  read = 0
  ended = false
  closed = false
  /** A call has said that the connection is over. */
  broken = false
  readonly #options: ProgramOptions
  #writes = 0
  #reads = 0
  #writeRests = 0
  #readRests = 0

  constructor(options: ProgramOptions) {
    this.#options = options
  }

  get connected(): boolean {
    const state = this.connection?.state
    return state !== undefined && state !== 'SYN-SENT' && state !== 'SYN-RECEIVED'
  }

  /** Does what can be done now. */
  run(now: number, hostTime: number): void {
    const { connection } = this
    if (!connection || this.broken) return
    try {
      if (this.#writeRests <= now) this.#write(connection, now, hostTime)
      if (this.#readRests <= now) this.#readSome(connection, now)
      this.#close(connection, hostTime)
    } catch (error) {
      if (!(error instanceof Error) || !('code' in error)) throw error
      this.broken = true
    }
  }

  #write(connection: Connection, now: number, hostTime: number): void {
    const { octets, writes, writePauses, writesLate, rest } = this.#options
    if (writesLate && !this.connected) return
    while (this.written < octets) {
      const length = Math.min(writes[this.#writes % writes.length] as number, octets - this.written)
      const taken = connection.send(pattern(this.written, length), hostTime)
      this.written += taken
      if (taken < length) return
      const pause = writePauses[this.#writes++ % writePauses.length] as number
      if (pause === 0) continue
      this.#writeRests = now + pause
      rest(pause)
      return
    }
  }

  #readSome(connection: Connection, now: number): void {
    const { reads, readPauses, rest } = this.#options
    while (!this.ended && connection.canReceive) {
      const bytes = connection.receive(reads[this.#reads % reads.length] as number)
      if (!bytes) return
      if (bytes.length === 0) this.ended = true
      bytes.forEach((octet, at) => {
        if (octet !== octetAt(this.read + at))
          throw new Error(`octet ${this.read + at} is ${octet}, not as it was sent`)
      })
      this.read += bytes.length
      const pause = readPauses[this.#reads++ % readPauses.length] as number
      if (pause === 0 || this.ended) continue
      this.#readRests = now + pause
      rest(pause)
      return
    }
  }

  #close(connection: Connection, hostTime: number): void {
    const { octets, closesLast } = this.#options
    if (this.closed || this.written < octets || (closesLast && !this.ended) || !this.connected) return
    this.closed = true
    if (this.ended) connection.close(hostTime)
    else connection.closeSend(hostTime)
  }
}
