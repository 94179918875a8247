import type { PacketEvent, SampleEvent, StateEvent, Trace, TraceEvent } from '../../lib/network/trace-types.ts'
import type { State } from '../../lib/tcp/connection/state.ts'
import type { Variables } from '../../lib/tcp/sender/index.ts'
import { parseAddress } from '../../lib/tcp/wire/address.ts'
import { encodeTcpPacket } from '../../lib/tcp/wire/encoding.ts'
import { parseSegment } from '../../lib/tcp/wire/segment.ts'

// Traces written by hand, for what draws them. The client's ISN is near 2^32, so that numbers wrap.
const CLIENT_ISN = 0xffff_fe00
const SERVER_ISN = 3_000_000_000
const ADDRESSES = { client: '10.0.0.1', server: '10.0.0.2' } as const
type End = keyof typeof ADDRESSES

export const CLIENT_SIDE = '10.0.0.1:49152 → 10.0.0.2:80'
export const SERVER_SIDE = '10.0.0.2:80 → 10.0.0.1:49152'

/** Of a sample where nothing else is said. */
export const VARIABLES: Variables = {
  cwnd: 14_600,
  ssthresh: 2 ** 30,
  flight: 0,
  pipe: 0,
  phase: 'slow-start',
  sndWnd: 65_535,
  rcvWnd: 65_535,
  sndUna: 0,
  sndNxt: 0,
  rcvNxt: 0,
  srtt: 20,
  rttvar: 10,
  rto: 1000,
  sendBuffer: 65_536,
  receiveBuffer: 65_535,
  pacingRate: undefined,
  btlBw: undefined,
  minRtt: undefined,
  mode: undefined,
}

export class Story {
  readonly #events: TraceEvent[] = []
  #id = 0
  readonly delay: number
  constructor(delay: number) {
    this.delay = delay
  }

  /** A printed segment with numbers from 0 on; arrives after the delay unless lost. */
  send(
    time: number,
    from: End,
    line: string,
    fate: { lost?: string; again?: PacketEvent['cause']; probe?: boolean; arrives?: number; damaged?: boolean } = {},
  ): this {
    const to = from === 'client' ? 'server' : 'client'
    const segment = parseSegment(from === 'client' ? `49152 > 80 ${line}` : `80 > 49152 ${line}`)
    const [own, other] = from === 'client' ? [CLIENT_ISN, SERVER_ISN] : [SERVER_ISN, CLIENT_ISN]
    segment.seq = (segment.seq + own) >>> 0
    if (segment.flags.ack) segment.ack = (segment.ack + other) >>> 0
    if (segment.options.sack)
      segment.options.sack = segment.options.sack.map(([left, right]) => [(left + other) >>> 0, (right + other) >>> 0])
    const source = parseAddress(ADDRESSES[from])
    const destination = parseAddress(ADDRESSES[to])
    const packet = {
      type: 'packet',
      id: ++this.#id,
      from,
      to,
      segment,
      bytes: encodeTcpPacket(segment, { source, destination }),
    } as const
    const known = {
      ...(fate.again && { retransmission: true, cause: fate.again }),
      ...(fate.probe && { windowProbe: true, cause: 'window probe' as const }),
    }
    this.#events.push({ ...packet, ...known, time, what: 'sent' } satisfies PacketEvent)
    if (fate.lost !== undefined)
      this.#events.push({ ...packet, time: time + this.delay / 2, what: 'dropped', reason: fate.lost })
    else this.#events.push({ ...packet, time: fate.arrives ?? time + this.delay, what: 'delivered' })
    return this
  }

  state(time: number, host: End, from: State, to: State): this {
    const connection = host === 'client' ? CLIENT_SIDE : SERVER_SIDE
    this.#events.push({ type: 'state', time, host, connection, from, to } satisfies StateEvent)
    return this
  }

  say(time: number, host: End, text: string): this {
    this.#events.push({ type: 'program', time, host, text })
    return this
  }

  timer(time: number, host: End, timer: string): this {
    this.#events.push({ type: 'timer', time, host, connection: host === 'client' ? CLIENT_SIDE : SERVER_SIDE, timer })
    return this
  }

  /** The sender at this host counts a duplicate ACK. */
  duplicate(time: number, host: End, seq: number): this {
    const connection = host === 'client' ? CLIENT_SIDE : SERVER_SIDE
    this.#events.push({ type: 'sender', time, host, connection, what: 'duplicate-ack', seq })
    return this
  }

  sample(time: number, host: End, values: Partial<SampleEvent>): this {
    this.#events.push({
      type: 'sample',
      host,
      connection: host === 'client' ? CLIENT_SIDE : SERVER_SIDE,
      ...VARIABLES,
      ...values,
      time,
    })
    return this
  }

  queue(time: number, link: string, packets: number): this {
    this.#events.push({ type: 'queue', time, link, packets, bytes: packets * 1500 })
    return this
  }

  /** Events in order of time; those of one moment stay in the order written, except that arrivals come first. */
  tell(): Trace {
    const rank = (event: TraceEvent): number => (event.type === 'packet' && event.what === 'delivered' ? 0 : 1)
    const events = this.#events
      .map((event, index) => ({ event, index }))
      .sort((a, b) => a.event.time - b.event.time || rank(a.event) - rank(b.event) || a.index - b.index)
      .map(({ event }) => event)
    return {
      hosts: Object.entries(ADDRESSES).map(([name, address]) => ({ name, address })),
      events,
      end: events.at(-1)?.time ?? 0,
    }
  }
}

