/** What programs of several lessons need and none of them is about: listeners, connections, waits, what a call answers. */
import { COUNT, checkOptions, PORT, type Rules } from '../check.ts'
import { isSegment, type SegmentEvent, type Trace } from '../network/index.ts'
import { type Address, type Buffers, type Host, isSocketError, type Socket, setBuffers } from '../socket/index.ts'

/** Where the servers of the course listen when they choose. */
export const SERVER_PORT = 1060

export interface ListenerOptions extends Buffers {
  /** Set SO_REUSEADDR before bind. Default false. */
  reuseAddress?: boolean
}

const BUFFER_RULES: Rules<Buffers> = { sendBuffer: COUNT, receiveBuffer: COUNT }
const LISTENER_RULES: Rules<ListenerOptions> = { ...BUFFER_RULES, reuseAddress: 'flag' }

/**
 * A listener. What is accepted inherits its buffers.
 *
 * @param port 0 = any free one
 * @throws SocketError EADDRINUSE
 */
export function listenOn(host: Host, backlog: number = 1, port: number = 0, options: ListenerOptions = {}): Socket {
  checkOptions('listenOn: ', { port }, { port: PORT })
  checkOptions('listenOn: ', options, LISTENER_RULES)
  const listener = host.socket()
  try {
    if (options.reuseAddress !== undefined) listener.setsockopt('reuseAddress', options.reuseAddress)
    setBuffers(listener, options)
    listener.bind({ address: host.address, port })
    listener.listen(backlog)
    return listener
  } catch (error) {
    listener.close()
    throw error
  }
}

/** A connection to a server, from a socket with these buffers. */
export async function connectTo(host: Host, server: Address, buffers: Buffers = {}): Promise<Socket> {
  checkOptions('connectTo: ', buffers, BUFFER_RULES)
  const socket = host.socket()
  setBuffers(socket, buffers)
  await socket.connect(server)
  return socket
}

/** `done`, or the code of the error with which a call failed. @throws whatever is no socket's error */
export async function outcomeOf(call: () => unknown): Promise<string> {
  try {
    await call()
    return 'done'
  } catch (error) {
    return codeOf(error)
  }
}

/** The code of a socket's error. @throws whatever is none */
export function codeOf(error: unknown): string {
  if (isSocketError(error)) return error.code
  throw error
}

/** One send that does not wait. @returns how many bytes were taken; `undefined` = it would have had to wait (EAGAIN) */
export function sendWhatFits(socket: Socket, bytes: Uint8Array): Promise<number | undefined> {
  return withoutWaiting(socket.send(bytes, { dontWait: true }))
}

/** What a call answers that does not wait; `undefined` = it would have had to (EAGAIN). */
export async function withoutWaiting<Result>(call: Promise<Result>): Promise<Result | undefined> {
  try {
    return await call
  } catch (error) {
    if (isSocketError(error, 'EAGAIN')) return undefined
    throw error
  }
}

/**
 * Looks every millisecond, where no event tells.
 *
 * @param patience milliseconds
 * @throws Error with what `complaint` says when the time has passed
 */
export async function until(
  host: Host,
  holds: () => boolean,
  patience: number = Number.POSITIVE_INFINITY,
  complaint: () => string = () => 'it has not come about',
): Promise<void> {
  const deadline = host.now() + patience
  while (!holds()) {
    if (host.now() > deadline) throw new Error(complaint())
    await host.sleep(1)
  }
}

/**
 * Waits until `count` bytes have arrived, without reading them: for showing what is there *then*.
 * A program has no use for it: it reads what there is and goes on.
 */
export async function untilArrived(host: Host, socket: Socket, count: number): Promise<void> {
  await host.poll([{ socket, readable: true }])
  await until(host, () => socket.queued().in >= count)
}

/** The segments of a trace in the order sent. */
export function segmentsOf(trace: Trace): SegmentEvent[] {
  return trace.events.filter((event): event is SegmentEvent => isSegment(event) && event.what === 'sent')
}
