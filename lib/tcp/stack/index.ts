/** All connections of a host: packets to their connections, listeners and their queues, ports, ICMP, the next deadline. */

export type { Endpoint } from './endpoint.ts'
export type { TcpEvent } from './events.ts'
export { Listener } from './listener.ts'
export type { Binding } from './ports.ts'
export { Stack } from './stack.ts'
export type { StackOptions } from './stack-options.ts'
