/** §1 in pictures: the figures of lesson 1, each a pure function of its parameters. */
import {
  barFigure,
  ladderFigure,
  lineFigure,
  type Scene,
  type SceneBox,
  type ShownFigure,
  sceneFigure,
  wholePower,
  withData,
} from '../../draw/index.ts'
import { isData, type LinkOptions, nth } from '../../network/index.ts'
import { count } from '../../words.ts'
import { type Delivery, overDatagrams, overTcp, PACE } from '../reliability.ts'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRST'

/** Whether all letters came is asked so often: quick runs of datagrams, slower ones of TCP. */
const DATAGRAM_RUNS = 1000
const TCP_RUNS = 100

const SAYS = {
  message: 'a message',
  come: 'what has come',
  client: 'client',
  server: 'server',
  promised: 'nothing promised',
  before: 'A message of five letters is to cross a link that promises nothing',
  beforeInWords:
    'A client, 10.0.0.1, has a message of five letters, A to E. A server, 10.0.0.2, has five places for what comes, all empty. ' +
    'The link between them promises nothing.',
  arrived: (letters: number, came: number, twice: number) =>
    `Of ${letters} letters, ${came} arrive, ${twice} of them twice`,
  hole: (letter: string, later: number) => `${letter} is lost, and sent again ${later} ms later`,
  datagrams: 'datagrams',
  whole: 'messages that arrived whole',
  shares: (letters: number, datagrams: number, tcp: number) =>
    `Of 100 messages of ${count(letters, 'letter')}, ${datagrams} arrive whole as datagrams and ${tcp} over TCP`,
  mean: (runs: number) => `mean of ${runs} runs`,
  lost: 'packets lost',
  until: 'until all letters had arrived',
  price: (first: number, last: number, worst: number) =>
    `All letters are there after ${first} ms when nothing is lost, after ${last} ms when ${worst} % are`,
} as const

/** In packets of 100. */
const LOSSES = [0, 2.5, 5, 10, 15, 20, 25, 30]

/** Two hosts and a link before anything has been sent. */
export function beforeTheFirstLetter(): ShownFigure<Scene> {
  const message: SceneBox = { id: 'message', kind: 'buffer', name: SAYS.message, places: 5, taken: 'ABCDE' }
  const come: SceneBox = { id: 'come', kind: 'buffer', name: SAYS.come, places: 5, taken: 0 }
  return sceneFigure(
    {
      boxes: [
        { id: 'client', kind: 'host', name: SAYS.client, note: '10.0.0.1', inside: [message] },
        { id: 'server', kind: 'host', name: SAYS.server, note: '10.0.0.2', inside: [come] },
      ],
      links: [{ from: 'client', to: 'server', kind: 'wire', label: SAYS.promised, both: true }],
    },
    {
      title: SAYS.before,
      description: SAYS.beforeInWords,
    },
  )
}

export interface BadLinkParameters {
  /** Of all that is random. */
  seed?: number
  /** Of 100 packets, how many are lost. */
  loss?: number
  /** And how many are held back for 12 ms. */
  late?: number
}

/** Twenty letters, a datagram each, over a link that loses, doubles, holds back and damages. */
export function lettersOnBadLink({
  seed = 1,
  loss = 10,
  late = 10,
}: BadLinkParameters = {}): ShownFigure<Delivery & { link: LinkOptions }> {
  const heldBack = { probability: late / 100, by: 12 }
  const link = { delay: 20, loss: loss / 100, duplicate: 0.1, reorder: heldBack, corrupt: 0.05 }
  const bare = overDatagrams([...ALPHABET], { seed, link })
  const came = new Set(bare.pieces).size
  const title = SAYS.arrived(ALPHABET.length, came, bare.pieces.length - came)
  return withData(ladderFigure(bare.trace, { payload: 'text', merge: false, title }), { ...bare, link })
}

