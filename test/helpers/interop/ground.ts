/** What the rows of the gate `interop` stand on: a TUN for each, and what the kernel has that sockets do not reach. */
import { readFileSync, writeFileSync } from 'node:fs'
import { type IcmpReason, icmpError } from '../../../lib/network/icmp.ts'
import type { PacketEvent } from '../../../lib/network/index.ts'
import type { HostScope, Socket } from '../../../lib/socket/index.ts'
import { type Libc, libc } from '../../../lib/socket/system/libc.ts'
import { encodeAddress } from '../../../lib/socket/system/sockaddr.ts'
import { openTun, type TunNetwork, type TunOptions } from '../../../lib/socket/tun/index.ts'
import { parseAddress } from '../../../lib/tcp/wire/index.ts'
import type { Checks } from '../own-network.ts'

export interface Ground {
  tun: TunNetwork
  server: HostScope
  client: HostScope
}

/** Each row has its own, so that one that hangs is in no other's way. */
let networks = 80

/** On a TUN of its own, which is closed afterwards. */
export async function on(options: TunOptions, run: (tun: TunNetwork) => Promise<void>): Promise<void> {
  const tun = openTun({ address: `10.${++networks}.0.1/24`, ...options })
  try {
    await run(tun)
  } finally {
    tun.close()
  }
}

/** A row for each of the two roles that our TCP can have. */
export function bothRoles(title: string, options: TunOptions, run: (ground: Ground) => Promise<void>): Checks {
  return {
    [`our server: ${title}`]: () => on(options, (tun) => run({ tun, server: tun.host, client: tun.kernel })),
    [`our client: ${title}`]: () => on(options, (tun) => run({ tun, server: tun.kernel, client: tun.host })),
  }
}

/** A connection between both; `listener` goes on listening. */
export async function opened({
  server,
  client,
}: Pick<Ground, 'server' | 'client'>): Promise<Record<'near' | 'far' | 'listener', Socket>> {
  const listener = listening(server)
  const near = client.socket()
  const accepted = listener.accept()
  await near.connect(listener.getsockname())
  return { near, far: await accepted, listener }
}

export function listening(server: HostScope, port = 0, backlog = 8): Socket {
  const listener = server.socket()
  listener.setsockopt('reuseAddress', true)
  listener.bind({ address: server.address, port })
  listener.listen(backlog)
  return listener
}

export function packets(tun: TunNetwork): PacketEvent[] {
  return tun.trace().events.flatMap((event) => (event.type === 'packet' ? [event] : []))
}

/** How many SYNs have been sent that answer none. */
export function synsOf(tun: TunNetwork): number {
  return packets(tun).filter(({ what, segment }) => what === 'sent' && segment?.flags.syn && !segment.flags.ack).length
}

/** The states that our connections have gone through, in order. */
export function statesOf(tun: TunNetwork): string[] {
  return tun.trace().events.flatMap((event) => (event.type === 'state' ? [event.to] : []))
}

/** With a value of the kernel's, which is put back. */
export async function withSysctl(name: string, value: string | number, run: () => Promise<void>): Promise<void> {
  const file = `/proc/sys/net/ipv4/${name}`
  const former = readFileSync(file, 'utf8')
  writeFileSync(file, String(value))
  try {
    await run()
  } finally {
    writeFileSync(file, former.trim())
  }
}

/** One of the kernel's counters in this network (/proc/net/netstat). */
export function kernelCounter(name: string): number {
  const lines = readFileSync('/proc/net/netstat', 'utf8').split('\n')
  for (let at = 0; at + 1 < lines.length; at += 2) {
    const place = lines[at]!.split(' ').indexOf(name)
    if (place > 0) return Number(lines[at + 1]!.split(' ')[place])
  }
  throw new Error(`the kernel does not count ${name}`)
}

/** Our machine tells the kernel what a router on the way would have told it of this packet. */
export function tellKernel(tun: TunNetwork, packet: Uint8Array, type: number, code: number, mtu?: number): void {
  const from = parseAddress(tun.host.address)
  tun.network.hosts[0]!.send(icmpError(from, packet, reasonOf(type, code, mtu)))
}

function reasonOf(type: number, code: number, value?: number): IcmpReason {
  return { icmp: [type, code], icmpv6: [type, code], ...(value !== undefined && { value }) }
}

const AF_INET = 2
const SOCK_RAW = 3
const IPPROTO_ICMP = 1

/** The kernel sends this to our host, as a router on the way would. */
export function tellOurs(tun: TunNetwork, packet: Uint8Array, type: number, code: number, mtu?: number): void {
  const whole = icmpError(0, packet, reasonOf(type, code, mtu))
  void withKernelSocket(SOCK_RAW, IPPROTO_ICMP, (fd, c) => {
    const to = encodeAddress({ address: tun.host.address, port: 0 }, 'IPv4', c.platform, 'a raw socket', 'connect')
    checked(c, c.connect(fd, to, to.length))
    const message = whole.subarray(20)
    checked(c, c.send(fd, message, message.length, 0))
  })
}

/** A socket of the kernel's of any kind, by its descriptor; closed afterwards. */
export async function withKernelSocket<Result>(
  type: number,
  protocol: number,
  use: (fd: number, c: Libc) => Result | Promise<Result>,
): Promise<Result> {
  const c = libc()
  const fd = checked(c, c.socket(AF_INET, type, protocol))
  try {
    return await use(fd, c)
  } finally {
    c.close(fd)
  }
}

export function checked(c: Libc, result: number): number {
  if (result < 0) throw new Error(`the kernel says ${c.code()}`)
  return result
}
