/** §1: an end that can be missed; a sender without patience; a checksum that is fooled; what has not come. */
import { fromUtf8, internetChecksum, utf8 } from '../../bytes.ts'
import { pointToPoint } from '../../network/index.ts'
import { SERVER_PORT } from '../helpers.ts'
import type { Exercise } from './exercise.ts'

export interface IntroductionExercises {
  /** What is sent of a message, and whether all of it is among the datagrams that have come. */
  wholeMessage: Exercise<WholeMessage>
  /** What comes of a limit of 30 ms over a round trip of 40: the message, and how often each letter is sent. */
  hasty: Exercise<{ intact: boolean; timesSent: number }>
  /** Two bits flipped, the same checksum. */
  forge: Exercise<(packet: Uint8Array) => Uint8Array>
  /** The numbers, of 0 to `count` - 1, that stand before none of the datagrams. */
  missingNumbers: Exercise<(numbered: readonly string[], count: number) => readonly number[]>
}

interface WholeMessage {
  number(letters: readonly string[]): readonly string[]
  isComplete(datagrams: readonly string[]): boolean
}

const TWENTY_LETTERS = [...'ABCDEFGHIJKLMNOPQRST']
const SAMPLE_MESSAGES = [TWENTY_LETTERS, [...'HELLO'], ['A']]

export const introductionExercises: IntroductionExercises = {
  wholeMessage: [
    {
      title: 'all has arrived',
      missing: (answer) => misjudged(answer, (datagrams) => [datagrams]),
    },
    {
      title: 'one in the middle is lost',
      missing: (answer) => misjudged(answer, (datagrams) => (datagrams.length > 2 ? [losing(datagrams, 1)] : [])),
    },
    {
      title: 'the last that was sent is lost',
      missing: (answer) => misjudged(answer, (datagrams) => [losing(datagrams, datagrams.length - 1)]),
    },
    {
      title: 'any other is lost',
      missing: (answer) => misjudged(answer, (datagrams) => datagrams.map((_, at) => losing(datagrams, at))),
    },
    {
      title: 'all come twice, the last of them first',
      missing: (answer) => misjudged(answer, (datagrams) => [[...datagrams, ...datagrams].reverse()]),
    },
    {
      title: 'one is lost, and another comes twice',
      missing: (answer) =>
        misjudged(answer, (datagrams) => datagrams.map((_, at) => [...losing(datagrams, at), datagrams.at(at - 1)!])),
    },
  ],
  hasty: [
    {
      title: 'the message',
      missing: ({ intact }) => {
        if (intact === (impatiently(30).text === TWENTY_LETTERS.join(' '))) return undefined
        return 'what does `confirm` do with a letter whose number it has already?'
      },
    },
    {
      title: 'how often each letter is sent',
      missing({ timesSent }) {
        if (!Number.isFinite(timesSent)) return `a number is wanted, not ${timesSent}`
        const wanted = impatiently(30).sent / TWENTY_LETTERS.length
        if (timesSent === wanted) return undefined
        if (timesSent > wanted) return 'not so often: an answer that is late still counts'
        return 'more often: how many limits have passed when the answer to the first comes?'
      },
    },
  ],
  forge: [
    { title: 'a line of text', missing: (answer) => notForged(answer, utf8('you owe 10, I own 90')) },
    { title: 'every second bit', missing: (answer) => notForged(answer, new Uint8Array([85, 85, 85, 85, 170, 170])) },
    { title: 'one bit among zeros', missing: (answer) => notForged(answer, new Uint8Array(40).fill(16, 17, 18)) },
    {
      title: 'all ones but one bit',
      missing: (answer) => notForged(answer, new Uint8Array(40).fill(255).fill(254, 0, 1)),
    },
  ],
  missingNumbers: [
    { title: 'three in the middle have not come', missing: (answer) => misreported(answer, [0, 1, 5, 6], 7) },
    { title: 'all have come', missing: (answer) => misreported(answer, [0, 1, 2], 3) },
    { title: 'the first and the last have not come', missing: (answer) => misreported(answer, [1, 2], 4) },
    { title: 'some came twice, and out of order', missing: (answer) => misreported(answer, [11, 2, 0, 11, 2, 10], 12) },
    { title: 'none has come', missing: (answer) => misreported(answer, [], 5) },
  ],
}

