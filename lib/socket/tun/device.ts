import { networkInterfaces } from 'node:os'
import { writeUint16, writeUint32 } from '../../bytes.ts'
import { formatAddress, parseAddress } from '../../tcp/wire/index.ts'
import { SocketError } from '../errors.ts'
import { type Libc, libc } from '../system/libc.ts'
import { AF_INET, SOCK_CLOEXEC } from '../system/platform.ts'
import { giveIpv6 } from './device-ipv6.ts'
import {
  SIOCGIFFLAGS,
  SIOCGIFINDEX,
  SIOCSIFADDR,
  SIOCSIFFLAGS,
  SIOCSIFMTU,
  SIOCSIFNETMASK,
  SOCK_DGRAM,
  TUNSETIFF,
} from './ioctls.ts'
import { setQueueLength } from './queue-length.ts'

const PATH = '/dev/net/tun'
const O_RDWR = 2
const O_CLOEXEC = 0o2000000

const IFF_UP = 1
const IFF_TUN_NO_PI = 0x1001

/** `struct ifreq`: a name, then what is asked or told, in the machine's byte order. */
const IFREQ = 40
const IFNAMSIZ = 16

/** Packets that the machine may have sent and nobody has read yet. With the system's 500, windows of twenty flows are lost on a good link. */
const QUEUED_MOST = 10_000

/** An interface of this machine whose packets a program reads and writes. */
export interface DeviceOptions {
  /** At most 15 octets; the system puts a number in the place of `%d`. */
  name: string
  /** The machine's own address there. */
  address: string
  /** Bits of the network that is reached through it. */
  prefix: number
  /** One of IPv6 as well, for a network of 112 bits, where the kernel has that. */
  ipv6?: string
  /** Octets of the largest packet. */
  mtu: number
}

/** A TUN interface of Linux, up and with its address, until it is closed, or its process has ended in whatever way. */
export class TunDevice {
  readonly fd: number
  /** What the system calls it. */
  readonly name: string
  readonly #libc: Libc
  readonly #room: Uint8Array
  /** It has its IPv6 address too. */
  readonly hasIpv6: boolean
  #isClosed = false

