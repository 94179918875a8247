/**
 * The operating system's own TCP as a {@link Host}: libc's sockets, called through koffi. Descriptors do not block; one
 * poll loop waits for all of them. Linux and macOS; elsewhere `systemHost` says so and names the simulated provider.
 */
import type { HostScope } from '../types.ts'
import { SystemHost, type SystemHostOptions } from './host.ts'

export type { SystemHostOptions } from './host.ts'
export { type SocketTableEntry, socketTable } from './socket-table.ts'

/**
 * This machine, as a program sees it.
 *
 * @throws SocketError ENOTSUP on systems whose sockets are not known here
 */
export function systemHost(options: SystemHostOptions = {}): HostScope {
  return new SystemHost(options)
}
