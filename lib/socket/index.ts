/**
 * Berkeley sockets: one interface, {@link Host} and {@link Socket}, and what programs need over it. Pure: the providers
 * are `ackbook/socket/system` (the operating system) and `ackbook/socket/simulated` (our own TCP).
 */
export { type Buffers, setBuffers } from './buffers.ts'
export { ByteReader } from './byte-reader.ts'
export { type DuplexOptions, duplex } from './duplex.ts'
export { AbortError, EarlyEndError, isSocketError, SocketError, type SocketErrorDetails } from './errors.ts'
export { delimited, type FrameOptions, frames, recvFrame, sendFrame } from './framing.ts'
export { type HttpOptions, type HttpResponse, readHttpResponse } from './http.ts'
export { nameOf } from './name.ts'
export { type ConnectedPair, connectedPair, type PairOptions } from './pair.ts'
export { connections, type ServeOptions, serve } from './serve.ts'
export { type SocketFile, type SocketFileOptions, socketFile, type TextFileOptions } from './socket-file.ts'
export { describeStall, type StalledCall, type StallOptions, stalled } from './stall.ts'
export { type ChunkOptions, chunks, recvAll, recvToEnd, sendAll } from './transfer.ts'
export type * from './types.ts'
export { type Start, withHost } from './with-host.ts'
