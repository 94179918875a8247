/** §2.0.4: how many fragments, at which loss, in which order, and what is sent again. */
import { equal } from '../../bytes.ts'
import { datagram, datagramOdds, type Piece, stream } from '../segmentation.ts'
import type { Exercise, Trial } from './exercise.ts'

/** What is said of a datagram that just fits, and of one that has a byte more. */
export interface FragmentCount {
  of1472: number
  of1473: number
  /** Bytes of the message in the last fragment of 1,473. */
  inTheLast: number
}

/** A piece of a stream: the number of its first byte, and its bytes. */
export type NumberedBytes = [from: number, bytes: Uint8Array]

/** The bytes that are sent again, both included, and what makes the sender do it: `third duplicate` or `timeout`. */
export interface SentAgain {
  first: number
  last: number
  cause: string
}

export interface SegmentationExercises {
  fragmentCount: Exercise<FragmentCount>
  /** At which loss half of all datagrams of so many fragments arrive. */
  lossForHalf: Exercise<(fragments: number) => number>
  /** The bytes from 0 on, up to the first hole. */
  assemble: Exercise<(pieces: NumberedBytes[]) => Uint8Array>
  firstOfFour: Exercise<SentAgain>
}

const WRITES = { from: 50, bytes: 300, every: 1 }
const text = Uint8Array.from({ length: 1473 }, (_, at) => at % 251)
const cutFrom = (from: number, to: number): NumberedBytes => [from, text.slice(from, to)]

export const segmentationExercises: SegmentationExercises = {
  fragmentCount: [
    {
      title: 'a datagram of 1,472 bytes',
      missing: ({ of1472 }) => countFault(of1472, fragmentsOf(1472).length),
    },
    {
      title: 'a datagram of 1,473 bytes',
      missing: ({ of1473 }) => countFault(of1473, fragmentsOf(1473).length),
    },
    {
      title: 'its last fragment',
      missing: ({ inTheLast }) => {
        const { from, to } = fragmentsOf(1473).at(-1)!
        if (inTheLast === to - from) return undefined
        return `it carries ${inTheLast > to - from ? 'less' : 'more'}: what did not fit into those before it?`
      },
    },
  ],
  lossForHalf: [1, 10, 40].map((fragments) => ({
    title: fragments === 1 ? 'datagrams in one packet' : `datagrams of ${fragments} fragments`,
    missing: (answer) => lossFault(answer(fragments), fragments),
  })),
  assemble: [
    assembled('two pieces in order', [cutFrom(0, 300), cutFrom(300, 900)], 900),
    assembled('the same in the other order', [cutFrom(300, 900), cutFrom(0, 300)], 900),
    assembled('a piece that came twice', [cutFrom(0, 300), cutFrom(0, 300), cutFrom(300, 650)], 650),
    assembled('pieces that overlap', [cutFrom(600, 900), cutFrom(0, 300), cutFrom(200, 650)], 900),
    assembled('a piece that lies within another', [cutFrom(0, 900), cutFrom(300, 600), cutFrom(900, 1000)], 1000),
    assembled('a hole in the middle', [cutFrom(600, 900), cutFrom(0, 300)], 300),
    assembled('nothing of the beginning', [cutFrom(300, 600)], 0),
  ],
  firstOfFour: [
    {
      title: 'where it begins',
      missing: ({ first }) => (first === resent().from ? undefined : 'which byte does the receiver wait for?'),
    },
    {
      title: 'where it ends',
      missing: ({ last }) => {
        const end = resent().to - 1
        if (last === end) return undefined
        return last > end
          ? 'earlier: which bytes does the sender know to have arrived?'
          : 'later: more bytes than those are missing'
      },
    },
    {
      title: 'why it is sent',
      missing: ({ cause }) => {
        const again = resent()
        if (cause === again.cause) return undefined
        const wait = Math.round(again.sent - WRITES.from)
        return `it goes ${wait} ms after the first time: what has the sender heard by then?`
      },
    },
  ],
}

function fragmentsOf(bytes: number): { from: number; to: number }[] {
  return datagram(text.subarray(0, bytes)).pieces
}

function countFault(said: number, count: number): string | undefined {
  if (said === count) return undefined
  return `it takes ${said > count ? 'fewer' : 'more'}: which headers are in a packet of 1,500 bytes?`
}

function lossFault(loss: number, fragments: number): string | undefined {
  if (!(loss > 0 && loss < 1)) return `a probability lies between 0 and 1, and this is ${loss}`
  const arrived = Math.round(datagramOdds(fragments, { loss, trials: 600, seed: 24 }) * 600)
  if (Math.abs(arrived - 300) <= 40) return undefined
  return `at a loss of ${loss.toFixed(4)}, ${arrived} of 600 arrive: ${arrived > 300 ? 'too many' : 'too few'} for half`
}

function assembled(
  title: string,
  pieces: NumberedBytes[],
  length: number,
): Trial<(pieces: NumberedBytes[]) => Uint8Array> {
  return {
    title,
    missing: (answer) => {
      const got = answer(pieces.map(([from, bytes]) => [from, bytes.slice()]))
      if (got.length !== length) return `${got.length} bytes came out, and ${length} can be read without a hole`
      if (equal(got, text.subarray(0, length))) return undefined
      return `byte ${got.findIndex((octet, at) => octet !== text[at])} is not the one that belongs there`
    },
  }
}

/** The lesson's four writes of 300 bytes, the first of them lost. */
function resent(): Piece {
  const { pieces } = stream(text.subarray(0, 1200), { writes: WRITES, settings: { noDelay: true }, lose: [1] })
  return pieces.find(({ again }) => again)!
}
