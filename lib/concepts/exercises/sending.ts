/** §2.1.3: a loop that hands over all its bytes. */
import { chunks, connectedPair, type Socket } from '../../socket/index.ts'
import { simulatedNetwork } from '../../socket/simulated/index.ts'
import type { Exercise } from './exercise.ts'
import { limited } from './limited.ts'

export interface SendingExercises {
  /** Hands over all bytes, whatever one call takes. */
  sendAll: Exercise<(socket: Socket, bytes: Uint8Array) => Promise<unknown>>
}

const SMALL_BUFFERS = { sendBuffer: 8192, receiveBuffer: 4096 }

export const sendingExercises: SendingExercises = {
  sendAll: [
    { title: 'a short message', missing: (answer) => afterSending(answer, { length: 16, take: 65_536 }) },
    {
      title: 'more than the buffers hold',
      missing: (answer) => afterSending(answer, { length: 50_000, take: 65_536 }),
    },
    {
      title: 'a peer that reads one byte at a time',
      missing: (answer) => afterSending(answer, { length: 14_000, take: 1 }),
    },
  ],
}

type SendAll = (socket: Socket, bytes: Uint8Array) => Promise<unknown>

async function afterSending(
  answer: SendAll,
  { length, take }: { length: number; take: number },
): Promise<string | undefined> {
  const message = new Uint8Array(length).map((_, at) => at % 251)
  const { client, server } = await connectedPair(simulatedNetwork({ seed: 213 }).server, SMALL_BUFFERS)
  const send = async () => {
    try {
      await answer(limited(client, 'send', 1000), message)
    } finally {
      client.close()
    }
  }
  const [, fault] = await Promise.all([send(), arrival(server, message, take)])
  return fault
}

async function arrival(socket: Socket, expected: Uint8Array, take: number): Promise<string | undefined> {
  let arrived = 0
  let fault: string | undefined
  for await (const chunk of chunks(socket, { max: take })) {
    const wrong = chunk.findIndex((octet, at) => octet !== expected[arrived + at])
    if (wrong >= 0) fault ??= `byte ${arrived + wrong} that arrived is not the one that belongs there`
    arrived += chunk.length
  }
  return fault ?? (arrived < expected.length ? `only ${arrived} of ${expected.length} bytes have arrived` : undefined)
}
