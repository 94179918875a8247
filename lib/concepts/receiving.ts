/** §2.1.4: what `recv` returns: what is there. How a program finds its messages in a stream that has none. */
import { utf8 } from '../bytes.ts'
import { type Address, EarlyEndError, type Host, type Socket, sendAll } from '../socket/index.ts'
import { untilArrived } from './helpers.ts'

/** Reads to the end of the stream by calls of `recv(max)`. @returns how many octets each call returned */
export async function pieceSizes(socket: Socket, max: number): Promise<number[]> {
  const sizes: number[] = []
  for (let piece = await socket.recv(max); piece.length > 0; piece = await socket.recv(max)) sizes.push(piece.length)
  return sizes
}

/** What the article means by `recvall`, in its own few lines: asks for the rest until nothing is missing. */
export async function recvExactly(socket: Socket, length: number): Promise<Uint8Array> {
  const whole = new Uint8Array(length)
  let received = 0
  while (received < length) {
    const more = await socket.recv(length - received)
    if (more.length === 0) throw new EarlyEndError(socket.name, 'recvExactly', length, received)
    whole.set(more, received)
    received += more.length
  }
  return whole
}

/** A response of HTTP/1.1 with a body of known length (RFC 9112 §6.2), as the bytes of a stream. */
export function httpResponse(body: string, headers: Record<string, string> = {}): Uint8Array {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  const length = utf8(body).length
  return utf8(`HTTP/1.1 200 OK\r\nContent-Length: ${length}\r\n${lines.join('')}\r\n${body}`)
}

/** A client that sends `pieces` by one call each, says so before each, and closes. */
export async function sendPieces(host: Host, server: Address, pieces: readonly string[]): Promise<void> {
  const socket = host.socket()
  await socket.connect(server)
  for (const piece of pieces) {
    host.print(`send ${JSON.stringify(piece)}`)
    await sendAll(socket, utf8(piece))
  }
  socket.close()
}

/** A server that waits until `count` bytes are there, and then reads them by `recv(max)`. @returns the sizes, which it prints */
export async function readInPieces(host: Host, listener: Socket, count: number, max: number): Promise<number[]> {
  const connection = await listener.accept()
  await untilArrived(host, connection, count)
  const sizes = await pieceSizes(connection, max)
  for (const size of sizes) host.print(`recv(${max}): ${size}`)
  connection.close()
  listener.close()
  return sizes
}
