import { writeUint32 } from '../../bytes.ts'
import type { FastOpenCookies } from '../connection/index.ts'
import type { FourTuple, SipKey } from '../wire/index.ts'
import { formatAddress, hashEnds } from '../wire/index.ts'

/** Servers that are remembered at most; and for how many ms one is left alone whose SYN with data was lost. */
const MOST_SERVERS = 1_024
const LEFT_ALONE = 3_600_000

interface KnownServer {
  cookie: Uint8Array | undefined
  mss: number
  restsUntil: number
}

/** The cookies of a host for TCP Fast Open (RFC 7413 §4.1): those that it gives, and those that it was given. */
export class HostCookies implements FastOpenCookies {
  readonly #key: SipKey
  /** By address; those heard of last are at the end. */
  readonly #servers = new Map<string, KnownServer>()

  constructor(key: SipKey) {
    this.#key = key
  }

  /** Eight octets that nobody else can tell, the same for all ports of this client. */
  given(ends: FourTuple): Uint8Array {
    const hosts = { ...ends, localPort: 0, remotePort: 0 }
    const cookie = new Uint8Array(8)
    writeUint32(cookie, 0, hashEnds(hosts, this.#key, 2))
    writeUint32(cookie, 4, hashEnds(hosts, this.#key, 3))
    return cookie
  }

  held({ remoteAddress }: FourTuple, now: number): { cookie: Uint8Array | undefined; mss: number } | undefined {
    const server = this.#servers.get(formatAddress(remoteAddress))
    return server && server.restsUntil > now ? undefined : { cookie: server?.cookie, mss: server?.mss ?? 0 }
  }

  learns(ends: FourTuple, cookie: Uint8Array, mss: number): void {
    this.#note(ends, { cookie, mss, restsUntil: 0 })
  }

  failed(ends: FourTuple, now: number): void {
    this.#note(ends, { cookie: undefined, mss: 0, restsUntil: now + LEFT_ALONE })
  }

  #note({ remoteAddress }: FourTuple, server: KnownServer): void {
    const name = formatAddress(remoteAddress)
    this.#servers.delete(name)
    this.#servers.set(name, server)
    if (this.#servers.size > MOST_SERVERS) this.#servers.delete(this.#servers.keys().next().value!)
  }
}
