/** §1 in pictures: the figures of lesson 1, each a pure function of its parameters. */
import {
  barFigure,
  type LadderFigure,
  ladderFigure,
  lineFigure,
  type PlayView,
  type Scene,
  type SceneBox,
  type ShownFigure,
  type Strip,
  type StripKind,
  sceneFigure,
  stripsFigure,
  type Target,
  wholePower,
  withData,
  withPlay,
} from '../../draw/index.ts'
import { isData, type LinkOptions, nth, type PointToPointOptions } from '../../network/index.ts'
import { count } from '../../words.ts'
import { confirmedLetters } from '../confirmed-letters.ts'
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
  allBare: 'Have all twenty letters arrive bare, though the link loses packets.',
  wereAllBare: (percent: number) =>
    `It was luck: on this link all twenty arrive bare in ${percent} % of all runs. TCP needs no luck.`,
  bareGot: (came: number, missing: number, twice: number) =>
    `Bare, ${count(came, 'letter')} came, ${missing} are missing, and ${twice} came twice. The other strips have what numbers, answers and TCP make of the same link.`,
  letter: (letter: string, fate: string) => `${letter}: ${fate}`,
  arrives: 'arrives',
  damaged: 'damaged, and thrown away',
  isLost: 'lost',
  fourWays: 'What the program gets, in four ways',
  bare: 'bare',
  numbered: 'numbered',
  confirmed: 'confirmed',
  after: (time: number) => `after ${Math.round(time)} ms`,
  holes: (holes: number, time: number) => `${count(holes, 'hole')}, after ${Math.round(time)} ms`,
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
  /** How many arrive twice. */
  doubled?: number
  /** Of how many a bit is flipped. */
  flipped?: number
}

/** Twenty letters, a datagram each, over a link that loses, doubles, holds back and damages. */
export function lettersOnBadLink({
  seed = 1,
  loss = 10,
  late = 10,
  doubled = 10,
  flipped = 5,
}: BadLinkParameters = {}): ShownFigure<Delivery & { link: LinkOptions }> {
  const heldBack = { probability: late / 100, by: 12 }
  const link = { delay: 20, loss: loss / 100, duplicate: doubled / 100, reorder: heldBack, corrupt: flipped / 100 }
  const letters = [...ALPHABET]
  const bare = overDatagrams(letters, { seed, link })
  const came = new Set(bare.pieces).size
  const title = SAYS.arrived(ALPHABET.length, came, bare.pieces.length - came)
  const figure = ladderFigure(bare.trace, { payload: 'text', merge: false, title })
  return withPlay(withData(figure, { ...bare, link }), () => {
    const missing = letters.length - came
    const share = wholePower((1 - loss / 100) * (1 - flipped / 100), letters.length)
    return {
      targets: (width) => letterTargets(figure, width),
      views: [fourWays(letters, bare, { seed, link })],
      challenge: {
        ask: SAYS.allBare,
        isMet: loss > 0 && missing === 0,
        told: SAYS.wereAllBare(Math.round(1000 * share) / 10),
      },
      said: SAYS.bareGot(came, missing, bare.pieces.length - came),
    }
  })
}

/** Each datagram, which points to its letter in the strips. */
function letterTargets(figure: LadderFigure, width: number): Target[] {
  const { ways } = figure.places(width)
  return figure.shown.flatMap((journey): Target[] => {
    const shape = ways.get(journey)
    if (shape === undefined || !journey.payload) return []
    const letter = String.fromCharCode(...journey.payload)
    const fate = journey.dropped === undefined ? SAYS.arrives : journey.corrupted ? SAYS.damaged : SAYS.isLost
    return [{ shape, isLine: true, label: SAYS.letter(letter, fate), link: letter }]
  })
}

/** What a program gets of the same letters over the same link in four ways. */
function fourWays(letters: readonly string[], bare: Delivery, options: PointToPointOptions): PlayView {
  const numbered = overDatagrams(
    letters.map((letter, at) => `${at} ${letter}`),
    options,
  )
  const places = letters.map(() => '')
  for (const piece of numbered.pieces) {
    const [number, letter = ''] = piece.split(' ')
    places[Number(number)] = letter
  }
  const confirmed = confirmedLetters(letters, options)
  const tcp = overTcp(letters, options)
  const holes = places.filter((letter) => letter === '').length
  const strips: Strip[] = [
    { name: SAYS.bare, note: SAYS.after(bare.time), cells: letterCells(bare.pieces) },
    {
      name: SAYS.numbered,
      note: SAYS.holes(holes, numbered.time),
      cells: places.map((text) => (text === '' ? { text: '…', kind: 'hole' } : { text, kind: 'right' })),
    },
    { name: SAYS.confirmed, note: SAYS.after(confirmed.time), cells: letterCells(confirmed.got) },
    { name: 'TCP', note: SAYS.after(tcp.time), cells: letterCells(tcp.text.split(' ').filter((letter) => letter !== '')) },
  ]
  const figure = stripsFigure(strips)
  const targets = (width: number): Target[] =>
    figure.outlines(width).flatMap((cells, at) =>
      cells.map((shape, index): Target => {
        const { text } = strips[at]!.cells[index]!
        return { shape, label: SAYS.letter(strips[at]!.name, text), link: text }
      }),
    )
  return {
    name: SAYS.fourWays,
    figure: { svg: (width?: number) => figure.svg(width), sentence: figure.sentence, play: { targets } },
  }
}

/** Each letter beside those before it. */
function letterCells(pieces: readonly string[]): Strip['cells'] {
  const seen = new Set<string>()
  let latest = ''
  return pieces.map((text) => {
    const kind: StripKind = seen.has(text) ? 'twice' : text < latest ? 'late' : 'right'
    seen.add(text)
    if (text > latest) latest = text
    return { text, kind }
  })
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
