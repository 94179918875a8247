/** §2 (4), to be played: the pieces of a datagram and of a stream, of which the reader loses those that he likes. */
import {
  lineFigure,
  type PieceFate,
  type Pieces,
  type PlayAction,
  type Point,
  piecesFigure,
  type ShownFigure,
  type Target,
  wholePower,
  withData,
  withPlay,
} from '../../draw/index.ts'
import { count, list, thousands } from '../../words.ts'
import {
  byChance,
  type ChanceTry,
  type CutMessage,
  type CutPiece,
  sentAsDatagram,
  sentAsStream,
} from '../lose-piece.ts'

const SAYS = {
  udp: 'One UDP datagram',
  tcp: 'The same bytes over TCP',
  fragment: 'fragment',
  segment: 'segment',
  allHere: (fragments: string, all: string) => `All ${fragments} are there: the program gets ${all} bytes.`,
  oneHere: (all: string) => `It is there: the program gets ${all} bytes.`,
  noneCame: 'Nothing came of it: the program gets 0 bytes.',
  thrown: (bytes: string, lost: string) =>
    `The program gets 0 bytes: without ${lost}, the other ${bytes} bytes are thrown away after a minute.`,
  waits: (n: number, all: number) => `${n} of ${all} are there. IP waits for the others: the program gets 0 bytes.`,
  readable: (bytes: string, all: string) => `The program can read ${bytes} of ${all} bytes, up to the first hole.`,
  mended: (all: string, again: string, time: string) =>
    `The program gets all ${all} bytes: ${again} again, and the last was there after ${time} ms.`,
  unharmed: (all: string, time: string) => `The program gets all ${all} bytes, the last after ${time} ms.`,
  packet: 'packet',
  wereSent: (packets: string, one: boolean) => `${packets} ${one ? 'was' : 'were'} sent`,
  number: (lost: string) => `number ${lost}`,
  numbers: (lost: string) => `numbers ${lost}`,
  many: (n: number) => `${n} pieces`,
  titleWhole: (all: string) => `${all} bytes as a datagram and as a stream: nothing is lost`,
  titleOneWay: (which: string) => `The stream sends ${which} again; the datagram has no such piece`,
  titleLost: (which: string, bytes: string) =>
    `Without ${which} the datagram is gone; the stream sends ${bytes} bytes again`,
  described: (title: string, udp: string, tcp: string) => `${title}. Of the datagram: ${udp} Of the stream: ${tcp}`,
  before: 'Before anything has come',
  at: (time: string, fragments: string, segments: string) => `${time} ms: ${fragments}, ${segments} there`,
  minute: 'After a minute: IP gives up',
  lose: (n: number) => `lose number ${n}`,
  keep: (n: number) => `lose number ${n} no more`,
  chance: 'Chance',
  again: 'send again, and let chance lose',
  byHand: 'By hand',
  none: 'lose nothing',
  nothingLost: 'Nothing is lost',
  noLoss: 'At 0 % chance loses nothing',
  enough: 'It was sent often enough: begin anew by “lose nothing”',
  odds: 'How often a datagram arrives',
  formula: '(1 − p)ⁿ',
  this: 'this message',
  measured: 'sent by chance',
  fragmentsOf: 'fragments of a datagram',
  share: 'share that arrives',
  oddsTitle: (fragments: string, loss: number, share: string) =>
    `Of 100 datagrams in ${fragments}, about ${share} arrive with ${loss} % of packets lost`,
  chanceNone: (n: number) => `Sent by chance, time ${n}: nothing is lost, and both arrive.`,
  chanceLost: (n: number, which: string) =>
    `Sent by chance, time ${n}: ${which} lost. The datagram is gone, the stream is not.`,
  so: (whole: number, all: number) => `So far ${whole} of ${all} datagrams have arrived.`,
  handLost: (which: string, others: string, again: string, bytes: string) =>
    `${which} lost. IP throws away ${others}, and TCP sends ${again} again, with ${bytes} bytes.`,
  handOneWay: (which: string, again: string) => `${which} lost, of the stream alone, which sends ${again} again.`,
  handNone: 'Nothing is lost. Press a piece to lose it: the same number is lost in both.',
  is: (which: string) => `${which} is`,
  are: (which: string) => `${which} are`,
  others: (bytes: string) => `all that came, ${bytes} bytes`,
  noOthers: 'nothing, for nothing came',
  ask: 'Bring 60 kB across a line that loses at least 5 % of all packets, as one datagram, and more often than not.',
  met: 'What counts is how many pieces must all arrive. The stream does not care: each piece counts by itself.',
} as const

