import { max, min } from 'd3-array'
import { causeInWords } from '../../network/cause.ts'
import type { Trace } from '../../network/trace-types.ts'
import { count, list, type Put } from '../../words.ts'
import { connectionsOf, type TracedConnection } from '../connections.ts'
import { fateOf, type Journey, readTrace, reasonInWords, type Selection } from '../journey.ts'
import { duration, plain } from '../numbers.ts'
import { missingEnd } from '../recording.ts'
import { carriedBy, closingOf, finalStatesOf, openingOf, resetOf, zeroWindowOf } from '../story.ts'
import { textTable } from '../text.ts'
import { type LabelOptions, segmentWords } from './labels.ts'
import { arrivesMarked, marksInWords } from './marked.ts'
import { type LadderRows, type LadderSelection, ladderRowsOf, type Note } from './rows.ts'

/** What it says, by key. */
const SAYS = {
  noSegmentsBetween: (value: Put) => `No segments between ${value}`,
  anyHosts: 'any hosts',
  connection: 'connection',
  betweenIn: (amount: Put, between: Put, duration: Put) => `${amount} between ${between} in ${duration}`,
  whatBecameOfIt: 'what became of it',
  underWay: 'under way',
  arrives: (plain: Put) => `arrives ${plain}`,
  byte: 'byte',
  back: (amount: Put) => `${amount} back`,
  atTheEnd: (list: Put) => `at the end ${list}`,
  nothingButAcknowledgments: 'nothing but acknowledgments',
  and: (amount: Put) => `And ${amount}.`,
  moreConnection: 'more connection',
  data: (ways: Put) => `Data: ${ways}.`,
  atTheEndList: (list: Put) => `At the end ${list}.`,
  isIn: (name: Put, state: Put) => `${name} is in ${state}`,
  lost: (few: Put) => `Lost: ${few}.`,
  stillUnderWay: (pending: Put, which: Put) => `${pending} ${which} still under way.`,
  packet: 'packet',
  ofTheseNoneIsLost: 'Of these, none is lost.',
  nothingIsLost: 'Nothing is lost.',
  theNetworkDuplicates: (copies: Put) => `The network duplicates ${copies}.`,
  sentAgain: (value: Put, few: Put) => `Sent again, ${value}: ${few}.`,
  sentAgainAll: (few: Put) => `Sent again: ${few}.`,
  bytesTo: (name: Put, seq: Put, value: Put) => `${name}'s bytes ${seq} to ${value}`,
  andMore: (join: Put, value: Put) => `${join} and ${value} more`,
  theProgramsSay: (few: Put) => `The programs say: ${few}.`,
} as const

/** So many connections are told of, each in a sentence. */
const MOST_TOLD = 8

/** What a ladder shows. */
export interface LadderReading extends LadderRows {
  connections: TracedConnection[]
  shown: Journey[]
  /** The trace has packets that the selection leaves out. */
  isPart: boolean
  /** That the recording ended early, in words. */
  rest: string[]
}

export function readLadder(trace: Trace, options: LadderSelection): LadderReading {
  const reading = readTrace(trace)
  const { connections, shown } = connectionsOf(reading, options)
  const isPart = shown.length < reading.journeys.filter(({ cut }) => !cut).length
  const told = options.states === false ? connections.map((one) => ({ ...one, shownChanges: [] })) : connections
  return {
    ...ladderRowsOf(trace, options, reading),
    connections: told,
    shown,
    isPart,
    rest: missingEnd(trace, options.until),
  }
}

/** What a ladder shows, in a few sentences: who opened, how much was carried, what was lost and resent, how it ended. */
export function describeLadder(trace: Trace, options: Selection & { states?: boolean } = {}): string {
  return ladderInWords(readLadder(trace, options))
}

export function ladderInWords(reading: LadderReading): string {
  const { notes, connections, shown, isPart, rest } = reading
  if (shown.length === 0) return [`${amountInWords(reading)}.`, ...rest].join(' ')
  const several = connections.length > 1
  const [only] = connections
  const names = new Map(connections.flatMap((one) => one.shown.map((journey) => [journey, nameIn(one, journey)])))
  const lost = losses(shown, isPart, (journey) => names.get(journey) ?? journey.from)
  const sentences =
    several || !only
      ? [
          ...connections.slice(0, MOST_TOLD).map((one, at) => briefly(one, connections.slice(0, at))),
          ...more(connections.length - MOST_TOLD),
          ...lost,
        ]
      : [
          ...openingOf(only).map(({ sentence }) => sentence),
          ...carried(only),
          ...lost,
          ...zeroWindowOf(only),
          ...closingOf(only).map(({ sentence }) => sentence),
          ...resetOf(only).map(({ sentence }) => sentence),
          ...finalStates(only),
        ]
  return [`${amountInWords(reading)}.`, ...sentences, ...sayings(notes), ...rest].join(' ')
}

/** `9 segments between client and server in 83.5 ms`: a title. */
export function amountInWords({ hosts, connections, shown }: LadderReading): string {
  if (shown.length === 0) return SAYS.noSegmentsBetween(list(hosts) || SAYS.anyHosts)
  const speaking = new Set(shown.flatMap(({ from, to }) => [from, to]))
  const between = list(hosts.filter((host) => speaking.has(host)))
  const first = min(shown, ({ sent }) => sent)!
  const last = max(shown, (journey) => journey.arrived ?? journey.dropped ?? journey.sent)!
  const noun = shown.every(({ segment }) => segment) ? 'segment' : 'packet'
  const amount = `${count(shown.length, noun)}${connections.length > 1 ? ` of ${count(connections.length, SAYS.connection)}` : ''}`
  return SAYS.betweenIn(amount, between, duration(last - first))
}