export interface OneHoleParameters {
  /** Which of the eight letters, from 1. */
  lost?: number
  /** There and back, in milliseconds. */
  rtt?: number
}

/** Eight letters over TCP, one of which is lost; from the first letter to the answer to the last. */
export function oneHole({ lost = 3, rtt = 40 }: OneHoleParameters = {}): ShownFigure<Delivery> {
  const link = { delay: rtt / 2, script: nth(lost, isData, 'drop') }
  const hole = overTcp([...ALPHABET.slice(0, 8)], { link })
  const title = SAYS.hole(ALPHABET[lost - 1]!, resentAfter(hole))
  const figure = ladderFigure(hole.trace, {
    from: rtt,
    until: hole.time + PACE,
    states: false,
    payload: 'text',
    merge: false,
    title,
  })
  return withData(figure, hole)
}

/** Milliseconds from the loss of a segment to its second copy. */
function resentAfter({ trace }: Delivery): number {
  const again = trace.events.find((event) => event.type === 'packet' && event.what === 'sent' && event.cause)
  const lost = trace.events.find((event) => event.type === 'packet' && event.what === 'dropped')
  return (again?.time ?? 0) - (lost?.time ?? 0)
}

export interface HowOftenWholeParameters {
  /** Of 100 packets. */
  loss?: number
  /** Of the message; at most 20. */
  letters?: number
}

/** How often all letters of a message arrive, in percent: as datagrams, of which each must be lucky, and over TCP. */
export function howOftenWhole({ loss = 10, letters = 20 }: HowOftenWholeParameters = {}): ShownFigure<{
  datagrams: number
  tcp: number
}> {
  const datagrams = shareOfWhole(overDatagrams, DATAGRAM_RUNS, loss, letters)
  const tcp = shareOfWhole(overTcp, TCP_RUNS, loss, letters)
  const figure = barFigure(
    [
      { name: SAYS.datagrams, value: datagrams, formula: 100 * wholePower(1 - loss / 100, letters) },
      { name: 'TCP', value: tcp, formula: 100 },
    ],
    {
      unit: '%',
      measure: SAYS.whole,
      to: 100,
      title: SAYS.shares(letters, datagrams, tcp),
    },
  )
  return withData(figure, { datagrams, tcp })
}

/** In percent, over as many seeds as there are runs. */
function shareOfWhole(send: typeof overTcp, runs: number, loss: number, letters: number): number {
  const message = [...ALPHABET.slice(0, letters)]
  let whole = 0
  for (let seed = 0; seed < runs; seed++) {
    const { text } = send(message, { seed, link: { delay: 20, loss: loss / 100 }, record: false })
    if (text === message.join(' ')) whole++
  }
  return (100 * whole) / runs
}

export interface PriceParameters {
  /** Of which the mean is taken. */
  runs?: number
}

/** How long TCP takes until all letters have arrived, by how many packets are lost. @returns points of percent and milliseconds */
export function priceOfLoss({ runs = 20 }: PriceParameters = {}): ShownFigure<readonly [loss: number, time: number][]> {
  const prices = LOSSES.map((loss): [number, number] => [loss, meanTime(runs, loss)])
  const [[, first], [worst, last]] = [prices[0]!, prices.at(-1)!]
  const figure = lineFigure([{ name: SAYS.mean(runs), points: prices, as: 'points' }], {
    x: { name: SAYS.lost, unit: '%' },
    y: { name: SAYS.until, unit: 'ms' },
    values: true,
    title: SAYS.price(first, last, worst),
  })
  return withData(figure, prices)
}

/** Until the last letter is there, over as many seeds as there are runs, in milliseconds. */
function meanTime(runs: number, loss: number): number {
  const link = { delay: 20, loss: loss / 100 }
  let sum = 0
  for (let seed = 0; seed < runs; seed++) sum += overTcp([...ALPHABET], { seed, link, record: false }).time
  return Math.round(sum / runs)
}