export interface PiecesToLose {
  /** Length of the message, in kB. */
  message?: number
  /** The largest packet that the line takes, in bytes. */
  mtu?: number
  /** In per cent of all packets: what chance loses. */
  loss?: number
  /** Pieces that are lost by hand when they are first sent, counted from 1. */
  lost?: readonly number[]
  /** How often the datagram was sent by chance: the last time is shown. */
  tries?: number
  /** After how many moments it is shown; the end unless told. */
  at?: number
}

/** The message on both ways. */
export interface LostPieces {
  datagram: CutMessage
  stream: CutMessage
  /** Of the datagram, each time that chance had it. */
  chance: ChanceTry[]
  /** What (1 − p)ⁿ says. */
  odds: number
}

const MOST_TRIES = 20
const KB = 1000
/** Fragments that the axis of the odds has at least. */
const LEAST_AXIS = 40
/** When IP has given up. */
const MINUTE = 60_000

interface LossRun extends LostPieces {
  lost: readonly number[]
  moments: readonly number[]
}
let lastLoss: { of: string; run: LossRun } | undefined
let lastChance: { of: string; tries: ChanceTry[] } | undefined

/** A message as one datagram, all or nothing, and as a stream, which sends again what was lost and nothing else. */
export function losePiece({
  message = 8,
  mtu = 1500,
  loss = 5,
  lost = [],
  tries = 0,
  at,
}: PiecesToLose = {}): ShownFigure<LostPieces> {
  const sizes = { bytes: message * KB, mtu }
  const chance = chanceOf(sizes, loss, tries)
  const last = chance.at(-1)?.lost ?? []
  const all = [...new Set([...last, ...lost])].sort((a, b) => a - b)
  const of = JSON.stringify([sizes, all, loss, tries])
  if (lastLoss?.of !== of) lastLoss = { of, run: runOf({ ...sizes, lost: all }, loss, chance) }
  const { run } = lastLoss
  const { moments, datagram, stream, odds } = run
  const shown = at === undefined || at >= moments.length ? undefined : at === 0 ? -1 : moments[at - 1]
  const parts = [datagramPieces(run, shown), streamPieces(run, shown)] as const
  const gone = whichOf(run)
  const title =
    gone === ''
      ? SAYS.titleWhole(thousands(sizes.bytes))
      : datagram.received > 0
        ? SAYS.titleOneWay(gone)
        : SAYS.titleLost(gone, thousands(sum(stream.resent)))
  const [udp, tcp] = parts
  const figure = piecesFigure(parts, { title, description: SAYS.described(title, udp.result, tcp.result) })
  return withPlay(withData(figure, { datagram, stream, chance, odds }), () => {
    const off = all.length === 0 && tries === 0 ? SAYS.nothingLost : undefined
    const enough = loss === 0 ? SAYS.noLoss : tries >= MOST_TRIES ? SAYS.enough : undefined
    const actions: PlayAction[] = [
      {
        ...{ label: SAYS.again, group: SAYS.chance, set: { tries: tries + 1, lost: [], at: undefined } },
        ...(enough !== undefined && { isOff: enough }),
      },
      {
        ...{ label: SAYS.none, group: SAYS.byHand, set: { tries: 0, lost: [], at: undefined } },
        ...(off !== undefined && { isOff: off }),
      },
    ]
    return {
      moments: [SAYS.before, ...moments.map((time) => momentOf(run, time))],
      targets: (width) => piecesToLose(run, figure.outlines(width)),
      actions,
      views: [{ name: SAYS.odds, figure: oddsFigure(run, loss) }],
      challenge: { ask: SAYS.ask, isMet: message === 60 && loss >= 5 && odds > 0.5, told: SAYS.met },
      ...(shown === undefined && { said: lossInWords(run, lost.length > 0 ? 0 : tries) }),
    }
  })
}

