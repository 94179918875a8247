import type { Libc } from '../system/libc.ts'
import { errorName } from '../system/libc.ts'

/** rtnetlink(7): `ioctl` would ask for the rights of the whole machine, this asks for those in the network. */
const AF_NETLINK = 16
const SOCK_RAW_CLOEXEC = 3 | 0o2000000
const RTM_SETLINK = 19
const NLM_F_REQUEST_ACK = 0x5
const IFLA_TXQLEN = 13

/** `struct nlmsghdr`, `struct ifinfomsg`, and `struct rtattr` with a number. */
const LENGTH = 16 + 16 + 8
/** Where the answer, a `struct nlmsgerr`, has its error: 0, or a negative number. */
const ERROR = 16

/**
 * How many packets the machine may send to an interface before somebody reads them.
 *
 * @returns the name of what went wrong; `undefined` = nothing
 */
export function setQueueLength(libc: Libc, index: number, packets: number): string | undefined {
  const fd = libc.socket(AF_NETLINK, SOCK_RAW_CLOEXEC, 0)
  if (fd < 0) return libc.code()
  try {
    const view = new DataView(new ArrayBuffer(LENGTH))
    view.setUint32(0, LENGTH, true)
    view.setUint16(4, RTM_SETLINK, true)
    view.setUint16(6, NLM_F_REQUEST_ACK, true)
    view.setInt32(20, index, true)
    view.setUint16(32, 8, true)
    view.setUint16(34, IFLA_TXQLEN, true)
    view.setUint32(36, packets, true)
    if (libc.send(fd, new Uint8Array(view.buffer), LENGTH, 0) < 0) return libc.code()
    const answer = new Uint8Array(256)
    if (libc.recv(fd, answer, answer.length, 0) < ERROR + 4) return libc.code()
    const error = new DataView(answer.buffer).getInt32(ERROR, true)
    return error === 0 ? undefined : errorName(-error)
  } finally {
    libc.close(fd)
  }
}
