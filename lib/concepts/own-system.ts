/** §2.0: programs that show what a system's TCP settles by itself: they run on the operating system's and on ours, and say the same lines. */
import { connectedPair, type Host, type Socket, sendAll, type TcpInfo } from '../socket/index.ts'

const NO_LIMIT = 1e9

/** Receives as many bytes as come, until there are `length`. */
async function drain(socket: Socket, length: number): Promise<number> {
  let received = 0
  while (received < length) received += (await socket.recv(1 << 20)).length
  return received
}

/** Sends `length` bytes to a program that reads them as they come, and looks at its receive buffer before and after. */
export async function bufferGrowth(host: Host, length: number): Promise<string[]> {
  const { client, server } = await connectedPair(host)
  const before = server.getsockopt('receiveBuffer')
  const [received] = await Promise.all([drain(server, length), sendAll(client, new Uint8Array(length))])
  const after = server.getsockopt('receiveBuffer')
  for (const socket of [client, server]) socket.close()
  return [`received ${received}`, `buffer grew: ${after > before}`]
}

/** What a connection over which `rounds` small messages have gone there and back has for its first window and its timer. */
export async function timerAtRest(host: Host, rounds: number): Promise<string[]> {
  const { client, server } = await connectedPair(host)
  const { cwnd, ssthresh } = infoOf(client)
  for (let round = 0; round < rounds; round++) {
    await sendAll(client, new Uint8Array(1))
    await drain(server, 1)
    await sendAll(server, new Uint8Array(1))
    await drain(client, 1)
  }
  // Round-trip times on one machine are below a tenth of this.
  const rto = Math.round(infoOf(client).rto / 100) * 100
  for (const socket of [client, server]) socket.close()
  return [`first cwnd ${cwnd}`, `ssthresh ${ssthresh < NO_LIMIT ? ssthresh : 'none'}`, `RTO ${rto} ms`]
}

/** Sends a message from this host to itself: what arrives, and whether one segment may carry it all. */
export async function messageToItself(host: Host, length: number): Promise<string[]> {
  const { client, server } = await connectedPair(host)
  await sendAll(client, new Uint8Array(length))
  const received = await drain(server, length)
  const { mss } = infoOf(client)
  for (const socket of [client, server]) socket.close()
  return [`received ${received}`, `in one segment: ${mss >= length}`]
}

function infoOf(socket: Socket): TcpInfo {
  return socket.getsockopt('tcpInfo')
}
