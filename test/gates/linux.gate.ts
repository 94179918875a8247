/** The profile `linux` beside the kernel that runs here: the same scripted peer, and what each sends to it. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { resolveSettings, type Settings } from '../../lib/tcp/settings.ts'
import type { Segment } from '../../lib/tcp/wire/segment.ts'
import { diff } from '../../lib/tcp/wire/seq.ts'
import {
  type Arrival,
  Kernel,
  noKernel,
  type Peer,
  type Played,
  playEngine,
  type Scene,
} from '../helpers/scripted-peer.ts'

const test = suite('linux')

const open = (segment: Segment, peer: Peer, window?: number): boolean => {
  if (segment.flags.syn) peer.accept({}, window)
  return !segment.flags.syn
}
const timesOf = ({ arrivals }: Played, wanted: (segment: Segment) => boolean): number[] =>
  arrivals.filter(({ segment }) => wanted(segment)).map(({ at }) => at)
const hasText = ({ payload }: Segment): boolean => payload.length > 0
const gaps = (times: readonly number[]): number[] => times.slice(1).map((at, index) => at - times[index]!)

/** What it offers once: two full segments. */
const WINDOW = 2 * 1_460
const probesOf = ({ arrivals }: Played): Arrival[] =>
  arrivals.filter(({ segment }, index) => index > 1 && !segment.flags.syn && !hasText(segment))

/** What a scene is about, as both ends' packets say it; times of a kernel under load are late, never early by more than a tick. */
interface Case {
  scene: Scene
  /** What must be equal. */
  says?: (played: Played) => unknown
  /** What must be equal but for the machine's lateness, in milliseconds. */
  times?: (played: Played) => number[]
}