function momentOf({ datagram, stream }: LossRun, time: number): string {
  if (time === MINUTE) return SAYS.minute
  const there = (pieces: readonly CutPiece[]): number =>
    pieces.filter(({ arrived = Number.POSITIVE_INFINITY }) => arrived <= time).length
  const segments = there(stream.pieces) + there(stream.resent)
  return SAYS.at(time.toFixed(1), count(there(datagram.pieces), SAYS.fragment), count(segments, SAYS.segment))
}

/** Chance does the same each time, so that as many as there can be are kept. */
function chanceOf(sizes: { bytes: number; mtu: number }, loss: number, tries: number): ChanceTry[] {
  if (tries === 0) return []
  const of = JSON.stringify([sizes, loss])
  if (lastChance?.of !== of) lastChance = { of, tries: byChance(sizes, { loss: loss / 100, tries: MOST_TRIES }) }
  return lastChance.tries.slice(0, tries)
}

function runOf(
  options: { bytes: number; mtu: number; lost: readonly number[] },
  loss: number,
  chance: ChanceTry[],
): LossRun {
  const datagram = sentAsDatagram(options)
  const stream = sentAsStream(options)
  const times = [...datagram.pieces, ...stream.pieces, ...stream.resent].flatMap(
    ({ arrived, lost }) => arrived ?? lost ?? [],
  )
  const moments = [...new Set(times.map((time) => Math.ceil(time * 2) / 2))]
  if (datagram.received === 0) moments.push(MINUTE)
  moments.sort((a, b) => a - b)
  return {
    ...{ datagram, stream, chance, moments },
    lost: options.lost.filter((number) => number <= Math.max(datagram.pieces.length, stream.pieces.length)),
    odds: wholePower(1 - loss / 100, datagram.pieces.length),
  }
}

const sum = (pieces: readonly CutPiece[]): number => pieces.reduce((bytes, { from, to }) => bytes + to - from, 0)

/** Which are lost, in words. */
function whichOf({ lost }: LossRun): string {
  if (lost.length === 0) return ''
  if (lost.length === 1) return SAYS.number(String(lost[0]))
  return lost.length > 6 ? SAYS.many(lost.length) : SAYS.numbers(list(lost.map(String)))
}

/** @param until a time in milliseconds; `undefined` = at the end */
function datagramPieces(run: LossRun, until: number = Number.POSITIVE_INFINITY): Pieces {
  const { pieces, received } = run.datagram
  const isOver = until >= MINUTE && received === 0
  const come = pieces.filter(({ arrived }) => arrived !== undefined && arrived <= until)
  const bytes = thousands(sum(pieces))
  const fateOf = ({ arrived, lost }: CutPiece): PieceFate =>
    (arrived ?? lost ?? 0) > until ? 'away' : arrived === undefined ? 'lost' : isOver ? 'thrown' : 'arrived'
  const gone = { ...run, lost: run.lost.filter((number) => number <= pieces.length) }
  const result = isOver
    ? come.length === 0
      ? SAYS.noneCame
      : SAYS.thrown(thousands(sum(come)), whichOf(gone))
    : come.length < pieces.length
      ? SAYS.waits(come.length, pieces.length)
      : pieces.length === 1
        ? SAYS.oneHere(bytes)
        : SAYS.allHere(String(pieces.length), bytes)
  return {
    ...{ name: SAYS.udp, note: count(pieces.length, SAYS.fragment), isBoxed: true, result },
    pieces: withShares(pieces, fateOf),
  }
}

