import { COUNT, checkOptions } from '../check.ts'
import { type Buffers, setBuffers } from './buffers.ts'
import type { Host, Socket, WaitOptions } from './types.ts'

/** Two ends of one connection. */
export interface ConnectedPair {
  client: Socket
  server: Socket
}

/** Buffers of both ends. */
export interface PairOptions extends WaitOptions, Buffers {}

/** Connects two sockets of one host: for trying something out where the connecting is not the point. */
export async function connectedPair(host: Host, options: PairOptions = {}): Promise<ConnectedPair> {
  checkOptions('connectedPair: ', options, { sendBuffer: COUNT, receiveBuffer: COUNT, signal: 'any' })
  const { sendBuffer, receiveBuffer, ...wait } = options
  const listener = host.socket()
  let client: Socket | undefined
  try {
    setBuffers(listener, options)
    listener.bind({ address: host.address, port: 0 })
    listener.listen(1)
    client = host.socket()
    setBuffers(client, options)
    await client.connect(listener.getsockname(), wait)
    return { client, server: await listener.accept(wait) }
  } catch (error) {
    client?.close()
    throw error
  } finally {
    listener.close()
  }
}