/** Opening, five bytes and their echo, an orderly close by the client. */
export function echoTrace(): Trace {
  return opened(new Story(10))
    .say(21, 'client', 'sends hello')
    .send(21, 'client', '[PSH ACK] seq 1:6 ack 1 win 65535')
    .say(31, 'server', 'received 5 bytes')
    .send(31.5, 'server', '[PSH ACK] seq 1:6 ack 6 win 65530')
    .say(41.5, 'client', 'received hello, closes')
    .send(42, 'client', '[FIN ACK] seq 6 ack 6 win 65535')
    .state(42, 'client', 'ESTABLISHED', 'FIN-WAIT-1')
    .state(52, 'server', 'ESTABLISHED', 'CLOSE-WAIT')
    .send(52, 'server', '[ACK] seq 6 ack 7 win 65535')
    .state(62, 'client', 'FIN-WAIT-1', 'FIN-WAIT-2')
    .say(63, 'server', 'read the end of file, closes')
    .send(63.5, 'server', '[FIN ACK] seq 6 ack 7 win 65535')
    .state(63.5, 'server', 'CLOSE-WAIT', 'LAST-ACK')
    .state(73.5, 'client', 'FIN-WAIT-2', 'TIME-WAIT')
    .send(73.5, 'client', '[ACK] seq 7 ack 7 win 65535')
    .state(83.5, 'server', 'LAST-ACK', 'CLOSED')
    .tell()
}

/** Ten segments, the third lost in a full queue: three duplicate ACKs with SACK blocks, a fast retransmission. */
export function lossTrace(): Trace {
  const story = opened(new Story(20))
  const mss = 1460
  for (let index = 0; index < 10; index++) {
    const seq = 1 + index * mss
    story.send(
      42 + index,
      'client',
      `[ACK] seq ${seq}:${seq + mss} ack 1 win 65535`,
      index === 2 ? { lost: 'queue full' } : {},
    )
  }
  const hole = 1 + 2 * mss
  for (let index = 0; index < 10; index++) {
    if (index === 2) continue
    const upTo = index < 2 ? 1 + (index + 1) * mss : hole
    const sack = index < 2 ? '' : ` <sack ${hole + mss}:${1 + (index + 1) * mss}>`
    story.send(62.5 + index, 'server', `[ACK] seq 1 ack ${upTo} win 65535${sack}`)
    if (index > 2) story.duplicate(82.5 + index, 'client', (CLIENT_ISN + hole) >>> 0)
  }
  return story
    .send(87.5, 'client', `[ACK] seq ${hole}:${hole + mss} ack 1 win 65535`, { again: 'third duplicate' })
    .send(107.5, 'server', `[ACK] seq 1 ack ${1 + 10 * mss} win 65535`)
    .tell()
}

/** A reader that stops: the window closes, the sender probes, the window opens again. */
export function zeroWindowTrace(): Trace {
  const story = opened(new Story(10), 4096)
  for (let index = 0; index < 4; index++) {
    const seq = 1 + index * 1024
    story.send(21 + index, 'client', `[ACK] seq ${seq}:${seq + 1024} ack 1 win 65535`)
    story.send(31 + index, 'server', `[ACK] seq 1 ack ${seq + 1024} win ${3072 - index * 1024}`)
  }
  return story
    .timer(241, 'client', 'persist')
    .send(241, 'client', '[ACK] seq 4097:4098 ack 1 win 65535', { probe: true })
    .send(251, 'server', '[ACK] seq 1 ack 4097 win 0')
    .timer(641, 'client', 'persist')
    .send(641, 'client', '[ACK] seq 4097:4098 ack 1 win 65535', { probe: true })
    .send(651, 'server', '[ACK] seq 1 ack 4097 win 0')
    .say(700, 'server', 'reads 4096 bytes')
    .send(700, 'server', '[ACK] seq 1 ack 4097 win 4096')
    .send(710, 'client', '[PSH ACK] seq 4097:5121 ack 1 win 65535')
    .send(720, 'server', '[ACK] seq 1 ack 5121 win 3072')
    .tell()
}

