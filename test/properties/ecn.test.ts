import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Flow } from '../../lib/concepts/flow.ts'
import { type PacketEvent, pointToPoint, Random, type Trace } from '../../lib/network/index.ts'
import { CONGESTION_NAMES } from '../../lib/tcp/index.ts'
import { ecnOf } from '../../lib/tcp/wire/index.ts'
import { draws } from '../helpers/draws.ts'

const SEEDS = draws(30)
const AGREED = { ecn: 'ask' } as const
/** BBR asks for no marks: it would not heed them. */
const ALGORITHMS = CONGESTION_NAMES.filter((name) => name !== 'none' && name !== 'bbr')

/** A flow through a queue that marks, on a way that may lose, reorder and double packets. */
function runOf(seed: number): { trace: Trace; received: number; wanted: number } {
  const random = new Random(seed)
  const pick = <Item>(items: readonly Item[]): Item => items[random.below(items.length)]!
  const wanted = 200_000 + random.below(400_000)
  const { network, client, server } = pointToPoint({
    seed,
    link: {
      rate: pick([1e6, 5e6, 20e6]),
      delay: pick([2, 20, 60]),
      queue: {
        packets: pick([20, 1000]),
        discipline: 'codel',
        ecn: true,
        target: pick([1, 5]),
        interval: pick([20, 100]),
      },
      loss: pick([0, 0.005, 0.02]),
      duplicate: pick([0, 0.01]),
      ...(random.chance(0.3) && { reorder: { probability: 0.02, by: 5 } }),
    },
    back: { delay: pick([2, 20, 60]), loss: pick([0, 0.02]) },
  })
  const more = { delayedAck: pick([0, 40]), timestamps: random.chance(0.5), sack: random.chance(0.7) }
  const congestion = pick(ALGORITHMS)
  const lossDetection = pick(['dup-ack', 'rack-tlp'] as const)
  const flow = new Flow(network, client, server, {
    data: wanted,
    settings: { ...AGREED, ...more, congestion, lossDetection, undo: random.chance(0.5) },
    receiver: { ...more, ecn: 'accept' },
  })
  network.run({ until: 120_000, when: () => flow.finished !== undefined })
  return { trace: network.trace(), received: flow.received, wanted }
}

const packetsIn = ({ events }: Trace): PacketEvent[] =>
  events.filter((event): event is PacketEvent => event.type === 'packet' && event.segment !== undefined)

const REDUCTIONS = new Set(['congestion-marked', 'fast-retransmit'])

/** What went wrong, and how many marks were answered. */
function faultsIn(trace: Trace): { faults: string[]; marks: number; answers: number } {
  const faults: string[] = []
  let [marks, answers] = [0, 0]
  /** SND.NXT at the client, and what it was at the last reduction. */
  let next = -1
  let end = -1
  let echoes = false
  const first = packetsIn(trace)[0]!.segment!.seq
  const offset = (seq: number): number => (seq - first) >>> 0
  for (const event of trace.events) {
    if (event.type === 'sender' && event.what === 'congestion-marked') answers++
    if (event.type === 'sender' && REDUCTIONS.has(event.what) && 'seq' in event) {
      // What is lost again is another sign of congestion: only marks are held to it.
      if (event.what === 'congestion-marked' && offset(event.seq) <= end)
        faults.push(`${event.time}: reduced for a mark at ${offset(event.seq)}, in the window up to ${end}`)
      end = next
    }
    if (event.type !== 'packet' || !event.segment) continue
    const { flags, payload, seq } = event.segment
    if (event.what === 'sent') {
      const ecn = ecnOf(event.bytes)
      const isNew = payload.length > 0 && !event.retransmission && !event.windowProbe
      if ((ecn === 2) !== isNew) faults.push(`${event.time}: ECN field ${ecn} on ${payload.length} octets`)
      if (event.from === 'client')
        next = Math.max(next, offset(seq) + payload.length + (flags.syn || flags.fin ? 1 : 0))
      else if (!flags.syn && (flags.ece === true) !== echoes)
        faults.push(`${event.time}: ECE ${flags.ece === true}, to be ${echoes}`)
      if (flags.cwr && !isNew && !flags.syn) faults.push(`${event.time}: CWR on what is no new data`)
    } else if (event.what === 'delivered' && event.to === 'server' && payload.length > 0) {
      // A packet outside of the window says nothing: only new data may bear a mark, or CWR.
      const isFresh = !seen.has(seq)
      seen.add(seq)
      if (isFresh && flags.cwr) echoes = false
      if (isFresh && ecnOf(event.bytes) === 3) {
        echoes = true
        marks++
      }
    }
  }
  return { faults, marks, answers }
}

const seen = new Set<number>()

test(`${SEEDS} seeds of queues that mark on bad ways → all arrives; one reduction a window for marks; each mark is echoed until CWR; ECT on new data alone`, () => {
  let [marks, answers] = [0, 0]
  for (let seed = 1; seed <= SEEDS; seed++) {
    seen.clear()
    const { trace, received, wanted } = runOf(seed)
    const found = faultsIn(trace)
    assert.equal(found.faults.slice(0, 3), [], `seed ${seed}`)
    assert.is(received, wanted, `seed ${seed}`)
    marks += found.marks
    answers += found.answers
  }
  assert.ok(marks > SEEDS && answers > SEEDS / 2 && answers <= marks, `${marks} marks, ${answers} answers`)
})

test.run()
