import { ANY_IPV6, type FourTuple, type IpAddress, isIpv6 } from '../wire/index.ts'
import type { Listener } from './listener.ts'
import type { StackEntry } from './stack-entry.ts'

/** Which connection or listener a segment is for: connections by both ends, listeners by the local one (MUST-42). */
export class Demultiplexer {
  /** By the local end, then by the remote one. */
  readonly #connections = new Map<EndKey, Map<EndKey, StackEntry>>()
  readonly #listeners = new Map<number, Listener[]>()
  /** Segments come in trains: the last one found is likely the next. */
  #last: StackEntry | undefined

  find(
    localAddress: IpAddress,
    localPort: number,
    remoteAddress: IpAddress,
    remotePort: number,
  ): StackEntry | undefined {
    if (this.#last) {
      const { ends } = this.#last.connection.tcb
      if (
        ends.remotePort === remotePort &&
        ends.localPort === localPort &&
        ends.remoteAddress === remoteAddress &&
        ends.localAddress === localAddress
      ) {
        return this.#last
      }
    }
    const found = this.#connections.get(endKey(localAddress, localPort))?.get(endKey(remoteAddress, remotePort))
    if (found) this.#last = found
    return found
  }

  connection(ends: FourTuple): StackEntry | undefined {
    return this.find(ends.localAddress, ends.localPort, ends.remoteAddress, ends.remotePort)
  }

  add(entry: StackEntry): void {
    const { ends } = entry.connection.tcb
    const local = endKey(ends.localAddress, ends.localPort)
    const remotes = this.#connections.get(local) ?? new Map<EndKey, StackEntry>()
    remotes.set(endKey(ends.remoteAddress, ends.remotePort), entry)
    this.#connections.set(local, remotes)
    this.#last = entry
  }

  remove(entry: StackEntry): void {
    const { ends } = entry.connection.tcb
    const local = endKey(ends.localAddress, ends.localPort)
    const remote = endKey(ends.remoteAddress, ends.remotePort)
    const remotes = this.#connections.get(local)
    if (remotes?.get(remote) !== entry) return
    remotes.delete(remote)
    if (remotes.size === 0) this.#connections.delete(local)
    if (this.#last === entry) this.#last = undefined
  }

  connections(): StackEntry[] {
    return [...this.#connections.values()].flatMap((remotes) => [...remotes.values()])
  }

  /** The listener on this very address goes before the one on every address, and `0.0.0.0` before `::`, which takes both families. */
  listener(address: IpAddress, port: number): Listener | undefined {
    const listeners = this.#listeners.get(port)
    if (!listeners) return undefined
    const on = (name: IpAddress) => listeners.find(({ reservation }) => reservation.address === name)
    return on(address) ?? (isIpv6(address) ? undefined : on(0)) ?? on(ANY_IPV6)
  }

  addListener(listener: Listener): void {
    const { port } = listener.reservation
    this.#listeners.set(port, [...(this.#listeners.get(port) ?? []), listener])
  }

  removeListener(listener: Listener): void {
    const { port } = listener.reservation
    const others = (this.#listeners.get(port) ?? []).filter((other) => other !== listener)
    if (others.length > 0) this.#listeners.set(port, others)
    else this.#listeners.delete(port)
  }
}

/** Address and port as one number, below 2^48; or IPv6's, as one word more. */
type EndKey = number | string

function endKey(address: IpAddress, port: number): EndKey {
  return isIpv6(address) ? address + String.fromCharCode(port) : address * 0x10000 + port
}