const cases: Readonly<Record<string, Case>> = {
  'a SYN is never answered → sent again after 1, 1, 1, 1, 1, 2 s': {
    scene: { octets: 0, lasts: 7_600, arrives() {} },
    says: ({ arrivals }) => arrivals.length,
    times: ({ arrivals }) => gaps(arrivals.map(({ at }) => at)),
  },
  'Fast Open: a cookie asked for, shown with text, and another → eight octets; the text is acknowledged; it is not, and the cookie comes again':
    {
      scene: {
        lasts: 700,
        settings: { fastOpen: true },
        begins: (peer) => sayFast(peer, 4_001, new Uint8Array()),
        arrives: (() => {
          const cookies = new WeakMap<Peer, Uint8Array>()
          return ({ flags, destinationPort, options }: Segment, peer: Peer) => {
            const { fastOpen } = options
            if (!flags.syn || cookies.has(peer) || !fastOpen || destinationPort !== 4_001) return
            cookies.set(peer, fastOpen)
            sayFast(peer, 4_002, fastOpen, 10)
            sayFast(
              peer,
              4_003,
              fastOpen.map((octet) => octet ^ 1),
              10,
            )
          }
        })(),
      },
      says: ({ arrivals }) =>
        [4_001, 4_002, 4_003].map((port) => {
          const { segment } = arrivals.find(({ segment: { destinationPort } }) => destinationPort === port)!
          return [segment.ack, segment.options.fastOpen?.length]
        }),
    },
  'a SYN,ACK is never acknowledged → sent again after 1 and 2 s': {
    scene: {
      lasts: 3_600,
      begins: (peer) => peer.say({ sourcePort: 4_000, seq: 0, flags: { syn: true }, options: { mss: 1_460 } }),
      arrives() {},
    },
    times: (played) => gaps(timesOf(played, ({ flags }) => flags.syn === true)),
  },
  'host unreachable, of the SYN → the call fails at once': {
    scene: { octets: 0, lasts: 500, arrives: (_segment, peer) => peer.icmp(3, 1) },
    says: ({ error, endedAt = Infinity, arrivals }) => [error, endedAt < 300, arrivals.length],
  },
  'port unreachable, of data → the connection goes on': {
    scene: {
      octets: 100,
      lasts: 1_000,
      arrives: (segment, peer) => {
        if (open(segment, peer) && hasText(segment)) peer.icmp(3, 3)
      },
    },
    says: (played) => [played.error, timesOf(played, hasText).length > 1],
  },
  'data is never acknowledged → sent again at SRTT + 200 ms, then doubled': {
    scene: {
      octets: 100,
      lasts: 1_600,
      arrives: (segment, peer) => {
        if (segment.flags.syn) peer.accept({}, 65_535, 40)
      },
    },
    times: (played) => gaps(timesOf(played, hasText)),
  },
  'one SYN is lost → ten segments at once, and without a measurement an RTO of 3 s': afterLostSyns(1),
  'two SYNs are lost → one segment': afterLostSyns(2),
  'one ACK for ten segments, then for all that follow → ten, twenty, forty: slow start without a limit': {
    scene: {
      octets: 400_000,
      lasts: 700,
      settings: { timestamps: false },
      arrives: (() => {
        const rounds = new WeakMap<Peer, { got: number; want: number }>()
        return (segment: Segment, peer: Peer) => {
          if (segment.flags.syn) {
            rounds.set(peer, { got: 0, want: 10 })
            peer.accept({ windowScale: 7 }, 65_535, 30)
            return
          }
          const round = rounds.get(peer)!
          round.got += segment.payload.length
          if (round.got < round.want * 1_460 || round.want > 40) return
          rounds.set(peer, { got: 0, want: 2 * round.want })
          peer.say({ window: 65_535 }, 30)
        }
      })(),
    },
    says: (played) => {
      const octets = played.arrivals.map(({ at, segment }) => [at, segment.payload.length] as const)
      const total = octets.filter(([at]) => at < 250).reduce((sum, [, length]) => sum + length, 0)
      return Math.floor(total / 1_460)
    },
  },
  'the window closes → an empty segment at SND.UNA − 1, after 0.2 s, then doubled': {
    scene: {
      octets: 6_000,
      lasts: 3_600,
      arrives: (() => {
        const starts = new WeakMap<Peer, number>()
        return (segment: Segment, peer: Peer) => {
          if (segment.flags.syn) starts.set(peer, (segment.seq + 1) >>> 0)
          if (!open(segment, peer, WINDOW)) return
          const got = hasText(segment) ? diff((segment.seq + segment.payload.length) >>> 0, starts.get(peer)!) : WINDOW
          const isFirst = !hasText(segment) && segment.seq === starts.get(peer)
          if (!isFirst) peer.say({ ack: (starts.get(peer)! + got) >>> 0, window: WINDOW - got })
        }
      })(),
    },
    says: (played) =>
      probesOf(played).map(({ segment }) => diff(segment.seq, played.arrivals[0]!.segment.seq) - 1 - WINDOW),
    times: (played) => gaps(probesOf(played).map(({ at }) => at)),
  },
  'five of ten segments in flight, the first is lost → ssthresh is half of cwnd': {
    scene: {
      octets: 5 * 1_460,
      lasts: 600,
      settings: { timestamps: false },
      arrives: (segment, peer) => missing(segment, peer, true),
    },
    says: ({ info }) => info?.ssthresh,
  },
  'what was resent is lost too → a timeout resends that, and nothing of what SACK has reported': {
    scene: {
      octets: 5 * 1_460,
      lasts: 1_000,
      settings: { timestamps: false },
      arrives: (segment, peer) => missing(segment, peer, false),
    },
    says: ({ arrivals }) => {
      const sent = arrivals.filter(({ segment }) => hasText(segment)).map(({ segment }) => segment.seq)
      return [sent.length > 7, new Set(sent.slice(5)).size]
    },
  },
  'what was resent is lost too, and a timeout comes → ssthresh stays as the recovery has set it': {
    scene: {
      octets: 12 * 1_460,
      lasts: 700,
      settings: { timestamps: false },
      arrives: (segment, peer) => missing(segment, peer, false),
    },
    says: ({ info }) => info?.ssthresh,
  },
  'one of twenty is lost → half as many go out as are delivered, all the while': {
    scene: { octets: 400_000, lasts: 400, settings: { timestamps: false }, arrives: oneOfTwenty() },
    says: (played) => timesOf(played, hasText).filter((at) => at < 190).length,
  },
  'a segment and a half are written at once → both go out, though Nagle’s algorithm is on; what is small then waits': {
    scene: {
      octets: 2_190,
      lasts: 150,
      nagle: true,
      settings: { timestamps: false },
      arrives: (segment, peer) => {
        open(segment, peer)
      },
    },
    says: ({ arrivals }) => arrivals.filter(({ at }) => at < 100).map(({ segment }) => segment.payload.length),
  },
  'the last two of ten are lost → a probe after two round trips': {
    scene: {
      octets: 10 * 1_460,
      lasts: 700,
      settings: { timestamps: false },
      arrives: (() => {
        const counts = new WeakMap<Peer, number>()
        return (segment: Segment, peer: Peer) => {
          if (segment.flags.syn) peer.accept({ sackPermitted: true }, 65_535, 40)
          if (!hasText(segment)) return
          counts.set(peer, (counts.get(peer) ?? 0) + 1)
          if (counts.get(peer)! <= 8) peer.say({}, 40)
        }
      })(),
    },
    says: (played) => {
      const sent = played.arrivals.filter(({ segment }) => hasText(segment)).map(({ segment }) => segment.seq)
      return sent.length > 10 && sent[10] === sent[9]
    },
    times: (played) => {
      const sent = timesOf(played, hasText)
      return [sent[10]! - sent[9]!]
    },
  },
  'retries2 is 3, data is never acknowledged → given up with the first expiry 3 s after the first copy': {
    scene: {
      octets: 100,
      lasts: 7_600,
      settings: { retries: 3 },
      arrives: (segment, peer) => {
        open(segment, peer)
      },
    },
    says: (played) => [played.error, timesOf(played, hasText).length],
    times: ({ endedAt = Infinity }) => [endedAt],
  },
  'resets in the window, but not exact, after 0, 100 and 700 ms → two challenge ACKs': {
    scene: {
      octets: 0,
      lasts: 1_200,
      arrives: (() => {
        const done = new WeakSet<Peer>()
        return (segment: Segment, peer: Peer) => {
          if (!open(segment, peer) || done.has(peer)) return
          done.add(peer)
          for (const after of [50, 150, 750]) peer.say({ seq: 100, ack: 0, flags: { rst: true } }, after)
        }
      })(),
    },
    says: ({ arrivals, error }) => [arrivals.length, error],
  },
}

