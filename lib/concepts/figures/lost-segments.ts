/** An exchange of which any segment can be lost: its runs, what can be pressed in their ladders, and what a loss did. */
import {
  type Journey,
  type LadderFigure,
  type PlayView,
  type StatePath,
  statesFigure,
  type Target,
} from '../../draw/index.ts'
import type { Trace, TraceEvent } from '../../network/index.ts'
import { count, list, thousands } from '../../words.ts'
import { type Exchange, type ExchangeOptions, exchangeLosing } from '../handshake.ts'
import { briefName, linkOfSegment } from './segment-bytes.ts'

/** What it says, by key. */
const SAYS = {
  lose: (number: number, name: string) => `lose segment ${number}, ${name}`,
  restore: (number: number, name: string) => `let segment ${number}, ${name}, arrive`,
  arrives: (name: string) => `${name} ${/^\d\d/.test(name) ? 'arrive' : 'arrives'}`,
  sent: (name: string) => (name.endsWith(' again') ? `${name.slice(0, -6)} sent again` : `${name} sent`),
  sentAndLost: (sent: string) => `${sent}, and lost`,
  enters: (host: string, state: string) => `${host} ${state}`,
  moment: (time: string, what: string) => `${time}: ${what}`,
  states: 'The states of both ends',
  step: (host: string, from: string, to: string) => `${host}: ${from} to ${to}`,
  noneLost: (time: string) =>
    `Nothing is lost, and the answer is there after ${time}. Press an arrow, and its segment is lost.`,
  free: (number: number, name: string, time: string) =>
    `Segment ${number}, ${name}, is lost, and it costs nothing: a later segment carries the same acknowledgment, and the answer is there after ${time} all the same.`,
  mended: (number: number, name: string, again: number, wait: string) =>
    `Segment ${number}, ${name}, is lost. Nobody answers it, so it goes again as segment ${again}, ${wait} later.`,
  mendedByPeer: (number: number, name: string, again: number, againName: string) =>
    `Segment ${number}, ${name}, is lost. The other end hears nothing, so its timer sends segment ${again}, ${againName}, and that is answered.`,
  fromTimeWait: (host: string) => `The ${host} answers it from TIME-WAIT: that is what this state is for.`,
  many: (lost: string, again: string) => `${lost} are lost, and ${again} again.`,
  goes: 'segment goes',
  go: 'segments go',
  segment: 'segment',
  answerAfter: (time: string, usual: string) => `The answer is there after ${time} instead of ${usual}.`,
  answerAsUsual: (time: string) => `The answer is there after ${time}, as without a loss.`,
  noAnswer: 'The answer never comes: the client gives the connection up.',
  closing: 'Both ends go through CLOSING: each has had the FIN of the other before the ACK of its own.',
  gaveUp: (hosts: string) => `In the end the connection is given up at the ${hosts}.`,
} as const

/** One who can be made to lose segments, and which: their numbers in the order sent, both directions together, from 1. */
export interface LosableOptions extends Pick<ExchangeOptions, 'messages' | 'first' | 'pause'> {
  /** There and back, in milliseconds. */
  rtt: number
  lost: readonly number[]
}

/** What only changes what is shown does not run it again. */
const runs = new Map<string, Exchange>()
const MOST_EXCHANGES = 8

/** The exchange in which these segments are lost. What is lost of it may go again, under a number of its own. */
export function lossyExchange({ rtt, messages = 1, first = 'client', pause = 0, lost }: LosableOptions): Exchange {
  const wanted = [...new Set(lost)].sort((a, b) => a - b)
  const name = `${rtt} ${messages} ${first} ${pause} ${wanted}`
  const known = runs.get(name)
  if (known) return known
  const run = exchangeLosing(wanted, { link: { delay: rtt / 2 }, messages, first, pause })
  if (runs.size >= MOST_EXCHANGES) runs.clear()
  runs.set(name, run)
  return run
}

/** When the client has its last answer as long as nothing is lost: a round trip to begin, and one a message. */
export function answerTime({ rtt, messages = 1 }: Pick<LosableOptions, 'rtt' | 'messages'>): number {
  return rtt * (messages + 1)
}

