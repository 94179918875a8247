/**
 * A host of ours on a network interface of this machine: its own curl, ping and Wireshark see our TCP, and the kernel is its peer. The
 * same sockets as everywhere, in real time. Linux, as root or in a network namespace of one's own; elsewhere `openTun` says so.
 */
import { TunNetwork, type TunOptions } from './network.ts'

export { raise } from './device.ts'
export type { TunNetwork, TunOptions } from './network.ts'

/**
 * Makes the interface, and our host on it.
 *
 * ```ts
 * const tun = openTun({ delay: 20, loss: 0.01 })
 * const listener = tun.host.socket()
 * listener.bind({ address: tun.host.address, port: 80 })
 * listener.listen(8)
 * await serve(tun.host, listener, answer)
 * tun.close()
 * ```
 *
 * @throws SocketError EPERM without the rights, ENOTSUP on other systems than Linux, EEXIST when the network is in use; RangeError for
 * an option that cannot be
 */
export function openTun(options: TunOptions = {}): TunNetwork {
  return new TunNetwork(options)
}
