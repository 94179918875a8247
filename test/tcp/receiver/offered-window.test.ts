import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Connection } from '../../../lib/tcp/connection/connection.ts'
import { type Flags, makeSegment, type Options, type Segment } from '../../../lib/tcp/wire/segment.ts'
import { pattern } from '../../helpers/octets.ts'

const test = suite('offered window')

const IRS = 4_294_900_000
const MOST = 2_000_000

interface Setting {
  receiveBuffer: number
  /** Shift that the peer's SYN offers; `undefined` = none, so that neither end scales. */
  scale: number | undefined
  active: boolean
}

/** Places and sizes are thousandths of what is offered; a place above 1,000 lies beyond. */
interface Step {
  call: 'text' | 'reset' | 'empty' | 'read' | 'buffer' | 'fill'
  place: number
  size: number
}

/**
 * A peer that knows of the engine's window only what the wire has said: the right edge that was offered, by the shift of
 * the SYN. An engine may hold up to 2^shift − 1 octets more ready, which the window field cannot say.
 */
class Peer {
  readonly #connection: Connection
  readonly #scaled: boolean
  #iss = 0
  #shift: number | undefined
  #now = 0
  /** Places in the stream of the peer: what was acknowledged, offered and read. */
  #acked = 0
  #edge = 0
  #read = 0
  /** What must have been taken in, and what may have been. */
  readonly #surely = new Uint8Array(MOST)
  readonly #perhaps = new Uint8Array(MOST)

