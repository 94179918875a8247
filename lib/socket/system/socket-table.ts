import { readFileSync } from 'node:fs'
import { SocketError } from '../errors.ts'
import type { SocketTableEntry } from '../types.ts'
import { LINUX_STATES } from './tcp-info.ts'

const TABLES = ['/proc/self/net/tcp', '/proc/self/net/tcp6']

/**
 * All TCP sockets of this machine (of this network namespace), those in TIME-WAIT included.
 *
 * @throws SocketError ENOTSUP where there is no /proc/net/tcp
 */
export function socketTable(): SocketTableEntry[] {
  return TABLES.flatMap((path) => {
    try {
      return parseSocketTable(readFileSync(path, 'utf8'))
    } catch (cause) {
      // Without IPv6 there is no second table.
      if (path !== TABLES[0]) return []
      throw new SocketError('ENOTSUP', 'system', 'reading the socket table', {
        reason: `there is no ${path} on this system`,
        remedy: 'Ask netstat -an instead.',
        cause,
      })
    }
  })
}

/**
 * The text of /proc/net/tcp or tcp6. Lines that are not understood are left out; so is a socket that is listed again: the kernel
 * hands the table out a page at a time, and one that moves in between may stand on two.
 */
export function parseSocketTable(text: string): SocketTableEntry[] {
  const entries = new Map<string, SocketTableEntry>()
  for (const line of text.split('\n').slice(1)) {
    const entry = parseLine(line)
    if (entry) entries.set(JSON.stringify([entry.local, entry.remote, entry.inode]), entry)
  }
  return [...entries.values()]
}

/** `  0: 0100007F:A1B2 00000000:0000 0A 00000000:00000001 00:00000000 00000000  1000 0 12345 …`, all hexadecimal but the inode */
const TABLE_LINE =
  /^\s*\d+: ([0-9A-F]+):([0-9A-F]{4}) ([0-9A-F]+):([0-9A-F]{4}) ([0-9A-F]{2}) ([0-9A-F]+):([0-9A-F]+) ([0-9A-F]{2}):([0-9A-F]+) \S+\s+\d+\s+\d+ (\d+)/
/** How many of its ticks are a second, wherever the kernel tells a program of them (USER_HZ). */
const TICKS = 100

function parseLine(line: string): SocketTableEntry | undefined {
  const fields = TABLE_LINE.exec(line)
  if (!fields) return undefined
  const [, local = '', localPort = '', remote = '', remotePort = '', state = '', ...rest] = fields
  const [out = '', incoming = '', timer = '', ticks = '', inode = ''] = rest
  return {
    local: { address: address(local), port: Number.parseInt(localPort, 16) },
    remote: { address: address(remote), port: Number.parseInt(remotePort, 16) },
    state: LINUX_STATES[Number.parseInt(state, 16)] ?? state,
    queued: { in: Number.parseInt(incoming, 16), out: Number.parseInt(out, 16) },
    inode: Number(inode),
    timer: timer === '00' ? undefined : Number.parseInt(ticks, 16) / TICKS,
  }
}

/** Words of 32 bits, each printed as a number of this machine: little-endian on x64 and arm64. */
function address(hexadecimal: string): string {
  const octets = (hexadecimal.match(/.{8}/g) ?? []).flatMap((word) =>
    (word.match(/../g) ?? []).reverse().map((octet) => Number.parseInt(octet, 16)),
  )
  const mapped = octets.length === 16 && octets.slice(0, 10).every((octet) => octet === 0) && octets[10] === 255
  if (octets.length === 4 || mapped) return octets.slice(-4).join('.')
  const groups = octets.flatMap((octet, index) =>
    index % 2 === 0 ? ((octet << 8) | (octets[index + 1] ?? 0)).toString(16) : [],
  )
  // A URL's host is written in the short form of RFC 5952.
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1)
}
