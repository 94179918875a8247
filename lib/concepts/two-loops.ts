/** §2.1.3: the two loops turn by turn, with a message of 20 letters and buffers of a few bytes. */
import { fromUtf8, utf8 } from '../bytes.ts'
import { simulatedNetwork } from '../socket/simulated/index.ts'
import { connectTo, listenOn, SERVER_PORT } from './helpers.ts'
import { sendAdding, sendAssigning } from './sending.ts'

/** By what the loop does with what `send` took. */
export type LoopKind = '=' | '+='

export interface LoopSettings {
  loop: LoopKind
  /** Bytes. */
  sendBuffer: number
  receiveBuffer: number
  reader: 'fast' | 'slow'
}

/** A turn of a loop. */
export interface LoopTurn {
  /** Where in the message it begins. */
  from: number
  /** How many bytes `send` took. */
  took: number
  /** Where the loop then believes itself to be. */
  sent: number
  /** How many bytes the other program had read when `send` returned. */
  read: number
}

export interface LoopRun {
  turns: readonly LoopTurn[]
  /** Whether the loop came to its end; it is broken off otherwise. */
  hasEnded: boolean
  /** What the other program read. */
  arrived: string
}

export const LOOP_MESSAGE = 'ABCDEFGHIJKLMNOPQRST'

/** Turns after which a loop is broken off that has not ended. */
const LOOP_TURNS = 8
/** Milliseconds, one way. */
const LOOP_DELAY = 10
const SIPS = { bytes: 3, every: 100 }

/** Runs a loop on the simulated network. */
export async function loopRun({ loop, sendBuffer, receiveBuffer, reader }: LoopSettings): Promise<LoopRun> {
  const net = simulatedNetwork({ seed: 213, delay: LOOP_DELAY })
  const listener = listenOn(net.server, 1, SERVER_PORT, { receiveBuffer })
  const message = utf8(LOOP_MESSAGE)
  const taken: Omit<LoopTurn, 'sent'>[] = []
  const places: number[] = []
  let arrived = ''
  let hasEnded = false
  await net.run({
    server: async (host) => {
      const connection = await listener.accept()
      for (;;) {
        const piece = await connection.recv(reader === 'slow' ? SIPS.bytes : message.length)
        if (piece.length === 0) break
        arrived += fromUtf8(piece)
        if (reader === 'slow') await host.sleep(SIPS.every)
      }
      connection.close()
    },
    client: async (host) => {
      const socket = await connectTo(host, listener.getsockname(), { sendBuffer })
      const brokenOff = new Error('enough turns')
      const send = async (rest: Uint8Array): Promise<number> => {
        if (taken.length === LOOP_TURNS) throw brokenOff
        const took = await socket.send(rest)
        taken.push({ from: message.length - rest.length, took, read: arrived.length })
        return took
      }
      try {
        await (loop === '=' ? sendAssigning : sendAdding)({ send }, message, places)
        hasEnded = true
      } catch (error) {
        if (error !== brokenOff) throw error
      }
      socket.close()
    },
  })
  return { turns: taken.map((turn, index) => ({ ...turn, sent: places[index]! })), hasEnded, arrived }
}
