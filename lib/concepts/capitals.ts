/**
 * §2.2: what is transferred: numbered messages of sixteen octets there, the same in capitals back. Every octet follows from its
 * place in the stream, so that neither end keeps more than a piece, and a lost, doubled or misplaced octet shows.
 */
import { equal } from '../bytes.ts'
import { EarlyEndError, type Socket, SocketError } from '../socket/index.ts'

/** How long a message is, in octets: `message 0000002a`. */
export const MESSAGE = 16

/** The most that one send or recv of these programs handles, in octets. */
export const PIECE = 65_536

const HEAD = 'message '
const DIGITS = '0123456789abcdef'

/** The messages as one stream of octets. */
class Messages {
  readonly #octets: Uint8Array
  readonly #digits: Uint8Array

  constructor(write: (octets: Uint8Array) => Uint8Array) {
    const encoder = new TextEncoder()
    this.#digits = write(encoder.encode(DIGITS))
    this.#octets = write(encoder.encode(`${HEAD}00000000`.repeat(PIECE / MESSAGE + 1)))
  }

  /** @returns the octets from `place` on, at most {@link PIECE}; valid until the next call */
  at(place: number, length: number): Uint8Array {
    const start = place % MESSAGE
    const first = (place - start) / MESSAGE
    const end = start + Math.min(length, PIECE)
    for (let at = 0, number = first; at < end; at += MESSAGE, number++) {
      for (let digit = 0; digit < 8; digit++) {
        this.#octets[at + MESSAGE - 1 - digit] = this.#digits[(number >>> (4 * digit)) & 15] ?? 0
      }
    }
    return this.#octets.subarray(start, end)
  }
}

/** How far a transfer has come, in octets. */
export interface Progress {
  sent: number
  received: number
}

/** One transfer as the client sees it: what is to be sent next, and whether what comes back is what it should be. */
export class Transfer implements Progress {
  /** octets in each direction */
  readonly length: number
  sent = 0
  received = 0
  readonly #requests = new Messages((octets) => octets)
  readonly #replies = new Messages(inCapitals)
  readonly #moved: (progress: Progress) => void

  /**
   * @param octets how many to send, rounded up to whole messages
   * @param moved told whenever octets were taken or have come
   */
  constructor(octets: number, moved: (progress: Progress) => void = () => {}) {
    this.length = wholeMessages(octets)
    this.#moved = moved
  }

  get unsent(): number {
    return this.length - this.sent
  }

  get unread(): number {
    return this.length - this.received
  }

  /** What to hand to the next send. */
  next(): Uint8Array {
    return this.#requests.at(this.sent, this.unsent)
  }

  /** So many of `next` were taken. */
  took(octets: number): void {
    this.sent += octets
    this.#moved(this)
  }

  /**
   * This was received.
   *
   * @param piece at most {@link PIECE} octets; none = the end of the stream
   * @throws EarlyEndError if there was more to come; SocketError EBADMSG if it is not what was sent, in capitals
   */
  check(piece: Uint8Array, from: Socket): void {
    if (piece.length === 0 && this.unread > 0) {
      throw new EarlyEndError(from.name, 'receiving the capitals', this.length, this.received)
    }
    const expected = this.#replies.at(this.received, piece.length)
    if (piece.length > this.unread || !equal(piece, expected)) {
      const wrong = piece.findIndex((octet, index) => index >= this.unread || octet !== expected[index])
      throw new SocketError('EBADMSG', from.name, 'receiving the capitals', {
        reason: `octet ${this.received + wrong} of the answer is not what was sent, in capitals`,
        remedy: 'The server has to answer with the letters a to z as A to Z, and with all else as it came.',
      })
    }
    this.received += piece.length
    this.#moved(this)
  }
}

/** Octets, rounded up to whole messages. */
export function wholeMessages(octets: number): number {
  return Math.ceil(octets / MESSAGE) * MESSAGE
}

/** The letters a to z as A to Z; all other octets stay, so that no character of UTF-8 is harmed, wherever it is cut. */
export function inCapitals(octets: Uint8Array): Uint8Array {
  const capitals = new Uint8Array(octets.length)
  for (let index = 0; index < octets.length; index++) {
    const octet = octets[index] ?? 0
    capitals[index] = octet >= 97 && octet <= 122 ? octet - 32 : octet
  }
  return capitals
}
