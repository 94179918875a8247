import { scriptedPacket, secondsText, type WrittenPacket } from './notation.ts'
import type { ScriptPlace } from './script-error.ts'
import { mismatch, type ScriptedFlow } from './scripted-flow.ts'
import type { ScriptedMachine } from './scripted-machine.ts'
import type { ScriptSettings } from './settings-of-script.ts'
import type { TcpAction } from './syntax.ts'
import { DifferenceFound } from './verdict.ts'

/** So long is waited beyond the time of a line for what comes late, to say how late. Milliseconds. */
const WAITS_AT_MOST = 200_000

/** A packet, or several that make one. */
interface TakenPacket {
  readonly written: WrittenPacket
  readonly first: number
  readonly last: number
}

/** Holds what is sent against the lines that expect it. */
export class Expectation {
  readonly #machine: ScriptedMachine
  readonly #settings: ScriptSettings
  readonly #settle: () => void

  constructor(machine: ScriptedMachine, settings: ScriptSettings, settle: () => void) {
    this.#machine = machine
    this.#settings = settings
    this.#settle = settle
  }

  /**
   * The next packet of the flow is the line's, and comes when the line says; time passes until it does.
   *
   * @param range microseconds; `undefined` = whenever it comes
   * @param before when the event before happened: a tolerance may be a share of the time since
   * @throws DifferenceFound
   */
  meets(action: TcpAction, place: ScriptPlace, range: TimeRange | undefined, before: number, flow: ScriptedFlow): void {
    const limit = range ? range.until / 1_000 + WAITS_AT_MOST : this.#machine.now + WAITS_AT_MOST
    const expected = this.#line(action, range)
    const isFatal = !this.#settings.nonFatal.has('packet')
    if (!this.#arrives(flow, limit)) {
      if (isFatal) differs(place, 'nothing is sent', expected, 'nothing')
      return
    }
    const taken = this.#take(action, flow, limit)
    const seen = `${secondsText(taken.first)} ${scriptedPacket('out', shownOf(taken.written, action))}`
    const wrong = mismatch(action, taken.written, this.#ticks(range, before))
    if (!isFatal) return
    if (wrong) differs(place, `another packet is sent: ${PART_WORDS[wrong] ?? wrong} differ`, expected, seen)
    const early = range ? range.from - taken.first * 1_000 : 0
    const late = range ? taken.last * 1_000 - range.until : 0
    if (Math.max(early, late) > this.#tolerance(range, before)) {
      const by = Math.round(Math.max(early, late)) / 1_000
      differs(place, `the packet is sent ${by} ms too ${late > early ? 'late' : 'early'}`, expected, seen)
    }
  }

  /** Nothing of the flow was sent that no line has taken. */
  nothingMore(flow: ScriptedFlow | undefined, line: number): void {
    const rest = flow && this.#machine.sent.find(({ packet }) => flow.has(packet))
    if (!rest) return
    const seen = `${secondsText(rest.at)} ${scriptedPacket('out', { ...flow.written(rest.packet), ecn: undefined, ttl: undefined })}`
    differs({ line, column: 1 }, 'a packet is sent that no line expects', 'the end of the script', seen)
  }

  /** Waits for a packet of the flow, at the head of those that were sent; others are not looked at. */
  #arrives(flow: ScriptedFlow, limit: number): boolean {
    const { sent } = this.#machine
    for (;;) {
      while (sent[0] && !flow.has(sent[0].packet)) sent.shift()
      if (sent.length > 0) return true
      const due = this.#machine.stack.pollTimeout()
      if (due === undefined || due > limit) return false
      this.#machine.step(due)
      this.#settle()
    }
  }

  /** Segments that follow one another make one, as a network card's that a kernel lets cut them (TSO). */
  #take(action: TcpAction, flow: ScriptedFlow, limit: number): TakenPacket {
    const { at, packet } = this.#machine.sent.shift()!
    flow.anchor(action, packet.segment)
    let written = flow.written(packet, action.ports !== undefined)
    let last = at
    while (!this.#settings.strictSegments && written.length > 0 && written.length < action.length) {
      if (!this.#arrives(flow, Math.min(limit, at + this.#settings.tolerance / 1_000))) break
      const next = flow.written(this.#machine.sent[0]!.packet, action.ports !== undefined)
      const joined = joinedOf(written, next)
      if (!joined) break
      written = joined
      last = this.#machine.sent.shift()!.at
    }
    return { written, first: at, last }
  }

  #tolerance(range: TimeRange | undefined, before: number): number {
    const { tolerance, tolerancePercent } = this.#settings
    return Math.max(tolerance, range ? ((range.from - before) * tolerancePercent) / 100 : 0)
  }

  /** By how many ticks a TSval may be off. */
  #ticks(range: TimeRange | undefined, before: number): number {
    const { timestampTick } = this.#settings
    return timestampTick === 0 ? Infinity : this.#tolerance(range, before) / timestampTick
  }

  #line(action: TcpAction, range: TimeRange | undefined): string {
    const times = range && range.from !== range.until ? [range.from, range.until] : range ? [range.from] : []
    const time = times.map((each) => secondsText(each / 1_000)).join('~') || '*'
    return `${time} ${scriptedPacket('out', action)}`
  }
}

interface TimeRange {
  readonly from: number
  readonly until: number
}

const PART_WORDS: Readonly<Record<string, string>> = {
  ack: 'the ACK numbers',
  window: 'the windows',
  urgent: 'the urgent pointers',
}

/** Both as one packet; `undefined` where the second does not go on with the first. */
function joinedOf(one: WrittenPacket, other: WrittenPacket): WrittenPacket | undefined {
  const follows = other.seq === (one.seq + one.length) >>> 0 && other.length > 0
  if (!follows || one.flags.includes('S') || /[SRU]/.test(other.flags) || one.ack !== other.ack) return undefined
  const extra = [...other.flags].filter((letter) => 'FP'.includes(letter) && !one.flags.includes(letter))
  const flags = [...'FSRPUEW.'].filter((letter) => one.flags.includes(letter) || extra.includes(letter)).join('')
  return { ...one, length: one.length + other.length, flags }
}

/** Of IP, only what the line has too. */
function shownOf(seen: WrittenPacket, { ecn, ttl }: TcpAction): WrittenPacket {
  return { ...seen, ecn: ecn && seen.ecn, ttl: ttl === undefined ? undefined : seen.ttl }
}

function differs(place: ScriptPlace, what: string, expected: string, seen: string): never {
  throw new DifferenceFound({ line: place.line, what, expected, seen })
}