  constructor({ receiveBuffer, scale, active }: Setting) {
    const ends = { localAddress: 1, localPort: 80, remoteAddress: 2, remotePort: 9 }
    const secret = new Uint8Array(16)
    this.#connection = new Connection(ends, { secret, receiveBuffer, delayedAck: 0, timestamps: false })
    this.#connection.open(active ? 'active' : 'passive', 0)
    this.#scaled = scale !== undefined
    this.#hear()
    const options = { mss: 1460, ...(scale !== undefined && { windowScale: scale }) }
    // A SYN in between, to be answered by another one.
    if (active) this.#wait(1500)
    this.#send(-1, new Uint8Array(0), { syn: true, ack: active }, options)
    if (!active) this.#wait(1500)
    this.#send(0, new Uint8Array(0))
    assert.is(this.#connection.state, 'ESTABLISHED')
  }

  step({ call, place, size }: Step): void {
    this.#now += 1000
    const offered = this.#edge - this.#acked
    const at = this.#acked + Math.floor((place * (offered + 20)) / 1000) - 10
    const length = 1 + Math.floor((size * Math.min(offered + 40, 3000)) / 1000)
    if (call === 'text') this.#text(Math.max(0, at), length)
    else if (call === 'fill') this.fill(length)
    else if (call === 'read') this.#reads(Math.floor((size * 5000) / 1000))
    else if (call === 'buffer') this.#connection.receiveBuffer = 1 + size * size
    else if (call === 'empty') this.#empty(at)
    else if (at !== this.#acked) this.#reset(at)
  }

  /** Sends octets in order right up to the edge. */
  fill(most = Infinity): void {
    const end = Math.min(this.#edge, this.#acked + most)
    while (this.#acked < end) this.#text(this.#acked, Math.min(1460, end - this.#acked))
    assert.ok(this.#acked >= end)
  }

  #text(at: number, length: number): void {
    const right = at + length
    for (const [octets, edge] of [
      [this.#surely, this.#edge],
      [this.#perhaps, this.#edge + this.#unsaid],
    ] as const) {
      // RFC 9293 table 6: its first or its last octet lies in the window.
      const inWindow = (octet: number): boolean => octet >= this.#acked && octet < edge
      if (inWindow(at) || inWindow(right - 1)) octets.fill(1, at, Math.min(right, edge))
    }
    const before = this.#acked
    const answers = this.#send(at, pattern(at, length))
    assert.ok(answers > 0, `text at ${at} was not answered`)
    const [least, most] = [this.#surely.indexOf(0, before), this.#perhaps.indexOf(0, before)]
    assert.ok(this.#acked >= least, `${least} octets lay within the window, ${this.#acked} were acknowledged`)
    assert.ok(this.#acked <= most, `${this.#acked} octets were acknowledged, ${most} lay within the window`)
    this.#surely.fill(1, before, this.#acked)
    this.#perhaps.fill(1, before, this.#acked)
  }

  #empty(at: number): void {
    const place = this.#placeOf(at)
    const answered = this.#send(at, new Uint8Array(0)) > 0
    if (place !== 'unsaid') assert.is(answered, place === 'outside', `empty at ${at}, ${place}`)
  }

  #reset(at: number): void {
    const place = this.#placeOf(at)
    const answered = this.#send(at, new Uint8Array(0), { rst: true }) > 0
    if (place !== 'unsaid') assert.is(answered, place === 'within', `reset at ${at}, ${place}`)
    assert.is(this.#connection.state, 'ESTABLISHED')
  }

  /** An empty segment is taken at the left edge even of a closed window. */
  #placeOf(at: number): 'within' | 'outside' | 'unsaid' {
    if (at === this.#acked || (at > this.#acked && at < this.#edge)) return 'within'
    return at < this.#acked || at >= this.#edge + this.#unsaid ? 'outside' : 'unsaid'
  }

  #reads(max: number): void {
    const bytes = this.#connection.receive(max) ?? new Uint8Array(0)
    assert.equal(bytes, pattern(this.#read, bytes.length))
    this.#read += bytes.length
    this.#hear()
  }

  get #unsaid(): number {
    return 2 ** (this.#scaled ? this.#shift! : 0) - 1
  }

  /** @returns how many segments answer it */
  #send(at: number, payload: Uint8Array, flags: Flags = { ack: true }, options: Options = {}): number {
    const fields = { sourcePort: 9, destinationPort: 80, window: 65_535, flags, options, payload }
    const [seq, ack] = [(IRS + 1 + at) >>> 0, (this.#iss + 1) >>> 0]
    this.#connection.segmentArrives(makeSegment({ ...fields, seq, ack }), this.#now)
    return this.#hear()
  }

  #wait(milliseconds: number): void {
    this.#now += milliseconds
    this.#connection.handleTimeout(this.#now)
    this.#hear()
  }

  #hear(): number {
    let count = 0
    for (let sent = this.#connection.pollTransmit(this.#now); sent; count++) {
      this.#heard(sent)
      sent = this.#connection.pollTransmit(this.#now)
    }
    while (this.#connection.pollEvent());
    return count
  }

  #heard({ seq, ack, window, flags, options }: Segment): void {
    assert.not(flags.rst)
    if (flags.syn) {
      this.#iss = seq
      this.#shift ??= options.windowScale
      assert.is(options.windowScale, this.#shift, 'the shift of a SYN that is sent again')
    }
    if (!flags.ack) return
    this.#acked = (ack - IRS - 1) >>> 0
    const edge = this.#acked + window * (flags.syn || !this.#scaled ? 1 : 2 ** this.#shift!)
    assert.ok(edge >= this.#edge - this.#unsaid, `the right edge goes back from ${this.#edge} to ${edge}`)
    this.#edge = Math.max(this.#edge, edge)
  }
}

const settings: fc.Arbitrary<Setting> = fc.record({
  receiveBuffer: fc.oneof(fc.integer({ min: 1, max: 9000 }), fc.integer({ min: 1, max: 1_000_000 })),
  scale: fc.constantFrom(undefined, 0, 7),
  active: fc.boolean(),
})
const steps = fc.array(
  fc.record({
    call: fc.constantFrom<Step['call']>('text', 'text', 'text', 'fill', 'read', 'read', 'buffer', 'reset', 'empty'),
    // The edges themselves are what matters most.
    place: fc.oneof(fc.nat(1000), fc.constantFrom(0, 1000), fc.integer({ min: 980, max: 1100 })),
    size: fc.nat(1000),
  }),
  { minLength: 1, maxLength: 40, size: 'max' },
)

test('any text, reads and buffer sizes → what lies within the window offered on the wire is taken in, what lies beyond is not', () => {
  const property = fc.property(settings, steps, (setting, list) => {
    const peer = new Peer(setting)
    for (const step of list) peer.step(step)
    peer.fill()
  })
  fc.assert(property, { numRuns: 300, seed: 9293, includeErrorInReport: true })
})

test.run()
