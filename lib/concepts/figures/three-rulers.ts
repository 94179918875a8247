/** §2.1.4, to be played: bytes that sends, segments and reads cut, each in its own places, and messages that come out whole. */

import { fromUtf8 } from '../../bytes.ts'
import {
  ladderFigure,
  type Play,
  type PlayAction,
  type RulersFigure,
  rulersFigure,
  type ShownFigure,
  type Target,
  withData,
  withPlay,
} from '../../draw/index.ts'
import { count } from '../../words.ts'
import {
  type Cutting,
  delivered,
  type Framing,
  isAsSent,
  MESSAGE_PLACES,
  MESSAGES,
  type RulersRun,
  type RulersSettings,
  rulersRun,
  STREAM_LENGTH,
  STREAMS,
  type Stretch,
} from '../three-rulers.ts'

const SAYS = {
  title: 'Three rulers over the same bytes',
  message: (number: number) => `message ${number}`,
  send: 'send',
  segment: 'segments',
  recv: (most: number) => `recv(${most})`,
  framings: {
    recv: 'each recv a message',
    delimiter: 'up to a line feed',
    length: 'by a length before each',
    close: 'up to the end of the stream',
  },
  cut: (bytes: string) => `${bytes} bytes`,
  cutOne: '1 byte',
  none: 'none yet',
  each: (pieces: number, bytes: string) => `${pieces} of ${bytes}`,
  many: (pieces: number, least: number, most: number) => `${pieces} of ${least} to ${most} bytes`,
  asSent: (right: number, all: number) => `${right} of ${all} as sent`,
  told: (sends: string, segments: string, reads: string) => `Sends: ${sends}. Segments: ${segments}. Reads: ${reads}.`,
  agree: 'The three rulers agree.',
  differ: 'The three rulers do not agree.',
  delivers: (marked: string, unmarked: string) =>
    `Of the ${count(MESSAGES.length, 'message')}, a line feed or a length delivers ${marked} as sent; a program that takes each recv for a message gets ${unmarked}.`,
  all: 'all',
  noneOf: 'none',
  before: 'before the first send',
  happens: {
    send: (time: string, bytes: string) => `${time}: send, ${bytes}`,
    segment: (time: string, bytes: string) => `${time}: a segment leaves, ${bytes}`,
    recv: (time: string, bytes: string) => `${time}: recv returns ${bytes}`,
  },
  time: (milliseconds: number) => `${Math.round(milliseconds)} ms`,
  cutHere: (place: number) => `end a send after byte ${place}`,
  joinHere: (place: number) => `do not end a send after byte ${place}`,
  sends: 'One send',
  presets: { message: 'for each message', all: 'for all of it', byte: 'for each byte' },
  crossed: 'What crossed',
  crossedTitle: 'The bytes in their segments',
  ask: 'Make the three rulers agree: each message in one send, one segment and one recv.',
  met: 'They agree because nothing was late and the reader was quick: another pause, another reader, and they part again. A line feed or a length never needed that.',
} as const

export interface ThreeRulersParameters {
  /** Behind which bytes a send ends, counted from 1. */
  cuts?: readonly number[]
  /** The most that a recv asks for, in bytes. */
  most?: number
  nagle?: 'on' | 'off'
  /** After each send, in virtual milliseconds. */
  pause?: number
  /** When the reader begins, in virtual milliseconds. */
  wakes?: number
  /** After how many events it is shown; all of them unless told. */
  at?: number
}

const A_SEND_A_MESSAGE = MESSAGE_PLACES.slice(0, -1).map(({ to }) => to)
const SEND_PRESETS: Readonly<Record<keyof typeof SAYS.presets, readonly number[]>> = {
  message: A_SEND_A_MESSAGE,
  all: [],
  byte: Array.from({ length: STREAM_LENGTH - 1 }, (_, index) => index + 1),
}
const MOST_NAMED = 8
const FRAMINGS: readonly Framing[] = ['recv', 'delimiter', 'length', 'close']

/** What the rulers show: up to a moment, where each of them has cut, and what each framing has delivered. */
export interface RulersStanding {
  sends: readonly number[]
  segments: readonly number[]
  reads: readonly number[]
  delivered: Readonly<Record<Framing, readonly string[]>>
}

let lastRulers: { of: string; run: RulersRun } | undefined

