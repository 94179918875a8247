/**
 * The operating system's own TCP as a {@link Host}: libc's sockets, called through koffi. Descriptors do not block; one
 * poll loop waits for all of them. Linux and macOS; elsewhere `systemHost` says so and names the simulated provider.
 */
import type { HostScope, SystemHostOptions } from '../types.ts'
import { SystemHost } from './host.ts'

export type { SocketTableEntry, SystemHostOptions } from '../types.ts'
export { socketTable } from './socket-table.ts'

/**
 * This machine, as a program sees it.
 *
 * @throws SocketError ENOTSUP on systems whose sockets are not known here
 */
export function systemHost(options: SystemHostOptions = {}): HostScope {
  return new SystemHost(options)
}