/** Both ends send SYN before either hears of the other. */
export function simultaneousOpenTrace(): Trace {
  return new Story(10)
    .send(0, 'client', '[SYN] seq 0 win 65535')
    .state(0, 'client', 'CLOSED', 'SYN-SENT')
    .send(2, 'server', '[SYN] seq 0 win 65535')
    .state(2, 'server', 'CLOSED', 'SYN-SENT')
    .state(10, 'server', 'SYN-SENT', 'SYN-RECEIVED')
    .send(10, 'server', '[SYN ACK] seq 0 ack 1 win 65535')
    .state(12, 'client', 'SYN-SENT', 'SYN-RECEIVED')
    .send(12, 'client', '[SYN ACK] seq 0 ack 1 win 65535')
    .state(20, 'client', 'SYN-RECEIVED', 'ESTABLISHED')
    .state(22, 'server', 'SYN-RECEIVED', 'ESTABLISHED')
    .tell()
}

/** A long transfer's variables: slow start, then Reno's sawtooth over a queue of 20 packets; one timeout late. */
export function sawtoothTrace(): Trace {
  const story = new Story(25)
  const mss = 1460
  let cwnd = 10 * mss
  let ssthresh = 2 ** 30
  let seq = 1
  for (let round = 0; round < 160; round++) {
    const time = round * 50
    const segments = Math.floor(cwnd / mss)
    const gap = Math.min(1, 48 / segments)
    for (let index = 0; index < segments; index++) {
      const lost = index === segments - 1 && segments > 40
      const line = `[ACK] seq ${seq}:${seq + mss} ack 1 win 65535`
      story.send(time + index * gap, 'client', line, lost ? { lost: 'queue full' } : {})
      if (lost) story.send(time + 49, 'client', line, { again: 'SACK' })
      story.queue(time + index * gap, 'left → right', Math.max(0, Math.min(index, segments - 20)))
      seq += mss
      const variables = { cwnd, ssthresh, flight: Math.min(index + 1, segments) * mss, sndWnd: 262_144 }
      story.sample(time + index * gap, 'client', variables)
    }
    if (round === 110) {
      ssthresh = Math.floor(cwnd / 2)
      cwnd = mss
      story.timer(time + 49, 'client', 'retransmission')
    } else if (segments > 40) {
      ssthresh = Math.floor(cwnd / 2)
      cwnd = ssthresh
    } else cwnd = cwnd < ssthresh ? Math.min(cwnd * 2, Math.max(ssthresh, cwnd + mss)) : cwnd + mss
    story.sample(time + 49.5, 'client', { cwnd, ssthresh, flight: 0, sndWnd: 262_144 })
  }
  return story.tell()
}

/** The handshake of a story. */
export function opened(story: Story, window = 65_535): Story {
  const { delay } = story
  return story
    .state(0, 'server', 'CLOSED', 'LISTEN')
    .send(0, 'client', '[SYN] seq 0 win 65535 <mss 1460, sackOK>')
    .state(0, 'client', 'CLOSED', 'SYN-SENT')
    .state(delay, 'server', 'LISTEN', 'SYN-RECEIVED')
    .send(delay, 'server', `[SYN ACK] seq 0 ack 1 win ${window} <mss 1460, sackOK>`)
    .state(2 * delay, 'client', 'SYN-SENT', 'ESTABLISHED')
    .send(2 * delay, 'client', '[ACK] seq 1 ack 1 win 65535')
    .state(3 * delay, 'server', 'SYN-RECEIVED', 'ESTABLISHED')
}

/** Sixty segments as fast as they can be said, each acknowledged, every tenth lost. */
export function burstTrace(): Trace {
  const story = opened(new Story(15))
  for (let index = 0; index < 60; index++) {
    const seq = 1 + index * 1000
    const fate = index % 10 === 9 ? { lost: 'loss' } : {}
    story.send(31 + index / 10, 'client', `[PSH ACK] seq ${seq}:${seq + 1000} ack 1 win 65535`, fate)
    story.say(31 + index / 10, 'client', `writes line number ${index}, which is long enough to be broken`)
    story.send(46 + index / 10, 'server', `[ACK] seq 1 ack ${seq + 1000} win 65535`)
  }
  return story.tell()
}

/** `count` senders with a receiver in common; the n-th sends n-fold pieces, one a millisecond, for 200 ms. */
export function flowsTrace(count: number): Trace {
  const events: TraceEvent[] = []
  const hosts = Array.from({ length: count }, (_, index) => ({
    name: `sender ${index + 1}`,
    address: `10.0.1.${index + 1}`,
  }))
  let id = 0
  for (let time = 0; time < 200; time++)
    hosts.forEach(({ name, address }, index) => {
      const size = 100 * (1 + (index % 4))
      const segment = parseSegment(`5000 > 80 [ACK] seq ${1 + time * size}:${1 + (time + 1) * size} ack 1 win 65535`)
      const bytes = encodeTcpPacket(segment, { source: parseAddress(address), destination: parseAddress('10.0.2.1') })
      const packet = { type: 'packet', id: ++id, from: name, to: 'receiver', segment, bytes } as const
      events.push({ ...packet, time, what: 'sent' }, { ...packet, time: time + 5, what: 'delivered' })
    })
  events.sort((a, b) => a.time - b.time)
  return { hosts: [...hosts, { name: 'receiver', address: '10.0.2.1' }], events, end: 205 }
}
