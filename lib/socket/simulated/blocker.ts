import type { Connection, State } from '../../tcp/connection/index.ts'
import { diff, gt } from '../../tcp/wire/index.ts'
import type { Description } from './description.ts'
import type { Machine } from './machine.ts'
import type { Blocker } from './wait.ts'

export type Interest = 'read' | 'write' | 'end'

/** States in which our FIN is under way: it will be acknowledged, or the connection given up. */
const CLOSING: readonly State[] = ['FIN-WAIT-1', 'CLOSING', 'LAST-ACK']
/** States that end by themselves, the handshake or a timeout. */
const OPENING: readonly State[] = ['LISTEN', 'SYN-SENT', 'SYN-RECEIVED']

/**
 * What must be done by a program before this wait can end; `undefined` = what is under way ends it: bytes on their way,
 * a handshake, a retransmission. Timers that only ask the peer whether it is still there, and probes of a closed window,
 * end nothing.
 */
export function blockerOf(description: Description, interest: Interest): Blocker | undefined {
  const { listener, connection } = description
  if (listener) return acceptBlocker(description)
  if (!connection || connection.state === 'CLOSED' || OPENING.includes(connection.state)) return undefined
  if (interest === 'read') return readBlocker(description, connection)
  return interest === 'write' ? writeBlocker(description, connection) : endBlocker(description, connection)
}

/** Has everything been delivered and acknowledged that can be? */
export function isCalm(connection: Connection, machine: Machine): boolean {
  const { state, unacknowledged } = connection
  const isUnderWay = state === 'SYN-SENT' || state === 'SYN-RECEIVED' || CLOSING.includes(state)
  if (!isUnderWay && unacknowledged === 0) return true
  const peer = machine.peerOf(connection)
  return peer !== undefined && unacknowledged > 0 && takesNothing(connection, peer)
}

function acceptBlocker(socket: Description): Blocker | undefined {
  const { listener, machine } = socket
  if (!listener || listener.halfOpen > 0) return undefined
  const { port } = listener.local
  for (const { connections } of machine.surroundings.machines.values()) {
    for (const { state, tcb } of connections.values()) {
      if (state === 'SYN-SENT' && tcb.ends.remotePort === port) return undefined
    }
  }
  return { needs: 'connection', connection: undefined, peer: undefined }
}

function readBlocker(socket: Description, connection: Connection): Blocker | undefined {
  const peer = socket.machine.peerOf(connection)
  if (!peer) return goneBlocker(socket, connection)
  const { sender } = peer.tcb
  if (!sender || OPENING.includes(peer.state)) return undefined
  const hasMore = gt((sender.una + sender.buffered) >>> 0, connection.tcb.receiver.nxt)
  // Whoever has called close or shutdown has sent the end as well, or will.
  if (hasMore || sender.closing) return undefined
  return { needs: 'bytes', connection, peer }
}

function writeBlocker(socket: Description, connection: Connection): Blocker | undefined {
  const peer = socket.machine.peerOf(connection)
  const { sender } = connection.tcb
  if (!sender || !socket.isOpenForSending || !peer || losesText(peer) || OPENING.includes(peer.state)) return undefined
  const arrived = Math.max(0, diff(peer.tcb.receiver.nxt, sender.una))
  const free = sender.writable + arrived + Math.min(offerOf(connection, peer), sender.buffered - arrived)
  // The engine tells of room when a third of the buffer is free, as Linux does.
  return free * 3 >= sender.bufferLimit ? undefined : { needs: 'room', connection, peer }
}

function endBlocker(socket: Description, connection: Connection): Blocker | undefined {
  if (socket.machine.isAnythingInFlight) return undefined
  const peer = socket.machine.peerOf(connection)
  return peer ? { needs: 'end', connection, peer } : goneBlocker(socket, connection)
}

/** The other end knows nothing of the connection any more: only what we still send would bring that to light. */
function goneBlocker(socket: Description, connection: Connection): Blocker | undefined {
  const asks = connection.unacknowledged > 0 || CLOSING.includes(connection.state) || connection.tcb.settings.keepAlive
  if (asks || socket.machine.isAnythingInFlight) return undefined
  return { needs: 'bytes', connection, peer: undefined }
}

/** The peer's window is closed, and stays so until its program reads: all that is left to send must wait. */
function takesNothing(connection: Connection, peer: Connection): boolean {
  const una = connection.tcb.sender?.una ?? 0
  return !losesText(peer) && !gt(peer.tcb.receiver.nxt, una) && offerOf(connection, peer) === 0
}

/** Its program reads no more and has closed its own direction: the next octet, if only of a probe, resets (SHLD-3). */
function losesText({ tcb }: Connection): boolean {
  return tcb.released || (tcb.deaf && tcb.state !== 'ESTABLISHED')
}

/** Octets that the peer takes before its program has to read. What a scaled window cannot express comes by probes only. */
function offerOf(connection: Connection, peer: Connection): number {
  const { receiver, settings } = peer.tcb
  const room = receiver.capacity - receiver.readable
  // It offers more when it is asked, and asked it is by probes, once that is worth a segment.
  const isGrowing = room - receiver.wnd >= Math.min(Math.max(receiver.capacity >> 1, 1), settings.mss)
  const offer = isGrowing ? room : receiver.wnd
  return offer < 2 ** connection.tcb.sendShift ? 0 : offer
}