/** The same as a table, a line a segment: for a terminal, a `<pre>`, or a test. */
export function ladderTable(trace: Trace, options: Selection & LabelOptions = {}): string {
  return ladderTableOf(ladderRowsOf(trace, options), options)
}

export function ladderTableOf({ arrows }: LadderRows, options: LabelOptions): string {
  const rows = arrows.map((journey) => {
    const { sent, from, to } = journey
    return [plain(sent), `${from} → ${to}`, segmentWords(journey, options).join(' '), endInWords(journey)]
  })
  return textTable(['ms', 'from → to', 'segment', SAYS.whatBecameOfIt], rows)
}

function endInWords(journey: Journey): string {
  if (journey.dropped !== undefined) return fateOf(journey)
  if (journey.arrived === undefined) return SAYS.underWay
  return journey.marked ? arrivesMarked(journey.arrived) : SAYS.arrives(plain(journey.arrived))
}

/** One of several connections in one sentence. @param before the others that have been told of */
function briefly(connection: TracedConnection, before: readonly TracedConnection[]): string {
  const [near, far] = connection.names
  const again = before.some(({ names }) => names.includes(near) && names.includes(far)) ? ' again' : ''
  const carried = carriedBy(connection)
  const [there, back] = connection.ends.map((end) => carried.get(end) ?? 0)
  const states = finalStatesOf(connection)
  const clauses = [
    ...openingOf(connection).map(({ clause }) => clause),
    ...(there! > 0 ? [`${count(there!, SAYS.byte)}${back! > 0 ? ' there' : ''}`] : []),
    ...(back! > 0 ? [SAYS.back(count(back!, SAYS.byte))] : []),
    ...closingOf(connection).map(({ clause }) => clause),
    ...resetOf(connection).map(({ clause }) => clause),
    ...(states.length > 0 ? [SAYS.atTheEnd(list(states.map(({ name, state }) => `${name} in ${state}`)))] : []),
  ]
  return `${near} to ${far}${again}: ${clauses.join(', ') || SAYS.nothingButAcknowledgments}.`
}

function more(amount: number): string[] {
  return amount > 0 ? [SAYS.and(count(amount, SAYS.moreConnection))] : []
}

function carried(connection: TracedConnection): string[] {
  const { ends, names } = connection
  const ways = [...carriedBy(connection)].map(([end, octets]) => {
    const [from, to] = end === ends[0] ? names : names.toReversed()
    return `${count(octets, SAYS.byte)} ${from} to ${to}`
  })
  return ways.length === 0 ? [] : [SAYS.data(list(ways))]
}

function finalStates(connection: TracedConnection): string[] {
  const states = finalStatesOf(connection)
  if (states.length === 0) return []
  return [SAYS.atTheEndList(list(states.map(({ name, state }) => SAYS.isIn(name, state))))]
}

function nameIn({ ends, names }: TracedConnection, { connection }: Journey): string {
  return names[connection === ends[0] ? 0 : 1]
}

function losses(all: readonly Journey[], isPart: boolean, nameOf: (journey: Journey) => string): string[] {
  const lost = all.filter(({ dropped }) => dropped !== undefined)
  const again = all.filter(({ retransmission, copy }) => retransmission && !copy)
  const when = (journey: Journey): string => `${naming(journey, nameOf(journey))} at ${duration(journey.sent)}`
  const sentences: string[] = []
  if (lost.length > 0) {
    const items = lost.map((journey) => {
      const reason = reasonInWords(journey)
      return `${when(journey)}${reason === undefined ? '' : ` (${reason})`}`
    })
    sentences.push(SAYS.lost(few(items)))
  }
  sentences.push(...marksInWords(all, (marked) => few(marked.map(when))))
  if (again.length > 0) sentences.push(sentAgain(again, when))
  const pending = all.filter(({ arrived, dropped }) => arrived === undefined && dropped === undefined).length
  if (pending > 0) sentences.push(SAYS.stillUnderWay(count(pending, SAYS.packet), pending === 1 ? 'is' : 'are'))
  // What became of the rest of the trace, its part does not tell.
  else if (lost.length === 0 && again.length === 0) sentences.push(isPart ? SAYS.ofTheseNoneIsLost : SAYS.nothingIsLost)
  const copies = all.filter(({ copy }) => copy).length
  if (copies > 0) sentences.push(SAYS.theNetworkDuplicates(count(copies, SAYS.packet)))
  return sentences
}

/** Each with its reason; once for all where it is the same. */
function sentAgain(again: readonly Journey[], when: (journey: Journey) => string): string {
  const why = again.map(({ cause }) => (cause ? causeInWords(cause) : undefined))
  if (again.length > 1 && why[0] !== undefined && why.every((reason) => reason === why[0])) {
    return SAYS.sentAgain(why[0], few(again.map(when)))
  }
  const items = again.map((journey, at) => `${when(journey)}${why[at] === undefined ? '' : ` (${why[at]})`}`)
  return SAYS.sentAgainAll(few(items))
}

function naming(journey: Journey, name: string): string {
  const { segment } = journey
  if (!segment) return `${segmentWords(journey).slice(0, 2).join(' ')} of ${name}`
  const octets = segment.payload.length
  if (octets > 0) return SAYS.bytesTo(name, journey.seq, journey.seq + octets - 1)
  return `${name}'s ${segmentWords(journey)[0]} (seq ${journey.seq})`
}

function few(items: readonly string[]): string {
  return items.length <= 4 ? list(items) : SAYS.andMore(items.slice(0, 3).join(', '), items.length - 3)
}

function sayings(notes: readonly Note[]): string[] {
  const said = notes.filter(({ kind }) => kind === 'program')
  if (said.length === 0) return []
  return [SAYS.theProgramsSay(few(said.map(({ host, text }) => `${host} “${text}”`)))]
}
