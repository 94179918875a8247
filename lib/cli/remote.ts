import { type LookupAddress, lookup } from 'node:dns'
import { get as getPlain, type IncomingMessage } from 'node:http'
import { get as getSecure } from 'node:https'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import { largestPicture, type Picture, pictureOf } from '../lesson/index.ts'

/** Milliseconds for one picture, redirections and all. */
const fetchTimeout = 20_000
const mostRedirections = 5

/** Addresses that no picture of the public network has: this machine's, those of private networks, of links, of none. */
const unreachable = new BlockList()
const ranges =
  `0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.168.0.0/16
  198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/3 ::/128 ::1/128 64:ff9b::/96 64:ff9b:1::/48 100::/64 2001:db8::/32
  2002::/16 fc00::/7 fe80::/10 fec0::/10 ff00::/8`.split(/\s+/)
for (const range of ranges) {
  const [network, prefix] = range.split('/') as [string, string]
  unreachable.addSubnet(network, Number(prefix), isIP(network) === 6 ? 'ipv6' : 'ipv4')
}

/** Whether an IP address is one of the public network. @see RFC 6890 */
export function isPublic(address: string): boolean {
  const version = isIP(address)
  return version !== 0 && !unreachable.check(address, version === 6 ? 'ipv6' : 'ipv4')
}

/**
 * Fetches a picture by HTTP. No cookies, no credentials, no referrer go out, and nothing is asked of this machine or of a private
 * network, whatever a name resolves to and wherever a redirection leads.
 *
 * @param isAllowed which IP addresses may be asked
 */
export async function fetchPicture(address: string, isAllowed: (ip: string) => boolean = isPublic): Promise<Picture> {
  const signal = AbortSignal.timeout(fetchTimeout)
  try {
    let url = new URL(address)
    for (let turn = 0; turn <= mostRedirections; turn += 1) {
      const refusal = whyNotFetched(url, isAllowed)
      if (refusal !== undefined) return { why: refusal }
      const response = await ask(url, isAllowed, signal)
      const { statusCode = 0, headers } = response
      if (statusCode === 200) return await pictureIn(response)
      response.destroy()
      const moved = statusCode >= 300 && statusCode < 400 ? headers.location : undefined
      if (moved === undefined) return { why: `${url.host} answered ${statusCode}` }
      url = new URL(moved, url)
    }
    return { why: `it is moved on more than ${mostRedirections} times` }
  } catch (error) {
    return {
      why: signal.aborted
        ? `it did not come within ${fetchTimeout / 1000} s`
        : `it cannot be fetched: ${saidBy(error)}`,
    }
  }
}

function whyNotFetched(url: URL, isAllowed: (ip: string) => boolean): string | undefined {
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    return `a page takes no pictures from “${url.protocol}” addresses`
  if (url.username !== '' || url.password !== '') return 'its address holds a name or a password'
  const host = url.hostname.replace(/^\[|\]$/g, '')
  // A name is looked up when the connection is made; a number is not.
  return isIP(host) !== 0 && !isAllowed(host) ? privateNetwork : undefined
}

const privateNetwork = 'its address is of this machine or of a private network'

function ask(url: URL, isAllowed: (ip: string) => boolean, signal: AbortSignal): Promise<IncomingMessage> {
  const get = url.protocol === 'https:' ? getSecure : getPlain
  const headers = { accept: 'image/*', 'accept-encoding': 'identity', 'user-agent': 'ackbook' }
  return new Promise((done, fail) => {
    get(url, { agent: false, headers, lookup: guardedLookup(isAllowed), signal }, done).on('error', fail)
  })
}

/** Looks a name up and lets through what may be asked: the connection goes to the very address that was looked at. */
function guardedLookup(isAllowed: (ip: string) => boolean): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[] = []) => {
      if (error) callback(error, '', 0)
      else if (!addresses.every(({ address }) => isAllowed(address))) callback(new Error(privateNetwork), '', 0)
      else if (options.all) callback(null, addresses)
      else callback(null, addresses[0]?.address ?? '', addresses[0]?.family ?? 0)
    })
  }
}

async function pictureIn(response: IncomingMessage): Promise<Picture> {
  const parts: Buffer[] = []
  let length = 0
  for await (const part of response as AsyncIterable<Buffer>) {
    length += part.length
    if (length > largestPicture) {
      response.destroy()
      return { why: `it is larger than the ${largestPicture / 1_000_000} MB that a page carries` }
    }
    parts.push(part)
  }
  return pictureOf(Buffer.concat(parts))
}

function saidBy(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'its host is not known'
  if (code === 'ECONNREFUSED') return 'its host does not answer'
  return message.replace(/\s+/g, ' ') || 'no reason was given'
}
