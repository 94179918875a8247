import type { State } from '../../tcp/connection/index.ts'
import type { SimulatedDescription } from './description.ts'

/** States in which our FIN has not been asked for. */
const UNFINISHED: readonly State[] = ['SYN-RECEIVED', 'ESTABLISHED', 'CLOSE-WAIT']

/**
 * As Linux does it: a listener stops to listen, a connection that is being made is given up, and even a socket without
 * a connection, of which it is an error to ask it, reads or sends no more.
 *
 * @returns what became of it; `over` = there is no connection, or none any more
 */
export function shutDown(
  description: SimulatedDescription,
  how: 'read' | 'write' | 'both',
): 'shut' | 'given up' | 'over' {
  const { connection, listener, machine } = description
  if (listener) {
    if (how !== 'write') description.stopListening()
    return 'shut'
  }
  if (connection?.state === 'SYN-SENT') {
    description.disconnect()
    connection.abort(machine.now)
    return 'given up'
  }
  if (description.attempt === 'open' && !description.isConnecting) description.attempt = 'shut'
  if (how !== 'write') description.isShutForReading = true
  if (how !== 'read') description.isShutForWriting = true
  if (!connection || connection.state === 'CLOSED' || connection.state === 'TIME-WAIT') return 'over'
  if (how !== 'write') connection.shutdownReceive()
  if (how !== 'read' && UNFINISHED.includes(connection.state)) connection.closeSend(machine.now)
  return 'shut'
}
