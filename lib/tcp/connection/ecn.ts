import type { Settings } from '../settings.ts'
import type { Flags } from '../wire/index.ts'

/**
 * Explicit Congestion Notification of one connection (RFC 3168 §6.1): what the SYNs agree on, and what the receiving half echoes.
 * How the sending half answers an echo is loss recovery's (`retransmission/loss-recovery.ts`).
 */
export class Ecn {
  /** Congestion Experienced has come, and no CWR since: every ACK has ECE (§6.1.3). */
  echoes = false
  readonly #settings: Pick<Settings, 'ecn'>
  /** An ECN-setup SYN or SYN,ACK has been sent, has come; one that is none has been sent or has come. */
  #sent = false
  #received = false
  #plain = false

  constructor(settings: Pick<Settings, 'ecn'>) {
    this.#settings = settings
  }

  /** New data may bear ECT: both ends have agreed (§6.1.1). Whether it does, hangs on congestion control too. */
  get sends(): boolean {
    return this.#sent && this.#received && !this.#plain
  }

  /** Our SYN is an ECN-setup SYN. @param again one before it was not answered in time: without (§6.1.1.1) */
  asks(again: boolean): boolean {
    return this.#setup(this.#settings.ecn === 'ask' && !again && !this.#plain)
  }

  /** And our SYN,ACK, where the peer has asked. */
  answers(): boolean {
    return this.#setup(this.#settings.ecn !== 'off' && this.#received && !this.#plain)
  }

  /** The peer's SYN or SYN,ACK has come, perhaps once more. Some send back all reserved bits: what reflects CWR agrees to nothing. */
  synArrives({ ack, ece, cwr }: Flags): void {
    const setup = ece === true && (ack ? !cwr : cwr === true)
    if (setup) this.#received = true
    else this.#plain = true
  }

  /** Text has come. @param experienced its packet was marked @param cwr the peer has answered what was echoed so far */
  textArrives(experienced: boolean, cwr: boolean): void {
    if (cwr) this.echoes = false
    if (experienced && this.#sent && this.#received) this.echoes = true
  }

  #setup(setup: boolean): boolean {
    if (setup) this.#sent = true
    else this.#plain = true
    return setup
  }
}
