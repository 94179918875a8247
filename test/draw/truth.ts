import * as assert from 'uvu/assert'
import { describeLadder, type Selection } from '../../lib/draw/index.ts'
import { duration } from '../../lib/draw/numbers.ts'
import type { PacketEvent, StateEvent } from '../../lib/network/trace-types.ts'
import type { EndTruth, Played, Truth } from './scenes.ts'

/** What is said of one connection, taken apart. Times as written. */
interface Said {
  near: string
  far: string
  established?: string
  simultaneous: boolean
  refused?: string
  unanswered: boolean
  there: number
  back: number
  fins: [name: string, time: string][]
  /** Of the end that sends none. */
  noFin: boolean
  resetBy?: [name: string, time: string]
  states: [name: string, state: string][]
}

const TIME = '([\\d.]+ m?s)'
const NAME = '((?:(?:ann|bob|cyd) )?[\\w.:]+)'

function pairs(text: string, pattern: string): [string, string][] {
  return [...text.matchAll(new RegExp(pattern, 'g'))].map((match) => [match[1]!, match[2]!])
}

/** The sentences of one connection alone. */
function parseOne(text: string, [near, far]: [string, string]): Said {
  const opener = new RegExp(`\\. ${NAME} (?:opens|sends SYN)[:;,.]`).exec(text)?.[1]
  const [first, second] = opener === far ? [far, near] : [near, far]
  const amounts = new Map(
    [...text.matchAll(new RegExp(`(\\d+) bytes? ${NAME} to ${NAME}(?=[.,]| and)`, 'g'))].map((match) => [
      match[2]!,
      Number(match[1]),
    ]),
  )
  const fins = new RegExp(`\\. ${NAME} sends FIN at ${TIME}(?:, ${NAME} (?:at ${TIME}|not at all))?\\.`).exec(text)
  return {
    near: first,
    far: second,
    ...match('established', text, `established there after ${TIME}`),
    ...match('refused', text, `refuses it at ${TIME}`),
    simultaneous: text.includes('Both ends send SYN: a simultaneous open.'),
    unanswered: text.includes('; no SYN ACK reaches it.'),
    there: amounts.get(first) ?? 0,
    back: amounts.get(second) ?? 0,
    fins: fins ? [[fins[1]!, fins[2]!], ...(fins[4] ? [[fins[3]!, fins[4]] as [string, string]] : [])] : [],
    noFin: text.includes('not at all.'),
    ...reset(text, `${NAME} resets the connection at ${TIME}`),
    states: pairs(text.slice(text.indexOf('At the end')), `${NAME} is in ([A-Z][A-Z-]+\\d?)`),
  }
}

/** One sentence of several. */
function parseBrief(sentence: string): Said {
  const [, near, far] = new RegExp(`^${NAME} to ${NAME}(?: again)?: `).exec(sentence)!
  const rest = sentence.slice(sentence.indexOf(': ') + 2)
  const fins = new RegExp(`FIN from ${NAME} at ${TIME}(?:, from ${NAME} at ${TIME})?`).exec(rest)
  return {
    near: near!,
    far: far!,
    ...match('established', rest, `established after ${TIME}`),
    ...match('refused', rest, `refused at ${TIME}`),
    simultaneous: rest.includes('a simultaneous open'),
    unanswered: rest.includes('no SYN ACK comes'),
    there: Number(/(\d+) bytes?(?: there|[,.]|$)/.exec(rest)?.[1] ?? 0),
    back: Number(/(\d+) bytes? back/.exec(rest)?.[1] ?? 0),
    fins: fins ? [[fins[1]!, fins[2]!], ...(fins[4] ? [[fins[3]!, fins[4]] as [string, string]] : [])] : [],
    noFin: rest.includes('none back'),
    ...reset(rest, `reset by ${NAME} at ${TIME}`),
    states: pairs(rest.slice(rest.indexOf('at the end')), `${NAME} in ([A-Z][A-Z-]+\\d?)`),
  }
}

