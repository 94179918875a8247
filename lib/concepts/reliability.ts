/** §1: one message over a network that loses, doubles, reorders and damages: as bare datagrams, over TCP. */

import { fromUtf8, utf8 } from '../bytes.ts'
import {
  type Host,
  type Network,
  type PointToPointOptions,
  pointToPoint,
  TcpHost,
  type Trace,
} from '../network/index.ts'
import type { Connection, TcpError } from '../tcp/index.ts'
import { SERVER_PORT } from './helpers.ts'

/** Milliseconds between one piece and the next. */
export const PACE = 5

/** What came of sending one message, piece by piece. */
export interface Delivery {
  /** What the receiving program got: one string a datagram, or one a read of the stream. */
  pieces: string[]
  /** All of it, in the order in which the program got it. */
  text: string
  /** When the last of it arrived, in virtual milliseconds from the first send; 0 if nothing did. */
  time: number
  /** What ended the sender's connection, if something did. */
  error?: TcpError
  trace: Trace
}

/** A datagram a piece, a piece every `PACE` milliseconds. Nobody looks after them. */
export function overDatagrams(pieces: readonly string[], options: PointToPointOptions = {}): Delivery {
  const { network, client, server } = pointToPoint(options)
  const receiver = server.openPort(SERVER_PORT)
  const sender = client.openPort()
  pieces.forEach((piece, index) => {
    network.at(index * PACE, () => sender.send({ address: server.address, port: SERVER_PORT }, utf8(piece)))
  })
  network.run()
  const got: string[] = []
  let time = 0
  for (let datagram = receiver.receive(); datagram; datagram = receiver.receive()) {
    got.push(fromUtf8(datagram.payload))
    time = datagram.time
  }
  return { pieces: got, text: got.join(' '), time, trace: network.trace() }
}

/**
 * The same pieces at the same pace over a TCP connection, each with a space before it but the first, and each in a segment of its own
 * (Nagle's algorithm off): OPEN, then a SEND a piece, then CLOSE.
 */
export function overTcp(pieces: readonly string[], options: PointToPointOptions = {}): Delivery {
  const { network, client, server } = pointToPoint(options)
  const received = receiveAll(network, server)
  let error: TcpError | undefined
  const call = (time: number, what: (now: number) => void): void => {
    network.at(time, (now) => {
      if (error) return
      what(now)
      client.flush()
    })
  }
  const sender = new TcpHost(network, client, {
    settings: { noDelay: true },
    onEvent(event, start) {
      if (event.type === 'error') error = event.error
      if (event.type !== 'state' || event.to !== 'ESTABLISHED') return
      const { connection } = event
      pieces.forEach((piece, index) => {
        const bytes = utf8(index === 0 ? piece : ` ${piece}`)
        call(start + index * PACE, (now) => sendWhole(connection, bytes, now))
      })
      call(start + pieces.length * PACE, (now) => connection.close(now))
    },
  })
  sender.stack.connect({ address: server.address, port: SERVER_PORT }, 0)
  client.flush()
  network.run()
  return { ...received, text: received.pieces.join(''), ...(error && { error }), trace: network.trace() }
}

/** A listener that takes one connection, reads it to its end and closes. @returns what it has got, filled as it comes */
function receiveAll(network: Network, host: Host): { pieces: string[]; time: number } {
  const received = { pieces: [] as string[], time: 0 }
  const decoder = new TextDecoder()
  const receiver = new TcpHost(network, host, {
    onEvent(event, now) {
      if (event.type === 'acceptable') event.listener.accept()
      if (event.type !== 'readable' || event.connection.error) return
      for (let bytes = event.connection.receive(65_536); bytes; bytes = event.connection.receive(65_536)) {
        if (bytes.length === 0) {
          event.connection.close(now)
          return
        }
        received.pieces.push(decoder.decode(bytes, { stream: true }))
        received.time = now
      }
    },
  })
  receiver.stack.listen({ address: host.address, port: SERVER_PORT })
  return received
}

function sendWhole(connection: Connection, bytes: Uint8Array, now: number): void {
  if (connection.send(bytes, now) < bytes.length)
    throw new RangeError('the message is longer than the send buffer; take fewer pieces')
}
