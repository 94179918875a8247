import { TcpError } from '../errors.ts'
import { formatAddress, isBroadcast, isMulticast, parseAddress } from '../wire/index.ts'

const LOOPBACK_ADDRESS = parseAddress('127.0.0.1')

/** The addresses of a host, and which others can be no peer's (RFC 9293 §3.9.2.3, RFC 1122 §3.2.1.3). */
export class HostAddresses {
  readonly #own: { address: number; prefix: number }[]
  readonly #broadcast = new Set([parseAddress('127.255.255.255')])

  /** @param addresses `10.0.0.1`, or with its network `10.0.0.1/24`, which has a broadcast address */
  constructor(addresses: readonly string[]) {
    this.#own = addresses.map((text) => {
      const [address = '', length = '32'] = text.split('/')
      const prefix = Number(length)
      if (!Number.isInteger(prefix) || prefix < 0 || prefix > 32) {
        throw new RangeError(`"${text}" has no prefix of 0 to 32 bits: write it like 10.0.0.1/24.`)
      }
      const own = { address: parseAddress(address), prefix }
      if (prefix < 31) this.#broadcast.add((own.address | hostBits(prefix)) >>> 0)
      return own
    })
  }

  /** Does the host answer to it? */
  has(address: number): boolean {
    // A loop: every packet asks.
    for (const own of this.#own) if (own.address === address) return true
    return isLoopback(address)
  }

  /** Can it be one end of a connection? Not "any", broadcast or multicast (MUST-46, MUST-57, MUST-63). */
  isUnicast(address: number): boolean {
    return address !== 0 && !isMulticast(address) && !isBroadcast(address) && !this.#broadcast.has(address)
  }

  /**
   * The source address for a destination (MUST-44): of the same network, else the first.
   *
   * @throws TcpError EADDRNOTAVAIL when the host has none
   */
  sourceFor(destination: number): number {
    if (isLoopback(destination)) return LOOPBACK_ADDRESS
    if (this.#own.some((own) => own.address === destination)) return destination
    const near = this.#own.find(({ address, prefix }) => ((address ^ destination) & ~hostBits(prefix)) === 0)
    const own = near ?? this.#own[0]
    if (!own)
      throw new TcpError('EADDRNOTAVAIL', `this host has no address from which to reach ${formatAddress(destination)}.`)
    return own.address
  }
}

function hostBits(prefix: number): number {
  return prefix === 0 ? 0xffffffff : 2 ** (32 - prefix) - 1
}

function isLoopback(address: number): boolean {
  return address >>> 24 === 127
}
