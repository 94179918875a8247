/** §3: one connection from SYN to the end of TIME-WAIT, in which everything happens that the course is about. */

import { utf8 } from '../bytes.ts'
import { AMOUNT, COUNT, checkOptions, POSITIVE } from '../check.ts'
import { isData, nth, type Trace } from '../network/index.ts'
import { type Address, chunks, type Host, type Socket, socketFile } from '../socket/index.ts'
import { simulatedNetwork } from '../socket/simulated/index.ts'
import { connectTo, listenOn, SERVER_PORT } from './helpers.ts'

/** What the client sends, in bytes; and a full segment of it. */
export const LETTER = 26_000
export const SEGMENT = 1000

/** The server sleeps when it has read so much. */
const SLEEPS_AT = 14_000

/** What happens to the letter on its way. */
export interface WayOptions {
  /** Which segment of data is lost, counted from 1; 0 = none. Default 8. */
  lost?: number
  /** How long the server sleeps, in virtual milliseconds; 0 = not at all. Default 350. */
  nap?: number
  /** One way, in virtual milliseconds. Default 20. */
  delay?: number
  /** Mbit/s, each way. Default 2. */
  rate?: number
}

/** What came of it. */
export interface WholeConnection {
  trace: Trace
  /** How many bytes each of the client's sends took. */
  sends: number[]
  /** How many bytes each of the server's reads returned. */
  reads: number[]
  /** The server's last word, as the client read it. */
  receipt: string
}

/**
 * A letter of 26,000 bytes, and a line in answer: segments of 1,000 bytes, small buffers, a segment of data lost, a server that sleeps in
 * the middle, and a client that half-closes, reads, closes, and waits for two maximum segment lifetimes of 30 s, as Linux does.
 */
export async function wholeConnection(options: WayOptions = {}): Promise<WholeConnection> {
  checkOptions('wholeConnection: ', options, { lost: COUNT, nap: AMOUNT, delay: AMOUNT, rate: POSITIVE })
  const { lost = 8, nap = 350, delay = 20, rate = 2 } = options
  const network = simulatedNetwork({
    seed: 3,
    rate: rate * 1e6,
    delay,
    script: nth(lost === 0 ? [] : lost, isData, 'drop'),
    back: { script: [] },
    tcp: {
      mss: SEGMENT,
      timestamps: false,
      initialWindow: 2,
      minRto: 200,
      delayedAck: 0,
      msl: 30_000,
      congestion: 'new-reno',
    },
  })
  const address = { address: network.server.address, port: SERVER_PORT }
  const { results, trace } = await network.run({
    server: (host) => receive(host, nap),
    client: (host) => sendLetter(host, address),
  })
  return { trace, reads: results.server, ...results.client }
}

async function receive(host: Host, nap: number): Promise<number[]> {
  const listener = listenOn(host, 1, SERVER_PORT, { reuseAddress: true, receiveBuffer: 8 * SEGMENT })
  host.print('listen')
  const connection = await listener.accept()
  host.print('accept')
  const reads: number[] = []
  let total = 0
  for await (const piece of chunks(connection)) {
    reads.push(piece.length)
    total += piece.length
    host.print(`recv ${piece.length}`)
    if (nap > 0 && total >= SLEEPS_AT && total - piece.length < SLEEPS_AT) {
      host.print('sleep')
      await host.sleep(nap)
      host.print('read again')
    }
  }
  host.print('end of file')
  const file = socketFile(connection, { encoding: 'utf-8' })
  await file.write(`${total} bytes in ${reads.length} reads\n`)
  await file.close()
  connection.close()
  listener.close()
  return reads
}

async function sendLetter(host: Host, server: Address): Promise<{ sends: number[]; receipt: string }> {
  const socket = await connectTo(host, server, { sendBuffer: 16 * SEGMENT })
  host.print('connect')
  const letter = utf8('All of it, in order. '.repeat(LETTER / 20)).subarray(0, LETTER)
  const sends = await sendCounting(host, socket, letter)
  host.print('all handed over')
  socket.shutdown('write')
  host.print('shutdown')
  const file = socketFile(socket, { encoding: 'utf-8' })
  const receipt = (await file.readLine()).trimEnd()
  host.print('line')
  await file.close()
  socket.close()
  await host.sleep(61_000)
  return { sends, receipt }
}

async function sendCounting(host: Host, socket: Socket, bytes: Uint8Array): Promise<number[]> {
  const sends: number[] = []
  for (let sent = 0; sent < bytes.length; ) {
    const taken = await socket.send(bytes.subarray(sent))
    sends.push(taken)
    host.print(`send ${taken}`)
    sent += taken
  }
  return sends
}
