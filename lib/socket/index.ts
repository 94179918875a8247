/**
 * Berkeley sockets: one interface, {@link Host} and {@link Socket}, and what programs need over it. Pure: the providers
 * are `ackbook/socket/system` (the operating system) and `ackbook/socket/simulated` (our own TCP).
 */
export { AbortError, EarlyEndError, isSocketError, SocketError, type SocketErrorDetails } from './errors.ts'
export { recvAll, sendAll } from './transfer.ts'
export type * from './types.ts'
