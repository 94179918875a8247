/** Problems of hundreds of seeds, against their traces read in another way than the problems read them. */
import { inspect } from 'node:util'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type PosedProblem, PROBLEM_KINDS, type ProblemKind, problem } from '../../../lib/concepts/problems.ts'
import { NARROW, NARROW_TYPE, WIDE } from '../../../lib/draw/index.ts'
import type { PacketEvent, SampleEvent, TraceEvent } from '../../../lib/network/index.ts'
import { flawsOf } from '../../draw/geometry.ts'
import { problemsOf, SEEDS } from '../../helpers/problems.ts'

const sent = (event: TraceEvent | undefined): event is PacketEvent => event?.type === 'packet' && event.what === 'sent'

for (const kind of PROBLEM_KINDS) {
  test(`${kind}: ${SEEDS} seeds → each with one right choice of three or four, its place mixed`, () => {
    const places = new Map<string, number>()
    for (const { posed, seed } of problemsOf(kind)) {
      const letters = Object.keys(posed.choices)
      assert.ok(letters.length === 3 || letters.length === 4, `${seed}: ${letters.length} choices`)
      assert.is(new Set(Object.values(posed.choices)).size, letters.length, `${seed}: two choices say the same`)
      const right = letters.filter((letter) => posed.answer(letter).right)
      assert.is(right.length, 1, `${seed}`)
      places.set(right[0]!, (places.get(right[0]!) ?? 0) + 1)
      for (const letter of letters) {
        const { text } = posed.answer(letter)
        const [, verdict, why = ''] = posed.answer(letter).bundle()['text/markdown']!.split('\n\n')
        assert.is(verdict, text.split('\n')[0], 'a paragraph of its own')
        assert.match(why, /^\S/)
        assert.match(text, new RegExp(`^[✓✗] \\(${letter}\\) .*\\n {2}\\S`))
        assert.ok(
          text.split('\n').every((line) => line.length <= 88),
          `${seed}: a line that a page cuts off: ${text}`,
        )
      }
    }
    for (const letter of 'abcd') assert.ok((places.get(letter) ?? 0) > SEEDS / 8, `(${letter}): ${places.get(letter)}`)
  })

  test(`${kind}: of 200 seeds → at least 120 different questions, each of a run of at most a thousand events`, () => {
    const some = problemsOf(kind).slice(0, 200)
    assert.ok(new Set(some.map(({ posed }) => posed.question + posed.figure.table)).size >= 120)
    const distinct = new Set(some.map(({ posed }) => String(posed)))
    assert.ok(distinct.size >= 120, `${distinct.size}`)
    assert.ok(some.every(({ posed }) => posed.trace.events.length <= 1000))
  })

  test(`${kind}: the picture → nothing of what comes after the moment`, () => {
    for (const { posed, seed } of problemsOf(kind)) {
      const { time } = posed.trace.events[posed.at]!
      const { sentence: spoken } = posed.figure
      for (const row of rowsOf(posed)) {
        const told = /^([\d.]+).*?(?:arrives ([\d.]+))?$/.exec(row)!
        for (const shown of told.slice(1).flatMap((number) => Number(number ?? 0)))
          assert.ok(shown <= time * 1.01 + 1, `${seed}: ${row}, after ${time} ms`)
      }
      for (const [, number = '0', unit] of spoken.matchAll(/(?<![\d.])(\d+(?:\.\d+)?) (ms|s)\b/g)) {
        const shown = Number(number) * (unit === 's' ? 1000 : 1)
        assert.ok(
          shown <= time * 1.01 + 1 || spoken.includes(`in ${number} ${unit}`),
          `${seed}: ${number} ${unit} after ${time} ms`,
        )
      }
    }
  })

  test(`${kind}: the picture in both widths → nothing that an eye would stumble on`, () => {
    for (const { posed, seed } of problemsOf(kind).slice(0, 20))
      for (const width of [WIDE, NARROW])
        assert.equal(flawsOf(posed.figure.svg(width), width), [], `${seed} at ${width}`)
  })

  test(`${kind}: a seed twice → the same; shown as HTML with its picture, printed as text`, () => {
    const [one, other] = [problem(kind, 11), problem(kind, 11)]
    assert.is(one.figure.svg(), other.figure.svg())
    assert.is(String(one), String(other))
    assert.is(inspect(one), String(one))
    const { [Symbol.for('Jupyter.display')]: show } = one as unknown as Record<symbol, () => Record<string, string>>
    const bundle = show!.call(one)
    assert.equal(Object.keys(bundle), ['text/html', NARROW_TYPE, 'text/plain'])
    assert.is(bundle[NARROW_TYPE], one.figure.svg(NARROW))
    assert.ok(bundle['text/html']!.startsWith('<svg'))
    assert.ok(bundle['text/html']!.includes(`<p>(b) ${one.choices.b}`))
    assert.is(inspect(one.answer('A')), `${kind} 11:\n${one.answer('a').text}`)
    assert.throws(() => one.answer('z'), /no choice "z"; give a letter from a to [cd]/)
  })
}

