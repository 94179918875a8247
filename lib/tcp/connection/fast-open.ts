import { NO_BYTES } from '../../bytes.ts'
import type { Sender } from '../sender/index.ts'
import { DEFAULT_MSS, HEADERS } from '../settings.ts'
import type { Segment } from '../wire/index.ts'
import type { Tcb } from './tcb.ts'

// TCP Fast Open (RFC 7413): text in the SYN of whoever shows a cookie that the server has given to its address before.

/** Octets of all options that a header may have: the text of a SYN leaves room for them. */
const MOST_OPTIONS = 40

/** An active OPEN: what the SYN will say, a cookie or that one is asked for, and how much text it may have (§4.2.1). */
export function asksFastOpen(tcb: Tcb, sender: Sender, now: number): void {
  const { settings, cookies, ends } = tcb
  const held = settings.fastOpen ? cookies?.held(ends, now) : undefined
  if (!held) return
  tcb.cookie = held.cookie ?? NO_BYTES
  if (held.cookie) sender.synText = Math.min(held.mss, settings.mtu - HEADERS) - MOST_OPTIONS
}

/** The SYN,ACK of a SYN that had the option, before its ACK is looked at. */
export function answersFastOpen(tcb: Tcb, sender: Sender, { ack, options }: Segment, now: number): void {
  const { cookies, ends } = tcb
  if (tcb.cookie === undefined) return
  const isRefused = sender.synSent > 0 && ack === (sender.iss + 1) >>> 0
  if (isRefused && sender.synTimeouts > 0) cookies?.failed(ends, now)
  else if (options.fastOpen?.length) cookies?.learns(ends, options.fastOpen, options.mss ?? DEFAULT_MSS)
}

/** A SYN with the option has come to a listener (§4.2.2). With the right cookie, its text need not wait for the handshake. */
export function takesFastOpen(tcb: Tcb, sender: Sender, segment: Segment, now: number): void {
  const { settings, cookies, ends } = tcb
  const shown = segment.options.fastOpen
  if (!settings.fastOpen || !cookies || !shown) return
  const right = cookies.given(ends)
  if (shown.length !== right.length || shown.some((octet, at) => octet !== right[at])) {
    tcb.cookie = right
    return
  }
  if (!tcb.mayOpenEarly) return
  tcb.isEarly = true
  sender.openEarly(segment.seq, segment.window)
  const { deferred } = tcb
  if (!deferred || deferred.flags.urg || deferred.payload.length === 0) return
  const { seq, payload, flags } = deferred
  tcb.deferred = flags.fin ? { ...deferred, seq: (seq + payload.length) >>> 0, payload: NO_BYTES } : undefined
  if (tcb.receiver.text(seq, payload, false, now) > 0) tcb.reportReadable(now)
}
