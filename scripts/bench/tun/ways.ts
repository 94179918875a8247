import type { LinkOptions } from '../../../lib/network/link.ts'
import { Network } from '../../../lib/network/network.ts'
import { openTun } from '../../../lib/socket/tun/index.ts'
import { RealClock } from '../../../lib/socket/tun/real-clock.ts'
import { TunPort } from '../../../lib/socket/tun/tun-port.ts'
import type { HostScope } from '../../../lib/socket/types.ts'
import type { ProfileName } from '../../../lib/tcp/profiles.ts'

/** A way from the kernel to a peer, by the driver of `ackbook/socket/tun` and its links. */
export interface Way {
  kernel: string
  peer: string
  /** Our host at the other end; without it, that is the kernel too. */
  host?: HostScope
  close(): void
}

const ADDRESS = '10.77.0.1'
const PEER = '10.77.0.2'

/** To our TCP. */
export function wayToOurs(link: LinkOptions, seed: number, profile: ProfileName): Way {
  const tun = openTun({ ...link, seed, profile, address: `${ADDRESS}/24`, peer: PEER, record: false })
  return { kernel: ADDRESS, peer: PEER, host: tun.host, close: () => tun.close() }
}

/** To the kernel itself: what it sends to the peer comes back with its ends swapped, which no checksum notices. */
export function wayToKernel(link: LinkOptions, seed: number): Way {
  const clock = new RealClock()
  const network = new Network({ seed, record: false }, clock)
  const here = network.outside('kernel', [ADDRESS], () => {})
  const there = network.outside('peer', [PEER], (packet) => port.send(swapped(packet)))
  network.link(here, there, link)
  const device = { name: 'kernels%d', address: ADDRESS, prefix: 24, mtu: 1500 }
  const port = new TunPort(device, clock, (packet, now) => here.arrives(packet, now))
  return { kernel: ADDRESS, peer: PEER, close: () => port.close() }
}

function swapped(packet: Uint8Array): Uint8Array {
  const source = packet.slice(12, 16)
  packet.copyWithin(12, 16, 20)
  packet.set(source, 16)
  return packet
}