function losing<Item>(items: readonly Item[], at: number): Item[] {
  return items.filter((_, index) => index !== at)
}

/** Tries each fate of each message: it is complete when all that was sent has come, in whatever order. */
function misjudged(
  { number, isComplete }: WholeMessage,
  fates: (datagrams: readonly string[]) => readonly (readonly string[])[],
): string | undefined {
  for (const letters of SAMPLE_MESSAGES) {
    const datagrams = number(letters)
    if (!letters.every((letter) => datagrams.some((datagram) => datagram.includes(letter))))
      return `not every letter of ${letters.join(' ')} is sent`
    for (const arrived of fates(datagrams)) {
      const isWhole = datagrams.every((datagram) => arrived.includes(datagram))
      if (isComplete(arrived) === isWhole) continue
      const verdict = isWhole ? 'that something is missing' : 'that nothing is missing'
      const came =
        arrived.length > 5
          ? [...arrived.slice(0, 4).map(inQuotes), '…', inQuotes(arrived.at(-1)!)]
          : arrived.map(inQuotes)
      return `it says ${verdict}; ${datagrams.length} were sent, and what came is ${came.join(', ') || 'nothing'}`
    }
  }
  return undefined
}

function inQuotes(text: string): string {
  return `"${text}"`
}

/** Twenty letters over a link of 20 ms each way, each sent again whenever no answer has come within `limit` milliseconds. */
function impatiently(limit: number): { text: string; sent: number } {
  const { network, client, server } = pointToPoint({ link: { delay: 20 } })
  const [sender, receiver] = [client.openPort(), server.openPort(SERVER_PORT)]
  const got: string[] = []
  let sent = 0
  const isConfirmed = (number: number): boolean => {
    for (let datagram = receiver.receive(); datagram; datagram = receiver.receive()) {
      const [place, letter] = fromUtf8(datagram.payload).split(' ')
      if (Number(place) === got.length) got.push(letter!)
      if (Number(place) < got.length) receiver.send(datagram, utf8(place!))
    }
    for (let answer = sender.receive(); answer; answer = sender.receive())
      if (fromUtf8(answer.payload) === `${number}`) return true
    return false
  }
  for (const [number, letter] of TWENTY_LETTERS.entries()) {
    do {
      sender.send({ address: server.address, port: SERVER_PORT }, utf8(`${number} ${letter}`))
      sent++
    } while (network.run({ until: network.now + limit, when: () => isConfirmed(number) }).ended !== 'when')
  }
  return { text: got.join(' '), sent }
}

function notForged(answer: (packet: Uint8Array) => Uint8Array, packet: Uint8Array): string | undefined {
  const forged = answer(packet.slice())
  if (!(forged instanceof Uint8Array) || forged.length !== packet.length)
    return `a packet of ${packet.length} bytes is wanted, as long as the one that was given`
  const flips = packet.reduce((sum, octet, at) => sum + onesIn(octet ^ forged[at]!), 0)
  if (flips !== 2) return `bits that are flipped: ${flips}, not 2`
  const [before, after] = [packet, forged].map((octets) => internetChecksum(octets).toString(16).padStart(4, '0'))
  return before === after ? undefined : `the checksum was ${before} and is now ${after}`
}

function onesIn(octet: number): number {
  return octet === 0 ? 0 : (octet & 1) + onesIn(octet >> 1)
}

function misreported(
  answer: (numbered: readonly string[], count: number) => readonly number[],
  come: readonly number[],
  count: number,
): string | undefined {
  const said = answer(
    come.map((number) => `${number} ${TWENTY_LETTERS[number]}`),
    count,
  )
  if (!Array.isArray(said)) return `it returned ${String(said)}, and a list of numbers is wanted`
  const wrong = said.find((number) => come.includes(number) || !(number >= 0 && number < count))
  if (wrong !== undefined) return `it reports ${wrong}, of ${count} of which ${come.join(', ') || 'none'} came`
  const wanted = count - new Set(come).size
  if (new Set(said).size !== said.length) return 'it reports a number twice'
  if (said.length < wanted) return `it reports ${said.length} of ${wanted} that are missing`
  return said.every((number, at) => at === 0 || number > said[at - 1]!) ? undefined : 'they are not in order'
}
