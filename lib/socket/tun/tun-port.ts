import { poller } from '../system/poller.ts'
import { type DeviceOptions, TunDevice } from './device.ts'
import type { RealClock } from './real-clock.ts'

/** Packets taken off the interface in one turn: then the platform's other events have theirs. */
const PACKETS_A_TURN = 256

/** Where a network and an interface of this machine meet: what the machine has sent comes in together, in one moment of the clock. */
export class TunPort {
  /** What the system calls the interface. */
  readonly name: string
  readonly hasIpv6: boolean
  readonly #device: TunDevice
  readonly #clock: RealClock
  readonly #arrives: (packet: Uint8Array, now: number) => void
  readonly #waiter = { wake: () => this.#readable() }
  #isClosed = false

  /**
   * @param arrives given each packet that the machine sends, in an array of its own
   * @throws SocketError as {@link TunDevice} does
   */
  constructor(options: DeviceOptions, clock: RealClock, arrives: (packet: Uint8Array, now: number) => void) {
    this.#device = new TunDevice(options)
    this.name = this.#device.name
    this.hasIpv6 = this.#device.hasIpv6
    this.#clock = clock
    this.#arrives = arrives
    poller().add(this.#device.fd, 'read', this.#waiter)
  }

  /** Hands the machine a packet. One that it has no room for is lost, as on any wire. */
  send(packet: Uint8Array): void {
    this.#device.write(packet)
  }

  /** Nothing comes or goes any more, and the interface is gone. Twice is harmless. */
  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#clock.stop()
    poller().forget(this.#device.fd)
    this.#device.close()
  }

  #readable(): void {
    if (this.#isClosed) return
    this.#clock.moment((now) => {
      for (let left = PACKETS_A_TURN; left > 0; left--) {
        const packet = this.#device.read()
        if (!packet) break
        this.#arrives(packet, now)
      }
    })
    // What happened may have closed it.
    if (!this.#isClosed) poller().add(this.#device.fd, 'read', this.#waiter)
  }
}