/** When the last thing happened that a picture should have: TIME-WAIT goes on for minutes. */
export function lastHappening({ events }: Trace): number {
  let last = 0
  for (const event of events) {
    const isOver = event.type === 'state' && event.from === 'TIME-WAIT'
    if (!isOver && (event.type === 'state' || event.type === 'packet')) last = Math.max(last, event.time)
  }
  return last
}

/** A moment of a run: all that happens at one time. */
export interface LadderMoment {
  time: number
  text: string
}

/** What happens in the ladder, each time once. */
export function momentsOfLadder(figure: LadderFigure, { events }: Trace, until: number): LadderMoment[] {
  const happens = new Map<number, { order: number; text: string }[]>()
  const add = (time: number, order: number, text: string): void => {
    const known = happens.get(time)
    if (known) known.push({ order, text })
    else happens.set(time, [{ order, text }])
  }
  for (const journey of figure.shown) {
    const name = briefName(journey)
    const isLost = journey.dropped !== undefined
    add(journey.sent, journey.sentIndex, isLost ? SAYS.sentAndLost(SAYS.sent(name)) : SAYS.sent(name))
    if (journey.arrived !== undefined) add(journey.arrived, journey.endIndex!, SAYS.arrives(name))
  }
  events.forEach((event, order) => {
    if (event.type === 'state' && event.to !== 'LISTEN' && event.time <= until)
      add(event.time, order, SAYS.enters(event.host, event.to))
  })
  return [...happens]
    .sort(([one], [other]) => one - other)
    .map(([time, told]) => {
      const texts = told.sort((a, b) => a.order - b.order).map(({ text }) => text)
      return { time, text: SAYS.moment(timeInWords(time), texts.join(', ')) }
    })
}

/** `80 ms`, `1,080 ms`. */
function timeInWords(time: number): string {
  return `${thousands(Math.round(time * 10) / 10)} ms`
}

/** Each arrow to be pressed: it is lost then, or arrives after all. */
export function losingTargets(figure: LadderFigure, lost: readonly number[], most: number, width: number): Target[] {
  const { ways } = figure.places(width)
  return figure.shown.slice(0, most).map((journey, index) => {
    const number = index + 1
    const isLost = lost.includes(number)
    const name = briefName(journey)
    return {
      shape: ways.get(journey)!,
      isLine: true,
      label: isLost ? SAYS.restore(number, name) : SAYS.lose(number, name),
      set: { lost: toggled(lost, number) },
      isOn: isLost,
      link: linkOfSegment(number),
    }
  })
}

/** What comes after a segment changes with its fate: those behind it arrive again. */
function toggled(lost: readonly number[], number: number): number[] {
  // An address may name one twice.
  const earlier = [...new Set(lost)].filter((one) => one < number)
  return lost.includes(number) ? earlier : [...earlier, number]
}

/** The ways of both ends through their states up to a moment. */
export function pathsUntil({ events }: Trace, hosts: readonly string[], until: number): StatePath[] {
  return hosts.map((name) => {
    const states = stepsOfHost(events, name, until)
    return { name, states: states.length > 0 ? [states[0]!.from, ...states.map(({ to }) => to)] : [] }
  })
}

type EngineStep = Extract<TraceEvent, { type: 'state' }>
type OrderedStep = EngineStep & { order: number }

function stepsOfHost(events: Trace['events'], host: string, until: number): OrderedStep[] {
  return events.flatMap((event, order) =>
    event.type === 'state' && event.host === host && event.time <= until ? [{ ...event, order }] : [],
  )
}

/** Both paths in the diagram of all states; a step is marked with the segment that led to it, and leads to its moment. */
export function statesView(
  figure: LadderFigure,
  trace: Trace,
  until: number,
  moments: readonly LadderMoment[],
): PlayView {
  const hosts = trace.hosts.map(({ name }) => name)
  const paths = pathsUntil(trace, hosts, until)
  const states = statesFigure(paths, { tokens: true })
  const targets = (width: number): Target[] =>
    states.ways(width).flatMap((ways, path) => {
      const steps = stepsOfHost(trace.events, hosts[path]!, until).filter(({ from, to }) => from !== to)
      return ways.map((shape, index): Target => {
        const step = steps[index]!
        const number = causeOf(step, figure.shown)
        const moment = moments.findIndex(({ time }) => time === step.time)
        return {
          shape,
          isLine: true,
          label: SAYS.step(step.host, step.from, step.to),
          ...(moment < 0 ? {} : { set: { at: moment } }),
          ...(number === undefined ? {} : { link: linkOfSegment(number) }),
        }
      })
    })
  return {
    name: SAYS.states,
    figure: { svg: (width?: number) => states.svg(width), sentence: states.sentence, play: { targets } },
  }
}

