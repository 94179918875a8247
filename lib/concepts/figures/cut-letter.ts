/** §2.2.2, to be played: a text in two segments, cut where the reader likes, and what three decoders make of the pieces. */
import { utf8 } from '../../bytes.ts'
import { cutTextFigure, ladderFigure, type ShownFigure, type Target, withData, withPlay } from '../../draw/index.ts'
import { type Host, type Socket, sendAll } from '../../socket/index.ts'
import { count } from '../../words.ts'
import { asStream, eachAlone, hear, sayInTwo } from '../socket-files.ts'
import { onTwoHosts, type TwoHosts } from '../two-hosts.ts'

const SAYS = {
  follows: 'the rest follows',
  ends: 'the stream ends',
  byte: 'byte',
  place: 'place',
  never: 'never sent',
  alone: 'Each piece decoded by itself',
  streamed: 'One decoder for the stream',
  flushed: 'One decoder for the stream, and one last decode()',
  within: (letter: string) => `The cut falls within ${letter}`,
  between: 'The cut falls between two letters',
  breaks: (cut: string, text: string) => `${cut}: piece by piece the text reads ${text}`,
  whole: (cut: string) => `${cut}: no decoder is harmed`,
  lost: (cut: string) => `${cut}, and nothing follows: a decoder for the stream keeps its beginning to itself`,
  told: (title: string, places: string) => `${title}. ${places} `,
  places: (within: number, places: string): string =>
    within === 1 ? `One of ${places} lies within a letter.` : `${within} of ${places} lie within a letter.`,
  noPlace: (places: string) => `None of ${places} lies within a letter.`,
  cutHere: (before: string, after: string) => `cut between ${before} and ${after}`,
  cutWithin: (before: string, after: string, letter: string) => `cut between ${before} and ${after}, within ${letter}`,
  saidBroken: (read: string, text: string) => `Piece by piece: ${read}. As a stream: ${text}.`,
  saidWhole: (text: string) => `Piece by piece and as a stream: ${text}.`,
  saidLost: (kept: string) => `The stream ended within a letter. Only the last decode() tells of it: ${kept}.`,
  crossed: 'What crossed',
  crossedTitle: 'The text in its segments',
  ask: 'Have one cut leave four signs U+FFFD: the diamonds.',
  met: 'The beginning of a letter becomes one sign. Behind the cut each byte becomes one, for none of them can begin a letter.',
} as const

/** Texts that can be cut: letters of one byte and two, of three, of four, and of one alone. */
export type CuttableText = 'Grüezi' | '你好' | '🙂' | 'Hello'

export interface CutLetterParameters {
  text?: CuttableText
  /** How many of its bytes go first; the last byte never does. */
  cut?: number
  /** What is behind the cut. */
  behind?: typeof SAYS.follows | typeof SAYS.ends
}

/** What came, and what was read in it. */
export interface CutLetter {
  run: TwoHosts<string, void>
  /** Each piece decoded by itself; all as one stream; the same with a last call that tells what was left. */
  alone: string
  streamed: string
  flushed: string
}

/** What a decoder puts where no letter is. */
const BROKEN = '\ufffd'

/** A text of a few letters in two segments, and three ways to decode them. */
export async function cutLetter({
  text = 'Grüezi',
  cut = 3,
  behind = SAYS.follows,
}: CutLetterParameters = {}): Promise<ShownFigure<CutLetter>> {
  const letters = [...text].map((letter) => ({ letter, bytes: utf8(letter) }))
  const bytes = utf8(text)
  const at = Math.max(1, Math.min(cut, bytes.length - 1))
  const isShort = behind === SAYS.ends
  const pieces: Uint8Array[] = []
  const keep = (piece: Uint8Array): string => {
    pieces.push(piece)
    return ''
  }
  const talk = (socket: Socket, host: Host): Promise<void> =>
    isShort ? sayAndClose(socket, bytes.subarray(0, at)) : sayInTwo(socket, host, text, at)
  const run = await onTwoHosts(hear(keep), talk, { seed: 222, delay: 10 })
  const [alone, streamed] = [eachAlone(), asStream()].map((decode) => pieces.map(decode).join('')) as [string, string]
  const decoder = new TextDecoder()
  const flushed = pieces.map((piece) => decoder.decode(piece, { stream: true })).join('') + decoder.decode()
  const broken = letterAt(letters, at)
  const where = broken === undefined ? SAYS.between : SAYS.within(broken)
  const title = broken === undefined ? SAYS.whole(where) : isShort ? SAYS.lost(where) : SAYS.breaks(where, alone)
  const within = Array.from({ length: bytes.length - 1 }, (_, place) => letterAt(letters, place + 1)).filter(
    Boolean,
  ).length
  const places = count(bytes.length - 1, SAYS.place)
  const figure = cutTextFigure(
    {
      letters,
      cut: at,
      isShort,
      sides: [count(at, SAYS.byte), isShort ? SAYS.never : count(bytes.length - at, SAYS.byte)],
      read: [
        { reader: SAYS.alone, text: alone },
        { reader: SAYS.streamed, text: streamed },
        { reader: SAYS.flushed, text: flushed },
      ],
    },
    {
      title,
      description: SAYS.told(title, within === 0 ? SAYS.noPlace(places) : SAYS.places(within, places)).trimEnd(),
    },
  )
  return withPlay(withData(figure, { run, alone, streamed, flushed }), () => ({
    targets: (width) => figure.places(width).map((shape, index) => placeToCut(letters, bytes, index + 1, at, shape)),
    views: [
      {
        name: SAYS.crossed,
        figure: ladderFigure(run.trace, { states: false, payload: 'text', title: SAYS.crossedTitle }),
      },
    ],
    challenge: { ask: SAYS.ask, isMet: alone.split(BROKEN).length > 4, told: SAYS.met },
    said:
      broken === undefined
        ? SAYS.saidWhole(alone)
        : isShort
          ? SAYS.saidLost(flushed)
          : SAYS.saidBroken(alone, streamed),
  }))
}

async function sayAndClose(socket: Socket, bytes: Uint8Array): Promise<void> {
  await sendAll(socket, bytes)
  socket.close()
}

type Letters = readonly { letter: string; bytes: Uint8Array }[]

/** The letter within which a cut falls. */
function letterAt(letters: Letters, cut: number): string | undefined {
  let begin = 0
  for (const { letter, bytes } of letters) {
    if (begin < cut && cut < begin + bytes.length) return letter
    begin += bytes.length
  }
  return undefined
}

function placeToCut(letters: Letters, bytes: Uint8Array, place: number, cut: number, shape: string): Target {
  const [before, after] = [bytes[place - 1]!, bytes[place]!].map((byte) => byte.toString(16).padStart(2, '0')) as [
    string,
    string,
  ]
  const broken = letterAt(letters, place)
  const name = broken === undefined ? SAYS.cutHere(before, after) : SAYS.cutWithin(before, after, broken)
  return { shape, isLine: true, label: name, isOn: place === cut, set: { cut: place } }
}