test('why a segment is sent → not told by the picture of it', () => {
  let asked = 0
  for (const { posed, seed } of [...problemsOf('what-next'), ...problemsOf('why-now')]) {
    if (!/Why just then|What lets it go/.test(posed.question)) continue
    const { time } = posed.trace.events[posed.at]!
    assert.not.match(posed.figure.table, /timer|duplicate|partial/, `${seed}`)
    assert.not.match(posed.figure.sentence, new RegExp(`at ${time.toPrecision(3)} ms \\(`), `${seed}`)
    const before = posed.trace.events.slice(0, posed.at).filter((event) => sent(event) && event.windowProbe)
    assert.ok([...posed.figure.table.matchAll(/window probe/g)].length <= before.length, `${seed}`)
    asked++
  }
  assert.ok(asked > 200)
})

test('what the client cannot know → neither in its picture nor in the words of it', () => {
  const unseen = problemsOf('what-next').filter(({ posed }) => posed.question.includes('what the client can know'))
  assert.ok(unseen.length > 50)
  for (const { posed, seed } of unseen) {
    for (const width of [WIDE, NARROW]) assert.not.match(posed.figure.svg(width), /\blost\b/i, `${seed}`)
    assert.not.match(posed.figure.table, /\blost\b/i, `${seed}`)
    const own = rowsOf(posed).filter((row) => row.includes('client →'))
    assert.ok(
      own.every((each) => !each.includes('arrives')),
      `${seed}`,
    )
  }
})

test('what is under way to the client → not in its picture; what its program has handed over → told beside it', () => {
  let drawn = 0
  for (const { posed, seed } of [...problemsOf('how-much'), ...problemsOf('what-next')]) {
    const acks = rowsOf(posed).filter((row) => row.includes('server →'))
    for (const ack of acks) assert.match(ack, /arrives/, `${seed}`)
    drawn += acks.length
    if (!/What does it (wait for|do at once)/.test(posed.question)) continue
    const programs = posed.trace.events.slice(0, posed.at + 1).filter((event) => event.type === 'program')
    const given = programs.filter(({ host }) => host === 'client').map(({ text }) => numberIn(text))
    assert.is(
      numberIn(posed.facts!),
      given.reduce((sum, each) => sum + each, 0),
      `${seed}`,
    )
  }
  assert.ok(drawn > 1000)
})

test('a kind that there is not, a seed that is no whole number → an error that says so', () => {
  assert.throws(() => problem('which' as ProblemKind, 1), /problem: kind/)
  assert.throws(() => problem('which-ack', 0.5), /problem: seed/)
})

test('which-ack → the number in the header of the next segment of that host, its octets read by themselves', () => {
  const rising = { same: 0, further: 0 }
  for (const { posed, seed } of problemsOf('which-ack')) {
    const { events } = posed.trace
    const arrived = events[posed.at] as PacketEvent
    const next = events.slice(posed.at).find((event) => sent(event) && event.from === arrived.to) as PacketEvent
    const isn = readNumber(events.find((event) => sent(event) && event.from === arrived.from) as PacketEvent, 4)
    const ack = (readNumber(next, 8) - isn) >>> 0
    assert.is(numberIn(rightOf(posed)), ack, `${seed}`)
    const before = events.slice(0, posed.at).findLast((event) => sent(event) && event.from === arrived.to)
    rising[before && (readNumber(before as PacketEvent, 8) - isn) >>> 0 === ack ? 'same' : 'further']++
  }
  assert.ok(rising.same > 20 && rising.further > 100, JSON.stringify(rising))
})

test('how-much → as many bytes as the client’s SND.NXT moves on in that moment; what it waits for is what comes', () => {
  const kinds = new Map<string, number>()
  const count = (kind: string) => kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
  for (const { posed, seed } of problemsOf('how-much')) {
    const { events } = posed.trace
    if (posed.question.includes('How many')) {
      const { time } = events[posed.at]!
      const before = lastSample(events.slice(0, posed.at))
      const after = lastSample(events.filter((event, at) => at < posed.at || event.time === time))
      const moved = (after.sndNxt - before.sndNxt) >>> 0
      assert.is(numberIn(rightOf(posed)), moved, `${seed}`)
      count(moved === 0 ? 'none' : 'some')
      continue
    }
    const next = events.findIndex(
      (event, at) => at > posed.at && sent(event) && event.from === 'client' && !event.windowProbe,
    )
    const occasion = events
      .slice(0, next)
      .findLast((event) => event.time === events[next]!.time && isOccasion(event, 'client'))!
    const known = lastSample(events.slice(0, posed.at + 1))
    const text = rightOf(posed)
    if (occasion.type === 'program') assert.match(text, /its own program/, `${seed}`)
    else if (known.sndWnd === 0) assert.match(text, /the server’s program/, `${seed}`)
    else assert.match(text, /used up/, `${seed}`)
    count(text)
  }
  assert.is(kinds.size, 5, inspect(kinds))
  for (const [kind, amount] of kinds) assert.ok(amount >= 8, `${kind}: ${amount}`)
})