function match<Key extends string>(key: Key, text: string, pattern: string): { [key in Key]?: string } {
  const found = new RegExp(pattern).exec(text)?.[1]
  return (found === undefined ? {} : { [key]: found }) as { [key in Key]?: string }
}

function reset(text: string, pattern: string): { resetBy?: [string, string] } {
  const found = new RegExp(pattern).exec(text)
  return found ? { resetBy: [found[1]!, found[2]!] } : {}
}

/** What each end may be called, by the truth alone. @param all of the whole trace */
function namesFor(truths: readonly Truth[], all: readonly Truth[] = truths): Map<EndTruth, string> {
  const pairOf = ({ ends }: Truth): string =>
    ends
      .map(({ host }) => host)
      .sort()
      .join()
  const isInside = ({ ends }: Truth): boolean => ends[0].host === ends[1].host
  const insides = new Set(all.filter(isInside).map(({ ends }) => ends[0].host))
  const names = new Map<EndTruth, string>()
  for (const truth of truths) {
    const isAlone = truths.filter((other) => pairOf(other) === pairOf(truth)).length === 1
    for (const end of truth.ends) {
      const port = end.socket.slice(end.socket.indexOf(':'))
      const local = end.socket.startsWith('127.') && insides.size > 1 ? `${end.host} ${end.socket}` : end.socket
      names.set(end, isInside(truth) ? local : isAlone ? end.host : end.host + port)
    }
  }
  return names
}

/** States by each end's own events; of several connections between the same sockets, those of the n-th. */
function statesOf({ trace }: Played, end: EndTruth, other: EndTruth, nth: number): StateEvent[] {
  const name = `${end.socket} → ${other.socket}`
  const runs: StateEvent[][] = []
  for (const event of trace.events) {
    if (event.type !== 'state' || event.host !== end.host || event.connection !== name) continue
    if (event.from === 'CLOSED') runs.push([])
    runs.at(-1)?.push(event)
  }
  return runs[nth] ?? []
}

function isOf({ connection }: { connection: string }, { ends: [near, far] }: Truth): boolean {
  return [`${near.socket} → ${far.socket}`, `${far.socket} → ${near.socket}`].includes(connection)
}

function check(said: Said, truth: Truth, played: Played, names: Map<EndTruth, string>, nth: number): void {
  const [near, far] = truth.ends
  const nameOf = (end: EndTruth): string => names.get(end)!
  const states = new Map(
    [near, far].map((end) => [nameOf(end), statesOf(played, end, end === near ? far : near, nth)] as const),
  )
  const { kind, connected, called, error } = truth
  const gaveUp = played.trace.events.some(
    (event) => event.type === 'sender' && event.what === 'gave-up' && isOf(event, truth),
  )
  const isSimultaneous = [...states.values()].some((events) =>
    events.some(({ from, to }) => from === 'SYN-SENT' && to === 'SYN-RECEIVED'),
  )
  assert.is(said.simultaneous, isSimultaneous, 'a simultaneous open')
  if (kind !== 'simultaneous') {
    assert.equal([said.near, said.far], [nameOf(near), nameOf(far)], 'who opened')
    assert.is(said.established, connected === undefined ? undefined : duration(connected - called), 'established')
    assert.is(said.refused !== undefined, error === 'ECONNREFUSED', 'refused')
    assert.is(said.unanswered, error === 'ETIMEDOUT' && states.get(nameOf(far))!.length === 0, 'unanswered')
    if (error === undefined) {
      const [there, back] = [far.read, near.read]
      // Of a connection that is reset, not everything that came was read.
      if (kind === 'reset' || gaveUp) assert.ok(said.there >= there && said.back >= back, 'bytes')
      else assert.equal([said.there, said.back], [there, back], 'bytes')
    }
  }
  const closes = (name: string): StateEvent | undefined =>
    states.get(name)!.find(({ to }) => to === 'FIN-WAIT-1' || to === 'LAST-ACK')
  for (const [name] of said.fins) assert.ok(closes(name), `${name} has closed`)
  if (said.fins.length === 2) assert.is.not(said.fins[0]![0], said.fins[1]![0])
  if (error === undefined && kind !== 'reset' && !gaveUp) assert.is(said.fins.length, 2, 'both ends close')
  // Of who gave up, the FIN may never have left.
  if (said.noFin && !gaveUp) {
    const other = said.fins[0]![0] === nameOf(near) ? nameOf(far) : nameOf(near)
    assert.is(closes(other), undefined, 'who has not closed')
  }
  if (kind === 'reset' && connected !== undefined && error === undefined) {
    assert.ok(said.resetBy, 'it is reset')
    assert.is(said.resetBy[0], nameOf(near), 'who resets')
  } else if (said.resetBy) {
    // A stray segment, answered by who has forgotten the connection, may end another's TIME-WAIT.
    const time = millisecondsOf(said.resetBy[1])
    const ended = [...states.values()].map((events) => events.at(-1)).filter((event) => event?.to === 'CLOSED')
    assert.ok(
      ended.some((event) => Math.abs(event!.time - time) < 20 + time / 100),
      'a reset ends it',
    )
  }
  const last = [...states.entries()]
    .filter(([, events]) => events.length > 0)
    .map(([name, events]) => [name, events.at(-1)!.to])
  assert.equal(said.states.toSorted(), last.toSorted(), 'states at the end')
}

