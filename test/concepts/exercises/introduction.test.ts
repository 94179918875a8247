import { test } from 'uvu'
import { accepts, refuses } from '../../helpers/exercise.ts'

const number = (letters: readonly string[]) => letters.map((letter, at) => `${at} ${letter}`)
const withEnd = (letters: readonly string[]) => [...number(letters), `${letters.length} END`]
const endIn = (datagrams: readonly string[]) => datagrams.find((datagram) => datagram.endsWith(' END'))

refuses('wholeMessage', {
  'nothing written': [
    { number, isComplete: () => false },
    /^✗ all has arrived: it says that something is missing; 20 were sent/,
  ],
  'no holes between those that came': [
    {
      number,
      isComplete: (datagrams) => datagrams.every((_, at) => datagrams.some((each) => each.startsWith(`${at} `))),
    },
    /^✗ the last that was sent is lost: .*says that nothing is missing/,
  ],
  'the end alone is looked for': [
    { number: withEnd, isComplete: (datagrams) => endIn(datagrams) !== undefined },
    /^✗ one in the middle is lost/,
  ],
  'those that came are counted': [
    {
      number: withEnd,
      isComplete: (datagrams) => datagrams.length >= Number(endIn(datagrams)?.split(' ')[0] ?? 1000) + 1,
    },
    /^✗ one is lost, and another comes twice/,
  ],
  'always twenty': [
    { number, isComplete: (datagrams) => new Set(datagrams).size === 20 },
    /^✗ all has arrived: it says that something is missing; 5 were sent/,
  ],
  'letters left out': [{ number: () => [], isComplete: () => true }, /not every letter/],
})

accepts('wholeMessage', 'the end, with its number', {
  number: withEnd,
  isComplete: (datagrams) => new Set(datagrams).size === Number(endIn(datagrams)?.split(' ')[0]) + 1,
})
accepts('wholeMessage', 'the total in every datagram', {
  number: (letters) => letters.map((letter, at) => `${at}/${letters.length} ${letter}`),
  isComplete: (datagrams) => new Set(datagrams).size === Number(datagrams[0]?.split(/[/ ]/)[1]),
})

refuses('hasty', {
  'a message that is spoilt': [{ intact: false, timesSent: 2 }, /^✗ the message: what does/],
  'each letter once': [{ intact: true, timesSent: 1 }, /more often/],
  'no number': [{ intact: true, timesSent: Number.NaN }, /a number is wanted, not NaN/],
  'each letter three times': [{ intact: true, timesSent: 3 }, /not so often/],
})
accepts('hasty', 'intact, twice', { intact: true, timesSent: 2 })

const flipped = (packet: Uint8Array, ...flips: [at: number, bit: number][]) => {
  for (const [at, bit] of flips) packet[at]! ^= bit
  return packet
}

refuses('forge', {
  'one bit': [(packet) => flipped(packet, [0, 1]), /^✗ a line of text: bits that are flipped: 1, not 2/],
  'one bit twice': [(packet) => flipped(packet, [0, 1], [0, 1]), /flipped: 0/],
  'two bits of one number': [(packet) => flipped(packet, [0, 1], [1, 1]), /the checksum was [0-9a-f]{4} and is now/],
  'two that suit the first packet alone': [
    (packet) => flipped(packet, [0, 8], [2, 8]),
    /^✗ every second bit: the checksum/,
  ],
  'words that change places': [
    (packet) => new Uint8Array([...packet.subarray(2, 4), ...packet.subarray(0, 2), ...packet.subarray(4)]),
    /bits that are flipped/,
  ],
  'a packet that is cut': [(packet) => packet.subarray(2), /as long as the one/],
})

refuses('missingNumbers', {
  'nothing written': [() => [], /reports 0 of 3/],
  'those that came': [(numbered) => numbered.map((each) => Number.parseInt(each, 10)), /it reports 0, of 7/],
  'the gaps between those that came': [
    (numbered) => {
      const come = numbered.map((each) => Number.parseInt(each, 10))
      return Array.from({ length: Math.max(...come) }, (_, at) => at).filter((at) => !come.includes(at))
    },
    /^✗ the first and the last .* reports 1 of 2/,
  ],
  'the first character for the number': [
    (numbered, count) =>
      Array.from({ length: count }, (_, at) => at).filter((at) => !numbered.some((each) => each[0] === `${at}`)),
    /^✗ some came twice.* reports 10/,
  ],
  backwards: [
    (numbered, count) =>
      Array.from({ length: count }, (_, at) => count - 1 - at).filter(
        (at) => !numbered.some((each) => each.startsWith(`${at} `)),
      ),
    /not in order/,
  ],
})

test.run()