/** So many SYNs are not answered, nor is any data. */
function afterLostSyns(lost: number): Case {
  const seen = new WeakMap<Peer, number>()
  return {
    scene: {
      octets: 30_000,
      lasts: lost * 1_000 + 3_600,
      settings: { timestamps: false, sack: false },
      arrives: (segment, peer) => {
        if (!segment.flags.syn) return
        const count = (seen.get(peer) ?? 0) + 1
        seen.set(peer, count)
        if (count === lost + 1) peer.accept()
      },
    },
    says: (played) => timesOf(played, hasText).filter((at) => at < lost * 1_000 + 1_000).length,
    times: (played) => {
      const sent = timesOf(played, hasText)
      return [sent.at(-1)! - sent[0]!]
    },
  }
}

/** A SYN with the option, and text behind it. */
function sayFast(peer: Peer, sourcePort: number, fastOpen: Uint8Array, octets = 0): void {
  const payload = new Uint8Array(octets)
  peer.say({
    sourcePort,
    destinationPort: 80,
    seq: 0,
    ack: 0,
    flags: { syn: true },
    payload,
    options: { mss: 1_460, fastOpen },
  })
}

/** After ten segments that are acknowledged, twenty more, the first of which does not come: SACK tells of each of the others. */
function oneOfTwenty(): Scene['arrives'] {
  const starts = new WeakMap<Peer, number>()
  return (segment, peer) => {
    if (segment.flags.syn) {
      starts.set(peer, (segment.seq + 1) >>> 0)
      peer.accept({ sackPermitted: true, windowScale: 7 }, 65_535, 30)
    }
    if (!hasText(segment)) return
    const at = diff(segment.seq, starts.get(peer)!) / 1_460
    const hole = (starts.get(peer)! + 10 * 1_460) >>> 0
    if (at === 9) peer.say({}, 30)
    if (at <= 10 || at >= 30) return
    const sack: [number, number][] = [[(hole + 1_460) >>> 0, (segment.seq + 1_460) >>> 0]]
    peer.say({ ack: hole, options: { sack } }, 30)
  }
}

const holes = new WeakMap<Peer, { left: number; right: number }>()