function millisecondsOf(text: string): number {
  return Number.parseFloat(text) * (text.endsWith(' ms') ? 1 : 1000)
}

function countOf(text: string, sentence: string, item: RegExp): number {
  const found = new RegExp(`${sentence}[^:]*: (.*?)\\.(?: [A-Z]|$|(?= (?:${NAME} )))`).exec(text)?.[1] ?? ''
  return (found.match(item)?.length ?? 0) + Number(/ and (\d+) more$/.exec(found)?.[1] ?? 0)
}

/** Checks every sentence about all of a trace. @throws AssertionError with the text where one is not true */
export function checkSentences(played: Played): void {
  const { trace, truths } = played
  const text = describeLadder(trace)
  const names = namesFor(truths)
  const seen = new Map<Truth, number>()
  const match = (said: Said): Truth => {
    const fits = truths.filter(
      (truth) =>
        !seen.has(truth) &&
        truth.ends
          .map((end) => names.get(end)!)
          .toSorted()
          .join() === [said.near, said.far].toSorted().join(),
    )
    assert.ok(fits[0], `nobody knows of ${said.near} and ${said.far}`)
    seen.set(fits[0], 1)
    return fits[0]
  }
  const nth = (truth: Truth): number =>
    truths
      .slice(0, truths.indexOf(truth))
      .filter(({ ends }) => ends[0].socket === truth.ends[0].socket && ends[1].socket === truth.ends[1].socket).length
  if (truths.length === 1) {
    const [truth] = truths
    const ends = truth!.ends.map((end) => names.get(end)!) as [string, string]
    check(parseOne(text, ends), truth!, played, names, 0)
  } else {
    assert.match(text, ` of ${truths.length} connections between `)
    const sentences = sentencesOf(text)
    assert.is(sentences.length, truths.length)
    for (const sentence of sentences) {
      const said = parseBrief(sentence)
      const truth = match(said)
      check(said, truth, played, names, nth(truth))
    }
  }
  assert.is(countOf(text, 'Lost', / at [\d.]+ m?s/g), played.dropped, 'lost')
  assert.is(countOf(text, 'Sent again', / at [\d.]+ m?s/g), played.repeated, 'sent again')
  assert.is(text.includes('Nothing is lost.'), played.dropped + played.repeated === 0)
}

function sentencesOf(text: string): string[] {
  return text
    .slice(text.indexOf(' between '))
    .split(/\. (?=[\w.: ]+ to [\w.: ]+: )/)
    .slice(1)
    .map((sentence) =>
      sentence.replace(/\.? (?:Lost|Sent again|Nothing is lost|\d+ packets? (?:is|are) still under way).*$/, ''),
    )
}

