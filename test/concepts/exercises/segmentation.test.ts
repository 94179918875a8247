import { test } from 'uvu'
import type { NumberedBytes } from '../../../lib/concepts/exercises/segmentation.ts'
import { accepts, refuses } from '../../helpers/exercise.ts'

refuses('fragmentCount', {
  'headers forgotten': [{ of1472: 1, of1473: 1, inTheLast: 1473 }, /1,473 bytes: it takes more/],
  'as if nothing fitted': [{ of1472: 2, of1473: 2, inTheLast: 1 }, /1,472 bytes: it takes fewer/],
  'the rest of the whole packet': [{ of1472: 1, of1473: 2, inTheLast: 9 }, /its last fragment: it carries less/],
})

refuses('lossForHalf', {
  'half of all packets': [() => 0.5, /10 fragments: .* 0 of 600 arrive: too few/],
  'shared among the fragments': [(fragments: number) => 0.5 / fragments, /10 fragments: .* too many/],
  'the odds of its arrival': [(fragments: number) => 0.5 ** (1 / fragments), /10 fragments: .* too few/],
  'in percent': [(fragments: number) => 100 * (1 - 0.5 ** (1 / fragments)), /between 0 and 1/],
})

refuses('assemble', {
  'as they come': [
    (pieces: NumberedBytes[]) => Uint8Array.from(pieces.flatMap(([, bytes]) => [...bytes])),
    /other order: byte 0 is not/,
  ],
  'sorted, and all that there is': [
    (pieces: NumberedBytes[]) =>
      Uint8Array.from([...pieces].sort(([a], [b]) => a - b).flatMap(([, bytes]) => [...bytes])),
    /came twice: 950 bytes/,
  ],
  'holes filled with zeros': [(pieces: NumberedBytes[]) => placed(pieces), /a hole in the middle: 900 bytes/],
  'only pieces that begin where the last ended': [
    (pieces: NumberedBytes[]) => {
      const bytes: number[] = []
      for (const [from, piece] of [...pieces].sort(([a], [b]) => a - b)) {
        if (from === bytes.length) bytes.push(...piece)
      }
      return Uint8Array.from(bytes)
    },
    /overlap: 300 bytes/,
  ],
})

accepts('assemble', 'a table of bytes by number, read up to the first that is missing', (pieces) => {
  const known = new Map(pieces.flatMap(([from, bytes]) => [...bytes].map((octet, at) => [from + at, octet] as const)))
  const read: number[] = []
  for (let at = 0; known.has(at); at++) read.push(known.get(at)!)
  return Uint8Array.from(read)
})

refuses('firstOfFour', {
  'all that is not acknowledged': [{ first: 0, last: 1199, cause: 'timeout' }, /where it ends: earlier/],
  'the timer': [{ first: 0, last: 299, cause: 'timeout' }, /why it is sent: .* 23 ms after/],
  'what arrived': [{ first: 300, last: 1199, cause: 'third duplicate' }, /which byte does the receiver wait for/],
  'one byte': [{ first: 0, last: 0, cause: 'third duplicate' }, /where it ends: later/],
})

function placed(pieces: NumberedBytes[]): Uint8Array {
  const bytes = new Uint8Array(Math.max(...pieces.map(([from, piece]) => from + piece.length)))
  for (const [from, piece] of pieces) bytes.set(piece, from)
  return bytes
}

test.run()