/** The segment that led to a change of state, or that was sent with it. */
function causeOf({ host, time, order, to }: OrderedStep, journeys: readonly Journey[]): number | undefined {
  const came = journeys.findLastIndex((one) => one.to === host && one.arrived === time && one.endIndex! < order)
  const went = journeys.findIndex((one) => one.from === host && one.sent === time)
  const byCall = to === 'SYN-SENT' || to === 'FIN-WAIT-1' || to === 'LAST-ACK'
  const at = byCall && went >= 0 ? went : came >= 0 ? came : went
  return at < 0 ? undefined : at + 1
}

/** What the losses did, beside the run without any. */
export function whatLossDid(figure: LadderFigure, run: Exchange, options: LosableOptions): string {
  const { shown } = figure
  const usual = answerTime(options)
  const lost = shown.filter(({ dropped }) => dropped !== undefined)
  const isLikeUsual = run.time === usual
  const [only] = lost
  const told: string[] = []
  if (!only) told.push(SAYS.noneLost(timeInWords(run.time)))
  else if (lost.length === 1) told.push(...ofOne(only, shown, isLikeUsual, run.time))
  else {
    const again = shown.filter(({ retransmission }) => retransmission).length
    told.push(SAYS.many(count(lost.length, SAYS.segment), count(again, SAYS.goes, SAYS.go)))
  }
  if (run.time === 0) told.push(SAYS.noAnswer)
  else if (!isLikeUsual) told.push(SAYS.answerAfter(timeInWords(run.time), timeInWords(usual)))
  else if (lost.length > 1) told.push(SAYS.answerAsUsual(timeInWords(run.time)))
  const gone = run.trace.hosts.map(({ name }) => name).filter((host) => isGivenUp(run.trace, host))
  if (gone.length > 0 && run.time > 0) told.push(SAYS.gaveUp(list(gone)))
  if (run.trace.hosts.every(({ name }) => timeIn(run.trace, name, 'CLOSING') !== undefined)) told.push(SAYS.closing)
  return told.join(' ')
}

function ofOne(lost: Journey, shown: readonly Journey[], isLikeUsual: boolean, time: number): string[] {
  const number = shown.indexOf(lost) + 1
  const name = briefName(lost)
  const again = shown.findIndex((one) => one.retransmission)
  if (again < 0) return isLikeUsual ? [SAYS.free(number, name, timeInWords(time))] : []
  const copy = shown[again]!
  if (copy.from === lost.from) return [SAYS.mended(number, name, again + 1, timeInWords(copy.sent - lost.sent))]
  const answer = shown[again + 1]
  return [
    SAYS.mendedByPeer(number, name, again + 1, briefName(copy)),
    ...(answer?.from === lost.from && copy.segment?.flags.fin && !answer.segment?.flags.fin
      ? [SAYS.fromTimeWait(answer.from)]
      : []),
  ]
}

/** Its connection ended otherwise than by both FINs. */
function isGivenUp({ events }: Trace, host: string): boolean {
  return events.some(
    (event) =>
      event.type === 'state' &&
      event.host === host &&
      event.to === 'CLOSED' &&
      event.from !== 'TIME-WAIT' &&
      event.from !== 'LAST-ACK',
  )
}

/** How long an end was in a state, in milliseconds; `undefined` if it never was. */
export function timeIn({ events, end }: Trace, host: string, state: string): number | undefined {
  const changes = events.filter((event): event is EngineStep => event.type === 'state' && event.host === host)
  const at = changes.findIndex(({ to }) => to === state)
  return at < 0 ? undefined : (changes[at + 1]?.time ?? end) - changes[at]!.time
}
