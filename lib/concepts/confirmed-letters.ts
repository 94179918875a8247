/** §1: letters mended by hand over bare datagrams: numbers, answers, and a clock for when no answer comes. */
import { fromUtf8, utf8 } from '../bytes.ts'
import { type PointToPointOptions, pointToPoint } from '../network/index.ts'
import { SERVER_PORT } from './helpers.ts'

/** What came of it. */
export interface ConfirmedDelivery {
  /** The letters that the receiver has kept, in order. */
  got: string[]
  /** When the last of them was confirmed, or given up, in virtual milliseconds. */
  time: number
}

/** How long the sender waits for an answer, in milliseconds, and how often it sends a letter at most. */
const ANSWER_WAIT = 100
const TRIES = 40

/** Each letter is sent with its number until it is confirmed, and only then the next; one that never is ends it. */
export function confirmedLetters(letters: readonly string[], options: PointToPointOptions = {}): ConfirmedDelivery {
  const { network, client, server } = pointToPoint({ ...options, record: false })
  const [sender, receiver] = [client.openPort(), server.openPort(SERVER_PORT)]
  const got: string[] = []
  const confirm = (): void => {
    for (let datagram = receiver.receive(); datagram; datagram = receiver.receive()) {
      const [number, letter] = fromUtf8(datagram.payload).split(' ')
      if (Number(number) === got.length) got.push(letter!)
      if (Number(number) < got.length) receiver.send(datagram, utf8(number!))
    }
  }
  const hears = (number: number): boolean => {
    for (let answer = sender.receive(); answer; answer = sender.receive())
      if (fromUtf8(answer.payload) === `${number}`) return true
    return false
  }
  for (const [number, letter] of letters.entries()) {
    const isConfirmed = (): boolean => {
      confirm()
      return hears(number)
    }
    let isDone = false
    for (let tries = 0; tries < TRIES && !isDone; tries++) {
      sender.send({ address: server.address, port: SERVER_PORT }, utf8(`${number} ${letter}`))
      isDone = network.run({ until: network.now + ANSWER_WAIT, when: isConfirmed }).ended === 'when'
    }
    if (!isDone) break
  }
  return { got, time: network.now }
}