function streamPieces({ stream }: LossRun, until: number = Number.POSITIVE_INFINITY): Pieces {
  const { pieces, resent } = stream
  const againAt = ({ from, to }: CutPiece): number =>
    resent.reduce(
      (first, piece) => (piece.from <= from && piece.to >= to ? Math.min(first, piece.arrived ?? first) : first),
      Number.POSITIVE_INFINITY,
    )
  const fateOf = (piece: CutPiece): PieceFate => {
    const { arrived, lost = 0 } = piece
    if ((arrived ?? lost) > until) return 'away'
    if (arrived !== undefined) return 'arrived'
    const mended = againAt(piece)
    return mended <= until && mended < Number.POSITIVE_INFINITY ? 'again' : 'lost'
  }
  const shown = withShares(pieces, fateOf)
  const hole = shown.findIndex(({ fate }) => fate === 'away' || fate === 'lost')
  const all = thousands(sum(pieces))
  const last = thousands(Math.round(Math.max(...pieces.map((piece) => piece.arrived ?? againAt(piece)))))
  const result =
    hole >= 0
      ? SAYS.readable(thousands(pieces[hole]!.from), all)
      : resent.length === 0
        ? SAYS.unharmed(all, last)
        : SAYS.mended(all, SAYS.wereSent(count(resent.length, SAYS.packet), resent.length === 1), last)
  return { name: SAYS.tcp, note: count(pieces.length, SAYS.segment), isBoxed: false, pieces: shown, result }
}

function withShares(pieces: readonly CutPiece[], fateOf: (piece: CutPiece) => PieceFate): Pieces['pieces'] {
  const full = Math.max(...pieces.map(({ from, to }) => to - from))
  return pieces.map((piece) => ({ fate: fateOf(piece), share: (piece.to - piece.from) / full }))
}

/** A press loses a piece in both, or loses it no more; from then on chance has no part in it. */
function piecesToLose({ lost }: LossRun, outlines: readonly (readonly string[])[]): Target[] {
  return outlines.flatMap((cells) =>
    cells.map((shape, index): Target => {
      const number = index + 1
      const isOn = lost.includes(number)
      const next = isOn ? lost.filter((each) => each !== number) : [...lost, number]
      return {
        ...{ shape, isOn, link: String(number), label: isOn ? SAYS.keep(number) : SAYS.lose(number) },
        set: { lost: next, tries: 0, at: undefined },
      }
    }),
  )
}

function oddsFigure({ datagram, chance, odds }: LossRun, loss: number): ShownFigure {
  const n = datagram.pieces.length
  const length = Math.max(LEAST_AXIS, Math.ceil((n * 1.1) / 10) * 10)
  const formula = Array.from({ length }, (_, at): Point => [at + 1, wholePower(1 - loss / 100, at + 1)])
  const whole = chance.filter(({ isWhole }) => isWhole).length
  const measured = { name: SAYS.measured, points: [[n, whole / chance.length]] as Point[], as: 'points' as const }
  return lineFigure(
    [
      { name: SAYS.formula, points: formula },
      { name: SAYS.this, points: [[n, odds]], as: 'points' },
      ...(chance.length > 0 ? [measured] : []),
    ],
    {
      x: { name: SAYS.fragmentsOf },
      y: { name: SAYS.share, to: 1 },
      values: true,
      title: SAYS.oddsTitle(count(n, SAYS.fragment), loss, (odds * 100).toFixed()),
    },
  )
}

function lossInWords(run: LossRun, tries: number): string {
  const { datagram, stream, chance, lost } = run
  const which = whichOf(run)
  const named = which.charAt(0).toUpperCase() + which.slice(1)
  if (tries > 0) {
    const told =
      lost.length === 0
        ? SAYS.chanceNone(tries)
        : SAYS.chanceLost(tries, lost.length === 1 ? SAYS.is(which) : SAYS.are(which))
    return `${told} ${SAYS.so(chance.filter(({ isWhole }) => isWhole).length, chance.length)}`
  }
  if (lost.length === 0) return SAYS.handNone
  const are = lost.length === 1 ? SAYS.is(named) : SAYS.are(named)
  const again = count(stream.resent.length, SAYS.packet)
  if (datagram.received > 0) return SAYS.handOneWay(are, again)
  const come = sum(datagram.pieces.filter(({ arrived }) => arrived !== undefined))
  const others = come === 0 ? SAYS.noOthers : SAYS.others(thousands(come))
  return SAYS.handLost(are, others, again, thousands(sum(stream.resent)))
}
