import type {
  AckResult,
  AckSegment,
  GiveUp,
  Negotiated,
  Outgoing,
  SenderEvent,
  SenderOptions,
  SenderSample,
} from './sender-types.ts'

/**
 * The sending half of a connection: bytes and ACKs in, segments and a deadline out (RFC 9293 §3.4, 3.8; RFC 5681, 6298, 6675).
 *
 * Call order: `open`, `poll` (the SYN), `negotiated` when the peer's SYN has come, `ackArrives` for every acceptable
 * segment with ACK; `write` and `close` at any time. After each call, `poll` until it gives nothing; then wait for `deadline()`.
 */
export interface SenderFace {
  readonly iss: number
  /** SND.UNA, SND.NXT, SND.UP as sequence numbers; SND.WND in octets; SND.WL1, SND.WL2. */
  readonly una: number
  readonly nxt: number
  readonly up: number
  readonly wnd: number
  readonly wl1: number
  readonly wl2: number
  /** Effective send MSS; 536 until `negotiated`. */
  readonly mss: number
  /** Octets written and not yet acknowledged; and how many `write` would take now (0 after `close`). */
  readonly buffered: number
  readonly writable: number
  /** Octets written and not yet sent for the first time. */
  readonly unsent: number
  readonly synAcked: boolean
  /** `close` was called / the FIN has been sent at least once / has been acknowledged. */
  readonly closing: boolean
  readonly finSent: boolean
  readonly finAcked: boolean

  /** Settings that may change later (setsockopt). */
  noDelay: boolean
  bufferLimit: number
  r2: number
  userTimeout: number | undefined
  mssChanged(mss: number): void

  /** Queues the SYN (active open, or the SYN of a SYN,ACK). */
  open(): void
  /** Has the SYN sent once more at once: simultaneous open, or the peer repeated its own. Backs nothing off. */
  repeatSyn(): void
  /** The peer's SYN has come; call it before that segment's `ackArrives`. */
  negotiated(agreed: Negotiated): void
  /** Copies what fits into the send buffer. @returns how many octets were taken */
  write(bytes: Uint8Array): number
  /** The same, and SND.UP is set behind the last octet taken (MUST-30, 31). */
  writeUrgent(bytes: Uint8Array): number
  /** Queues the FIN behind what was written; nothing can be written after. */
  close(): void
  /** Drops all that is queued and stops every timer (RST, abort). */
  abort(): void
  ackArrives(segment: AckSegment, now: number): AckResult
  /** The next segment to send now; `undefined` = none. Call until then. */
  poll(now: number): Outgoing | undefined
  /** When `handleTimeout` must be called at the latest; `undefined` = no timer runs. */
  deadline(): number | undefined
  /** Fires what is due; poll afterwards. @returns why the connection is to be given up, if so */
  handleTimeout(now: number): GiveUp | undefined
  /** Events since the last call, oldest first. */
  takeEvents(): readonly SenderEvent[]
  sample(): SenderSample
}

// The class follows in the next commit; write against `new Sender(options): SenderFace`.
export declare const Sender: new (options: SenderOptions) => SenderFace
export type * from './sender-types.ts'