/** The first segment does not come, nor does its copy unless `mends`; what comes behind it is reported by SACK. */
function missing(segment: Segment, peer: Peer, mends: boolean): void {
  if (segment.flags.syn) peer.accept({ sackPermitted: true }, 65_535, 20)
  if (!hasText(segment)) return
  const known = holes.get(peer)
  if (!known) {
    const left = (segment.seq + segment.payload.length) >>> 0
    holes.set(peer, { left, right: left })
  } else if (diff(segment.seq, known.left) >= 0) {
    known.right = (segment.seq + segment.payload.length) >>> 0
    peer.say({ ack: (known.left - 1_460) >>> 0, options: { sack: [[known.left, known.right]] } }, 20)
  } else if (mends) peer.say({ ack: known.right }, 20)
}

/** What the kernel calls them, and by how much its unit is larger. */
const SYSCTLS: readonly [name: string, setting: keyof Settings, unit: number][] = [
  ['tcp_fin_timeout', 'finWait2', 1_000],
  ['tcp_keepalive_time', 'keepAliveIdle', 1_000],
  ['tcp_keepalive_intvl', 'keepAliveInterval', 1_000],
  ['tcp_keepalive_probes', 'keepAliveProbes', 1],
  ['tcp_retries1', 'r1', 1],
  ['tcp_retries2', 'retries', 1],
  ['tcp_synack_retries', 'synAckRetries', 1],
  ['tcp_syn_linear_timeouts', 'synLinear', 1],
  ['tcp_rto_min_us', 'minRto', 0.001],
  ['tcp_rto_max_ms', 'maxRto', 1],
  ['tcp_invalid_ratelimit', 'challengePeriod', 1],
]

const CLOCK = 'the same port calls again → its initial sequence number has moved on by one every 64 ns'
const VALUES = 'what the kernel lets be set → the values of the profile'
const REFUSAL = { seq: 0, flags: { rst: true, ack: true } }

if (noKernel !== undefined) {
  for (const title of [...Object.keys(cases), CLOCK, VALUES]) {
    process.stdout.write(`skipped, ${noKernel}: ${title}\n`)
    test.skip(title)
  }
} else {
  const kernel = await Kernel.start()
  const linux = resolveSettings({ profile: 'linux' })
  const names = Object.keys(cases)

  test.after(() => kernel.close())

  test(VALUES, async () => {
    for (const [name, setting, unit] of SYSCTLS) {
      assert.is(Math.round((await kernel.sysctl(name)) * unit), linux[setting], name)
    }
    const retries = (await kernel.sysctl('tcp_syn_retries')) + (await kernel.sysctl('tcp_syn_linear_timeouts'))
    assert.is(retries, linux.synRetries)
    assert.is((await kernel.sysctl('tcp_slow_start_after_idle')) === 1, linux.restartAfterIdle)
  })

  test(CLOCK, async () => {
    const refuse = { octets: 0, from: 5_000, lasts: 400, arrives: (_: Segment, peer: Peer) => peer.say(REFUSAL) }
    const [first, later] = [await kernel.play(refuse, '10.9.1.1'), await kernel.play(refuse, '10.9.1.1')]
    const [one, other] = [first.arrivals[0]!.segment.seq, later.arrivals[0]!.segment.seq]
    const ticks = ((other - one) >>> 0) * linux.isnClock * 1e-3
    const passed = later.begun - first.begun
    assert.ok(Math.abs(ticks - passed) < 30, `${ticks} and ${passed} ms`)
  })

  let played: Promise<Played[]> | undefined
  for (const [index, name] of names.entries()) {
    test(name, async () => {
      if (!played) {
        kernel.set('tcp_retries2', 3)
        played = Promise.all(names.map((each) => kernel.play(cases[each]!.scene)))
      }
      const theirs = (await played)[index]!
      const { scene, says, times } = cases[name]!
      const ours = playEngine(scene, { profile: 'linux' })
      if (says) assert.equal(says(ours), says(theirs))
      if (!times) return
      const [own, other] = [times(ours), times(theirs)]
      assert.is(own.length, other.length, `${own} and ${other}`)
      for (const [at, time] of own.entries()) {
        const late = other[at]! - time
        // The kernel's timers are late by an eighth at most, and processes by what else runs.
        assert.ok(late > -12 && late < 100 + time / 8, `${own} and ${other}`)
      }
    })
  }
}

test.run()