/** One strip of bytes, and below it where sends, segments and reads have cut it; then what four ways to tell messages apart deliver. */
export async function threeRulers({
  cuts = A_SEND_A_MESSAGE,
  most = 6,
  nagle = 'on',
  pause = 20,
  wakes = 200,
  at,
}: ThreeRulersParameters = {}): Promise<ShownFigure<RulersStanding>> {
  const settings: RulersSettings = { cuts, most, nagle: nagle === 'on', pause, wakes }
  const of = JSON.stringify(settings)
  if (lastRulers?.of !== of) lastRulers = { of, run: await rulersRun(settings) }
  const { cuttings, trace } = lastRulers.run
  const shown = Math.max(0, Math.min(at ?? cuttings.length, cuttings.length))
  const past = cuttings.slice(0, shown)
  const [sends, segments, reads] = (['send', 'segment', 'recv'] as const).map((what) =>
    past.filter((cutting) => cutting.what === what),
  ) as [Cutting[], Cutting[], Cutting[]]
  const isEnded = shown === cuttings.length
  const messages = Object.fromEntries(
    FRAMINGS.map((framing) => [framing, delivered(framing, reads, isEnded)]),
  ) as Record<Framing, Stretch[]>
  const letters = streamLetters('delimiter')
  const cutRow = (name: string, pieces: readonly Stretch[]) => ({ name, note: sizesTold(pieces), letters, pieces })
  const rows = [
    cutRow(SAYS.send, sends),
    cutRow(SAYS.segment, segments),
    cutRow(SAYS.recv(most), reads),
    ...FRAMINGS.map((framing, index) => {
      const pieces = messages[framing].map((piece) => ({ ...piece, isWhole: isAsSent(piece) }))
      return {
        name: SAYS.framings[framing],
        note: SAYS.asSent(pieces.filter(({ isWhole }) => isWhole).length, MESSAGES.length),
        letters: streamLetters(framing === 'length' ? 'length' : 'delimiter'),
        pieces,
        isApart: index === 0,
      }
    }),
  ]
  const groups = MESSAGE_PLACES.map((stretch, index) => ({ name: SAYS.message(index + 1), ...stretch }))
  const said = [
    SAYS.told(sizesTold(sends), sizesTold(segments), sizesTold(reads)),
    ...(isEnded ? [areAlike(sends, segments) && areAlike(sends, reads) ? SAYS.agree : SAYS.differ] : []),
    SAYS.delivers(howMany(messages.delimiter), howMany(messages.recv)),
  ].join(' ')
  const rulers = rulersFigure({ letters, groups }, rows, { title: SAYS.title, description: said })
  const sizes = (pieces: readonly Stretch[]): number[] => pieces.map(({ from, to }) => to - from)
  const data: RulersStanding = {
    ...{ sends: sizes(sends), segments: sizes(segments), reads: sizes(reads) },
    delivered: Object.fromEntries(
      FRAMINGS.map((framing) => [framing, messages[framing].map((piece) => messageBetween(framing, piece))]),
    ) as Record<Framing, string[]>,
  }
  return withPlay(withData(rulers, data), (): Play => {
    return {
      moments: [SAYS.before, ...cuttings.map(cuttingTold)],
      targets: (width) => sendBorders(rulers, width, cuts),
      actions: presetActions(cuts),
      views: [
        {
          name: SAYS.crossed,
          figure: ladderFigure(trace, { payload: 'text', states: false, title: SAYS.crossedTitle }),
        },
      ],
      challenge: { ask: SAYS.ask, isMet: isEnded && [sends, segments, reads].every(isByMessage), told: SAYS.met },
      said,
    }
  })
}

/** Each byte of a stream as a page shows it. */
function streamLetters(framing: 'delimiter' | 'length'): string[] {
  return [...STREAMS[framing]].map((byte) => (byte === 10 ? '↵' : byte < 10 ? `${byte}` : String.fromCharCode(byte)))
}

/** A message without its mark; what is none, with all that is in it. */
function messageBetween(framing: Framing, { from, to }: Stretch): string {
  if (framing === 'length') return fromUtf8(STREAMS.length.subarray(from + 1, to))
  return fromUtf8(STREAMS.delimiter.subarray(from, framing === 'delimiter' ? to - 1 : to))
}

function bytesTold(bytes: number): string {
  return bytes === 1 ? SAYS.cutOne : SAYS.cut(`${bytes}`)
}

/** `4, 8, 7 bytes`, `19 of 1 byte`. */
function sizesTold(pieces: readonly Stretch[]): string {
  const sizes = pieces.map(({ from, to }) => to - from)
  const [first] = sizes
  if (first === undefined) return SAYS.none
  if (sizes.length > 1 && sizes.every((size) => size === first)) return SAYS.each(sizes.length, bytesTold(first))
  if (sizes.length > MOST_NAMED) return SAYS.many(sizes.length, Math.min(...sizes), Math.max(...sizes))
  return sizes.length === 1 ? bytesTold(first) : SAYS.cut(sizes.join(', '))
}

function howMany(messages: readonly Stretch[]): string {
  const right = messages.filter(isAsSent).length
  return right === MESSAGES.length ? SAYS.all : right === 0 ? SAYS.noneOf : `${right}`
}

function areAlike(some: readonly Stretch[], others: readonly Stretch[]): boolean {
  return some.length === others.length && some.every(({ to }, index) => to === others[index]!.to)
}

function isByMessage(pieces: readonly Stretch[]): boolean {
  return pieces.length === MESSAGE_PLACES.length && pieces.every(isAsSent)
}

function cuttingTold({ what, time, from, to }: Cutting): string {
  return SAYS.happens[what](SAYS.time(time), bytesTold(to - from))
}

/** The sendBorders between the bytes of the sends: a press has a send end there, or go on. */
function sendBorders(rulers: RulersFigure, width: number, cuts: readonly number[]): Target[] {
  return Array.from({ length: STREAM_LENGTH - 1 }, (_, index): Target => {
    const place = index + 1
    const isOn = cuts.includes(place)
    const kept = isOn ? cuts.filter((cut) => cut !== place) : [...cuts, place]
    const set = { cuts: [...new Set(kept)].sort((one, other) => one - other), at: undefined }
    const label = (isOn ? SAYS.joinHere : SAYS.cutHere)(place)
    return { shape: rulers.border(0, place, width), isLine: true, label, set, isOn }
  })
}

function presetActions(cuts: readonly number[]): PlayAction[] {
  const now = [...new Set(cuts)].sort((one, other) => one - other).join()
  return Object.entries(SEND_PRESETS).map(([name, places]) => ({
    label: SAYS.presets[name as keyof typeof SEND_PRESETS],
    group: SAYS.sends,
    set: { cuts: places, at: undefined },
    isOn: now === places.join(),
  }))
}