  /**
   * @throws SocketError EPERM without the rights, ENOENT without the kernel's TUN, EBUSY when the name is in use, EEXIST when the
   * network is another interface's, ENOTSUP on other systems than Linux
   */
  constructor({ name, address, prefix, mtu, ipv6 }: DeviceOptions) {
    if (process.platform !== 'linux') throw new SocketError('ENOTSUP', process.platform, 'opening a TUN', NO_TUN)
    refuseOverlap(address, prefix)
    this.#libc = libc()
    this.#room = new Uint8Array(mtu)
    this.fd = this.#libc.open(zeroEnded(PATH), O_RDWR | this.#libc.platform.O_NONBLOCK | O_CLOEXEC)
    if (this.fd < 0) throw this.#error(PATH, `opening ${PATH}`)
    try {
      const request = ifreq(name)
      writeShort(request, IFF_TUN_NO_PI)
      if (this.#libc.ioctl(this.fd, TUNSETIFF, request) < 0) throw this.#error(name, 'making the interface')
      this.name = new TextDecoder().decode(request.subarray(0, request.indexOf(0)))
      configure(
        this.#libc,
        this.name,
        (code, request, what) => {
          if (code < 0) throw this.#error(this.name, what)
          return request
        },
        { address, prefix, mtu },
      )
      this.hasIpv6 = ipv6 !== undefined && giveIpv6(this.#libc, ifreq(this.name), ipv6, 112)
    } catch (error) {
      this.#libc.close(this.fd)
      throw error
    }
  }

  /** The next packet that the machine sends there, an array of its own; `undefined` = none is left. */
  read(): Uint8Array | undefined {
    const length = this.#libc.read(this.fd, this.#room, this.#room.length)
    return length > 0 ? this.#room.slice(0, length) : undefined
  }

  /** Hands the machine a packet, as if it had come over a wire. @returns false when it takes none now */
  write(packet: Uint8Array): boolean {
    return this.#libc.write(this.fd, packet, packet.length) === packet.length
  }

  close(): void {
    if (!this.#isClosed) this.#libc.close(this.fd)
    this.#isClosed = true
  }

  #error(subject: string, what: string): SocketError {
    const code = this.#libc.code()
    return new SocketError(code, subject, what, TUN_REASONS[code] ?? {})
  }
}

/** Raises an interface that is there, as `lo` in a new network namespace. @throws SocketError what the system says */
export function raise(name: string): void {
  configure(libc(), name, (code, request, what) => {
    if (code < 0) throw new SocketError(libc().code(), name, what)
    return request
  })
}

type Checked = (result: number, request: Uint8Array, what: string) => Uint8Array

function configure(
  libc: Libc,
  name: string,
  checked: Checked,
  wanted?: Pick<DeviceOptions, 'address' | 'prefix' | 'mtu'>,
): void {
  const fd = libc.socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)
  const ask = (code: number, request: Uint8Array, what: string) => checked(libc.ioctl(fd, code, request), request, what)
  try {
    if (wanted) {
      const { address, prefix, mtu } = wanted
      ask(SIOCSIFADDR, withAddress(ifreq(name), ipv4(address)), 'giving it its address')
      ask(
        SIOCSIFNETMASK,
        withAddress(ifreq(name), prefix === 0 ? 0 : (-1 << (32 - prefix)) >>> 0),
        'giving it its network',
      )
      ask(SIOCSIFMTU, withNumber(ifreq(name), mtu), 'setting its MTU')
      const index = ask(SIOCGIFINDEX, ifreq(name), 'reading its index')
      // Where it cannot be had, the interface works all the same.
      setQueueLength(libc, new DataView(index.buffer).getInt32(IFNAMSIZ, true), QUEUED_MOST)
    }
    const flags = ask(SIOCGIFFLAGS, ifreq(name), 'reading its flags')
    writeShort(flags, flags[IFNAMSIZ]! | (flags[IFNAMSIZ + 1]! << 8) | IFF_UP)
    ask(SIOCSIFFLAGS, flags, 'raising it')
  } finally {
    libc.close(fd)
  }
}

function ifreq(name: string): Uint8Array {
  const request = new Uint8Array(IFREQ)
  request.set(new TextEncoder().encode(name).subarray(0, IFNAMSIZ - 1))
  return request
}

/** `struct sockaddr_in`. */
function withAddress(request: Uint8Array, address: number): Uint8Array {
  writeShort(request, AF_INET)
  writeUint16(request, IFNAMSIZ + 2, 0)
  writeUint32(request, IFNAMSIZ + 4, address)
  return request
}

function withNumber(request: Uint8Array, value: number): Uint8Array {
  new DataView(request.buffer).setInt32(IFNAMSIZ, value, true)
  return request
}

/** Both systems' processors are little-endian. */
function writeShort(request: Uint8Array, value: number): void {
  request[IFNAMSIZ] = value & 255
  request[IFNAMSIZ + 1] = value >>> 8
}

/** @throws RangeError when it is none */
function ipv4(text: string): number {
  const address = parseAddress(text)
  if (typeof address === 'number') return address
  throw new RangeError(`${text} is an IPv6 address; an IPv4 one is needed, like 10.77.0.1`)
}

function zeroEnded(text: string): Uint8Array {
  return new TextEncoder().encode(`${text}\0`)
}

/** Two interfaces of one network: packets would go who knows where. */
function refuseOverlap(address: string, prefix: number): void {
  const wanted = ipv4(address)
  for (const [name, addresses] of Object.entries(networkInterfaces())) {
    for (const { family, cidr } of addresses ?? []) {
      const [own = '', bits = '32'] = (cidr ?? '').split('/')
      if (family !== 'IPv4' || own === '') continue
      const common = Math.min(prefix, Number(bits))
      const mask = common === 0 ? 0 : -1 << (32 - common)
      if (((ipv4(own) ^ wanted) & mask) !== 0) continue
      throw new SocketError('EEXIST', `${formatAddress(wanted)}/${prefix}`, 'making the interface', {
        reason: `${name} has ${own}/${bits}, of the same network`,
        remedy: 'Choose addresses that nobody has here, like 10.77.0.1/24.',
      })
    }
  }
}

const NO_TUN = {
  reason: 'only Linux has the TUN interface that this needs',
  remedy: 'Run the program on the simulated network instead, or in a Linux container.',
}

const RIGHTS = {
  reason: 'an interface may be made by root alone, or in a network of one’s own',
  remedy: 'Run it as root, or under `unshare --user --map-root-user --net`.',
}

const TUN_REASONS: Readonly<Record<string, { reason: string; remedy: string }>> = {
  EPERM: RIGHTS,
  EACCES: RIGHTS,
  ENOENT: {
    reason: `this system has no ${PATH}`,
    remedy: 'Load the module by `modprobe tun`; a container needs `--device /dev/net/tun`.',
  },
  ENXIO: {
    reason: 'the kernel has no TUN',
    remedy: 'Load the module by `modprobe tun`.',
  },
  EBUSY: {
    reason: 'another program has an interface of this name',
    remedy: 'End that program, or choose another name.',
  },
}
