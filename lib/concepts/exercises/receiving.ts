/** §2.1.4: what a call of recv takes away; a message that is too long; lines. */
import { fromUtf8, utf8 } from '../../bytes.ts'
import { connectedPair, type Host, type Socket, sendAll, sendFrame } from '../../socket/index.ts'
import { simulatedNetwork } from '../../socket/simulated/index.ts'
import type { Exercise } from './exercise.ts'
import { limited } from './limited.ts'

export interface ReceivingExercises {
  /** What four calls return, of which the first two only look. */
  peeks: Exercise<readonly string[]>
  /** Reads one message behind its length, and refuses to when it is longer than 1000 bytes. */
  recvFrame: Exercise<(socket: Socket) => Promise<Uint8Array | undefined>>
  /** Reads up to the next line feed. */
  recvLine: Exercise<(socket: Socket) => Promise<string | undefined>>
}

const PEEKS = [
  { call: 'recv(100, { peek: true })', max: 100, peek: true },
  { call: 'recv(2, { peek: true })', max: 2, peek: true },
  { call: 'recv(1)', max: 1, peek: false },
  { call: 'recv(100)', max: 100, peek: false },
]

export const receivingExercises: ReceivingExercises = {
  peeks: PEEKS.map(({ call }, at) => ({
    title: call,
    missing: async (predicted: readonly string[]) =>
      predicted[at] === (await returnedByPeeks())[at]
        ? undefined
        : `not ${JSON.stringify(predicted[at])}: what may it return, and what was taken before?`,
  })),
  recvFrame: [
    { title: 'messages of 3, 0 and 1000 bytes, and the end', missing: framesRead },
    {
      title: 'a length of 1001 bytes, and nothing behind it',
      missing: (answer) => faultUnlessRefused(answer, Uint8Array.of(0, 0, 0x03, 0xe9)),
    },
    {
      title: 'a message of 1001 bytes, all of it there',
      missing: (answer) => faultUnlessRefused(answer, Uint8Array.of(0, 0, 0x03, 0xe9, ...new Uint8Array(1001))),
    },
    { title: 'ff ff ff ff', missing: (answer) => faultUnlessRefused(answer, Uint8Array.of(0xff, 0xff, 0xff, 0xff)) },
  ],
  recvLine: [
    { title: 'a line, and an empty one', missing: (answer) => linesRead(answer, ['one\n\n'], ['one', '', undefined]) },
    { title: 'a line that comes in two pieces', missing: (answer) => linesRead(answer, ['o', 'ne\n'], ['one']) },
    {
      title: 'a character of two bytes',
      missing: (answer) => linesRead(answer, ['gr\u00fcezi\n'], ['gr\u00fcezi', undefined]),
    },
    {
      title: 'a stream that ends within a line',
      missing: (answer) => linesRead(answer, ['one\ntwo'], ['one', 'two', undefined]),
    },
    { title: 'what lies behind a line', missing: leftBehindLine },
  ],
}

const hostForReceiving = (): Host => simulatedNetwork({ seed: 214 }).server

async function returnedByPeeks(): Promise<string[]> {
  const { client, server } = await connectedPair(hostForReceiving())
  await client.send(utf8('abc'))
  const texts: string[] = []
  for (const { max, peek } of PEEKS) texts.push(fromUtf8(await server.recv(max, { peek })))
  return texts
}

type RecvFrame = (socket: Socket) => Promise<Uint8Array | undefined>

async function framesRead(answer: RecvFrame): Promise<string | undefined> {
  const { client, server } = await connectedPair(hostForReceiving())
  const lengths = [3, 0, 1000]
  for (const length of lengths) await sendFrame(client, new Uint8Array(length).fill(7))
  client.close()
  const socket = limited(server, 'recv', 5000)
  for (const length of lengths) {
    const message = await answer(socket)
    if (message?.length !== length) return `of the message of ${length} bytes it returned ${sayLength(message)}`
  }
  const end = await answer(socket)
  return end === undefined ? undefined : `at the end of the stream it returned ${sayLength(end)}`
}

const sayLength = (message: Uint8Array | undefined): string =>
  message === undefined ? 'undefined' : `${message.length} bytes`

/** The peer sends these bytes, and is silent then. */
async function faultUnlessRefused(answer: RecvFrame, sent: Uint8Array): Promise<string | undefined> {
  const host = hostForReceiving()
  const { client, server } = await connectedPair(host)
  await sendAll(client, sent)
  const refused = answer(limited(server, 'recv', 5000)).then(
    (message) => `it returned ${sayLength(message)}, and who calls it learns of no error`,
    () => 'refused',
  )
  const outcome = await Promise.race([refused, host.sleep(1000).then(() => 'after a second it still waits for more')])
  for (const socket of [client, server]) socket.close()
  return outcome === 'refused' ? undefined : outcome
}

type RecvLine = (socket: Socket) => Promise<string | undefined>

/** @param expected what the first calls return; `undefined` = the end */
async function linesRead(
  answer: RecvLine,
  pieces: readonly string[],
  expected: readonly (string | undefined)[],
): Promise<string | undefined> {
  const host = hostForReceiving()
  const { client, server } = await connectedPair(host)
  const sendThem = async () => {
    for (const piece of pieces) {
      await client.send(utf8(piece))
      await host.sleep(10)
    }
    client.close()
  }
  const sending = sendThem()
  const socket = limited(server, 'recv', 1000)
  for (const [at, line] of expected.entries()) {
    const returned = await answer(socket)
    if (returned !== line) return `call ${at + 1} returned ${JSON.stringify(returned)}`
  }
  await sending
  return undefined
}

async function leftBehindLine(answer: RecvLine): Promise<string | undefined> {
  const { client, server } = await connectedPair(hostForReceiving())
  await client.send(utf8('one\ntwo'))
  client.close()
  await answer(limited(server, 'recv', 1000))
  const left = fromUtf8(await server.recv(100))
  return left === 'two' ? undefined : `of "two", behind the line, recv still finds ${JSON.stringify(left)}`
}
