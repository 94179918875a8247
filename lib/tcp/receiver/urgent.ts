import { gt } from '../wire/index.ts'

/**
 * RCV.UP: up to where the peer calls its data urgent. Data stays in line; the user learns that there is urgent data and
 * how much of it is still to be read (MUST-30 to MUST-33).
 *
 * @see RFC 9293 §3.8.5, RFC 6093
 */
export class UrgentMark {
  #up: number | undefined

  /** RCV.UP: the octet after the urgent data (MUST-62); `undefined` = none yet. */
  get up(): number | undefined {
    return this.#up
  }

  /**
   * A segment with URG has come.
   *
   * @returns whether there is more urgent data than was known: the user is to be told
   */
  arrives(seq: number, urgentPointer: number): boolean {
    const up = (seq + urgentPointer) >>> 0
    if (this.#up !== undefined && !gt(up, this.#up)) return false
    this.#up = up
    return true
  }
}
