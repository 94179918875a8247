import type { Sending } from '../sender/index.ts'
import type { Segment, TcpPacket } from '../wire/index.ts'

/** A protocol above IP, as a host sees it: whole IP packets and the time in, packets and a deadline out. */
export interface Endpoint {
  /**
   * A packet for this host, its header checked: TCP's, and ICMP errors. It may keep the array.
   *
   * @param segment what the packet holds, where it was read already and its checksum is known to be right
   */
  packetArrives(packet: Uint8Array, now: number, segment?: Segment): void
  /** The same of one that another endpoint gave by `pollPacket`, and nobody has touched since. Without it, its octets arrive. */
  tcpArrives?(packet: TcpPacket, now: number): void
  /** Called when the time that `pollTimeout` gave has come. */
  handleTimeout(now: number): void
  /** The next packet to send, a new array each; `undefined` = nothing now. Asked until then after every other call. */
  pollTransmit(now: number): Uint8Array | undefined
  /** `pollTransmit` for who need not look at the octets: its payload is true until the next call, unless `keep` is called. */
  pollPacket?(now: number): TcpPacket | undefined
  /** When to call `handleTimeout`, in milliseconds; `undefined` = not. */
  pollTimeout(): number | undefined
  /** What is known of the packet that `pollTransmit` gave last and the packet does not show; `undefined` = nothing. */
  readonly sending?: Sending | undefined
  /** The packets that it gives have right checksums, so nobody needs to sum them up again before they are touched. Default: who knows. */
  readonly isExact?: boolean
}