/** Checks what is said of a part of a trace: nothing of it may be belied by what was before or comes after. */
export function checkPart(played: Played, selection: Required<Pick<Selection, 'from' | 'until'>>): void {
  const { from, until } = selection
  const text = describeLadder(played.trace, selection)
  const shown = played.truths.filter((truth) =>
    played.trace.events.some(
      (event) =>
        event.type === 'packet' &&
        event.what === 'sent' &&
        event.time >= from &&
        event.time <= until &&
        isBetween(event, truth),
    ),
  )
  const names = namesFor(shown, played.truths)
  if (shown.length === 0) {
    assert.match(text, /^No segments /)
    return
  }
  const said =
    shown.length === 1
      ? [parseOne(text, shown[0]!.ends.map((end) => names.get(end)!) as [string, string])]
      : sentencesOf(text).map(parseBrief)
  assert.is(said.length, shown.length, `so many connections are shown: ${text}`)
  for (const one of said) {
    const truth = shown.find(({ ends }) => {
      const both = ends.map((end) => names.get(end)!)
      return both.includes(one.near) && both.includes(one.far)
    })
    assert.ok(truth, `nobody knows of ${one.near} and ${one.far}`)
    checkOnePart(one, truth, played, names, selection)
  }
}

function checkOnePart(
  said: Said,
  truth: Truth,
  played: Played,
  names: Map<EndTruth, string>,
  { from, until }: Required<Pick<Selection, 'from' | 'until'>>,
): void {
  const [near, far] = truth.ends
  const states = new Map(
    [near, far].map((end) => [names.get(end)!, statesOf(played, end, end === near ? far : near, 0)] as const),
  )
  if (said.established !== undefined) {
    assert.ok(truth.called >= from && truth.connected !== undefined && truth.connected <= until, 'established')
    assert.is(said.established, duration(truth.connected - truth.called))
  }
  if (said.refused !== undefined) assert.is(truth.error, 'ECONNREFUSED')
  if (said.unanswered) assert.is(truth.connected, undefined, 'an answer comes')
  if (said.simultaneous) assert.is(truth.kind, 'simultaneous')
  const sums = new Map([near, far].map((end) => [names.get(end)!, (end === near ? far : near).read] as const))
  if (truth.kind !== 'reset' && truth.error === undefined) {
    assert.ok(said.there <= sums.get(said.near)!, 'more there than was read')
    assert.ok(said.back <= sums.get(said.far)!, 'more back than was read')
  }
  const closes = (name: string): StateEvent | undefined =>
    states.get(name)!.find(({ to }) => to === 'FIN-WAIT-1' || to === 'LAST-ACK')
  for (const [name, time] of said.fins) {
    assert.ok(closes(name) && closes(name)!.time <= until, `${name} has closed`)
    const at = millisecondsOf(time)
    assert.ok(at >= from * 0.99 - 1 && at <= until * 1.01 + 1, `a FIN at ${time} is not in the part`)
  }
  const gaveUp = played.trace.events.some(
    (event) => event.type === 'sender' && event.what === 'gave-up' && isOf(event, truth),
  )
  if (said.noFin && !gaveUp) {
    const other = said.fins[0]![0] === said.near ? said.far : said.near
    assert.is(closes(other), undefined, `${other} closes, too`)
  }
  const last = [...states].flatMap(([name, events]) => {
    const event = events.findLast(({ time }) => time >= from && time <= until)
    return event ? [[name, event.to]] : []
  })
  assert.equal(said.states.toSorted(), last.toSorted(), 'states at the end of the part')
}

/** By ports, each of which is used once. */
function isBetween(event: PacketEvent, { ends }: Truth): boolean {
  const ports = ends.map(({ socket }) => Number(socket.slice(socket.indexOf(':') + 1)))
  const hosts = ends.map(({ host }) => host)
  const { segment } = event
  if (!segment || !ports.includes(segment.sourcePort) || !ports.includes(segment.destinationPort)) return false
  return event.within === undefined
    ? (hosts as string[]).includes(event.from) && (hosts as string[]).includes(event.to)
    : hosts.every((host) => host === event.within)
}
