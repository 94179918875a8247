import { TcpError } from '../errors.ts'
import {
  formatAddress,
  hostBits,
  type IpAddress,
  isBroadcast,
  isIpv6,
  isLinkLocal,
  isLoopback,
  isMapped,
  isMulticast,
  isSameNetwork,
  isUnspecified,
  LOOPBACK_IPV6,
  parseAddress,
} from '../wire/index.ts'

const LOOPBACK_IPV4 = parseAddress('127.0.0.1')

/** The addresses of a host, and which others can be no peer's (RFC 9293 §3.9.2.3, RFC 1122 §3.2.1.3, RFC 4291 §2.5). */
export class HostAddresses {
  readonly #own: { address: IpAddress; prefix: number }[]
  readonly #broadcast = new Set<IpAddress>([parseAddress('127.255.255.255')])

  /** @param addresses `10.0.0.1`, `fd00::1`, or with its network `10.0.0.1/24`, which has a broadcast address */
  constructor(addresses: readonly string[]) {
    this.#own = addresses.map((text) => {
      const [written = '', length] = text.split('/')
      const address = parseAddress(written)
      const most = isIpv6(address) ? 128 : 32
      const prefix = Number(length ?? most)
      if (!Number.isInteger(prefix) || prefix < 0 || prefix > most) {
        throw new RangeError(`"${text}" has no prefix of 0 to ${most} bits: write it like 10.0.0.1/24 or fd00::1/64.`)
      }
      if (!isIpv6(address) && prefix < 31) this.#broadcast.add((address | hostBits(32, prefix)) >>> 0)
      return { address, prefix }
    })
  }

  /** Does the host answer to it? */
  has(address: IpAddress): boolean {
    // A loop: every packet asks.
    for (const own of this.#own) if (own.address === address) return true
    return isLoopback(address)
  }

  /** Can it be one end of a connection? Not "any", broadcast or multicast (MUST-46, MUST-57, MUST-63). */
  isUnicast(address: IpAddress): boolean {
    return (
      !isUnspecified(address) &&
      !isMulticast(address) &&
      !isBroadcast(address) &&
      !isMapped(address) &&
      !this.#broadcast.has(address)
    )
  }

  /**
   * The source address for a destination (MUST-44), of its family: of the same network, else the first that reaches as far
   * (RFC 6724 §5, rules 1, 2 and 8), else the first.
   *
   * @throws TcpError EADDRNOTAVAIL when the host has none
   */
  sourceFor(destination: IpAddress): IpAddress {
    if (isLoopback(destination)) return isIpv6(destination) ? LOOPBACK_IPV6 : LOOPBACK_IPV4
    if (this.#own.some((own) => own.address === destination)) return destination
    const family = this.#own.filter(({ address }) => isIpv6(address) === isIpv6(destination))
    const own =
      family.find(({ address, prefix }) => isSameNetwork(address, destination, prefix)) ??
      family.find(({ address }) => isLinkLocal(address) === isLinkLocal(destination)) ??
      family[0]
    if (!own)
      throw new TcpError('EADDRNOTAVAIL', `this host has no address from which to reach ${formatAddress(destination)}.`)
    return own.address
  }
}
