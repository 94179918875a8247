import type { Connection, State } from '../../tcp/connection/index.ts'
import type { BlockedOn, Blocker } from './blocked-call.ts'
import type { SimulatedDescription } from './description.ts'
import type { Machine } from './machine.ts'

/** States in which our FIN is under way: it will be acknowledged, or the connection given up. */
const CLOSING: readonly State[] = ['FIN-WAIT-1', 'CLOSING', 'LAST-ACK']
/** States that end by themselves, the handshake or a timeout. */
const OPENING: readonly State[] = ['LISTEN', 'SYN-SENT', 'SYN-RECEIVED']

/**
 * What must be done by a program before this wait can end; `undefined` = what is under way ends it: bytes on their way,
 * a handshake, a retransmission. Timers that only ask the peer whether it is still there, and probes of a closed window,
 * end nothing.
 */
export function blockerOf(description: SimulatedDescription, interest: BlockedOn): Blocker | undefined {
  const { listener, connection } = description
  if (listener) return acceptBlocker(description)
  if (!connection || connection.state === 'CLOSED' || OPENING.includes(connection.state)) return undefined
  if (interest === 'read') return readBlocker(description, connection)
  return interest === 'write' ? writeBlocker(description, connection) : endBlocker(description, connection)
}

/** Has everything been delivered and acknowledged that can be? */
export function isQuiescent(connection: Connection, machine: Machine): boolean {
  const { state, unacknowledged } = connection
  const isUnderWay = state === 'SYN-SENT' || state === 'SYN-RECEIVED' || CLOSING.includes(state)
  if (!isUnderWay && unacknowledged === 0) return true
  const peer = machine.peerOf(connection)
  return peer !== undefined && unacknowledged > 0 && takesNothing(connection, peer)
}

function acceptBlocker(socket: SimulatedDescription): Blocker | undefined {
  const { listener, machine } = socket
  if (!listener || listener.halfOpen > 0) return undefined
  const { port } = listener.local
  for (const { connections } of machine.context.machines.values()) {
    for (const { state, remote } of connections.values()) {
      if (state === 'SYN-SENT' && remote.port === port) return undefined
    }
  }
  return { needs: 'connection', connection: undefined, peer: undefined }
}

function readBlocker(socket: SimulatedDescription, connection: Connection): Blocker | undefined {
  const peer = socket.machine.peerOf(connection)
  if (!peer) return goneBlocker(socket, connection)
  const passage = peer.passageTo(connection)
  if (!passage || OPENING.includes(peer.state)) return undefined
  // Whoever has called close or shutdown has sent the end as well, or will.
  if (passage.hasMore || passage.ends) return undefined
  return { needs: 'bytes', connection, peer }
}

function writeBlocker(socket: SimulatedDescription, connection: Connection): Blocker | undefined {
  const peer = socket.machine.peerOf(connection)
  const passage = peer && connection.passageTo(peer)
  if (!passage || !socket.isOpenForSending || passage.resets || OPENING.includes(peer.state)) return undefined
  const { writable, arrived, offer, buffered, bufferLimit } = passage
  const free = writable + arrived + Math.min(offer, buffered - arrived)
  // The engine tells of room when a third of the buffer is free, as Linux does.
  return free * 3 >= bufferLimit ? undefined : { needs: 'room', connection, peer }
}

function endBlocker(socket: SimulatedDescription, connection: Connection): Blocker | undefined {
  if (socket.machine.isAnythingInFlight) return undefined
  const peer = socket.machine.peerOf(connection)
  return peer ? { needs: 'end', connection, peer } : goneBlocker(socket, connection)
}

/** The other end knows nothing of the connection any more: only what we still send would bring that to light. */
function goneBlocker(socket: SimulatedDescription, connection: Connection): Blocker | undefined {
  const asks = connection.unacknowledged > 0 || CLOSING.includes(connection.state) || connection.settings.keepAlive
  if (asks || socket.machine.isAnythingInFlight) return undefined
  return { needs: 'bytes', connection, peer: undefined }
}

/** The peer's window is closed, and stays so until its program reads: all that is left to send must wait. */
function takesNothing(connection: Connection, peer: Connection): boolean {
  const passage = connection.passageTo(peer)
  return passage !== undefined && !passage.resets && passage.arrived === 0 && passage.offer === 0
}