test('what-next → what was dropped, what leaves, the cause that the engine wrote', () => {
  const seen = new Map<string, number>()
  const count = (what: string) => seen.set(what, (seen.get(what) ?? 0) + 1)
  const CAUSES = {
    timeout: /timer has run out/,
    'third duplicate': /third duplicate/,
    'partial ACK': /only a part/,
    SACK: /SACK/,
  }
  for (const { posed, seed } of problemsOf('what-next')) {
    const { events } = posed.trace
    const origin = (events[0] as PacketEvent).segment!.seq
    const seqOf = (event: PacketEvent): number => (event.segment!.seq - origin) >>> 0
    const right = rightOf(posed)
    if (posed.question.includes('missing at the server')) {
      const dropped = events.slice(0, posed.at).filter((event) => event.type === 'packet' && event.what === 'dropped')
      assert.ok(
        (dropped as PacketEvent[]).some((event) => seqOf(event) === numberIn(right)),
        `${seed}`,
      )
      count('lost')
    } else if (posed.question.includes('Why just then')) {
      const { cause } = events[posed.at] as PacketEvent
      assert.match(right, CAUSES[cause as keyof typeof CAUSES], `${seed}`)
      count(cause!)
    } else {
      const isLate = posed.question.includes('runs out')
      const time = events[isLate ? posed.at + 1 : posed.at]!.time
      const leaving = events.filter(
        (event, at): event is PacketEvent =>
          at > posed.at && event.time === time && sent(event) && event.from === 'client',
      )
      const [only] = leaving
      assert.ok(leaving.length <= 1, `${seed}`)
      if (only === undefined) assert.match(right, /sends nothing/, `${seed}`)
      else assert.is(numberIn(right), seqOf(only), `${seed}`)
      count(only === undefined ? 'nothing' : isLate ? 'late' : 'again')
    }
  }
  for (const what of ['lost', 'nothing', 'again', 'late', ...Object.keys(CAUSES)])
    assert.ok((seen.get(what) ?? 0) >= 5, inspect(seen))
})

test('why-now → the occasion in the trace, and the limit that leaves no room in the variables of the sender', () => {
  const REASONS = {
    program: /client’s program/,
    window: /receiver’s window/,
    cwnd: /^cwnd/,
    timer: /timer/,
    loss: /third duplicate/,
    arrival: /just arrived/,
    reader: /just read/,
  }
  const seen = new Map<string, number>()
  for (const { posed, seed } of problemsOf('why-now')) {
    const { events } = posed.trace
    const event = events[posed.at] as PacketEvent
    const reason = reasonOf(events, posed.at, event)
    const timers = events.filter(
      (each) => each.type === 'timer' && each.time === event.time && each.host === event.from,
    )
    assert.is(timers.length > 0, reason === 'timer', `${seed}`)
    assert.match(rightOf(posed), REASONS[reason], `${seed}`)
    seen.set(reason, (seen.get(reason) ?? 0) + 1)
  }
  for (const reason of Object.keys(REASONS)) assert.ok((seen.get(reason) ?? 0) >= 10, inspect(seen))
})

function reasonOf(events: readonly TraceEvent[], at: number, event: PacketEvent) {
  const occasion = events.slice(0, at).findLast((each) => each.time === event.time && isOccasion(each, event.from))
  if (!occasion) return 'timer'
  if (event.from === 'server') return occasion.type === 'program' ? 'reader' : 'arrival'
  if (event.cause === 'third duplicate') return 'loss'
  if (occasion.type === 'program') return 'program'
  const { cwnd, sndWnd, flight } = lastSample(events.slice(0, events.indexOf(occasion)))
  return Math.min(cwnd!, sndWnd) === cwnd && cwnd - flight < event.segment!.payload.length ? 'cwnd' : 'window'
}

function isOccasion(event: TraceEvent, host: string): boolean {
  if (event.type === 'packet') return event.what === 'delivered' && event.to === host
  return event.type === 'program' && event.host === host
}

function lastSample(events: readonly TraceEvent[]): SampleEvent {
  return events.findLast((event) => event.type === 'sample' && event.host === 'client') as SampleEvent
}

/** A line a segment. */
function rowsOf({ figure }: PosedProblem): string[] {
  return figure.table
    .split('\n')
    .slice(1)
    .filter((row) => row !== '')
}

function rightOf(posed: PosedProblem): string {
  const [, text] = Object.entries(posed.choices).find(([letter]) => posed.answer(letter).right)!
  return text
}

/** The first number of a text, its commas apart. */
function numberIn(text: string): number {
  return Number(/\d[\d,]*/.exec(text)![0].replaceAll(',', ''))
}

/** 32 bits of the TCP header behind an IPv4 header of twenty octets. */
function readNumber({ bytes }: PacketEvent, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(20 + at)
}

test.run()
