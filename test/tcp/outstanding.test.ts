import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Outstanding, type Transmission } from '../../lib/tcp/retransmission/outstanding.ts'

const test = suite('outstanding')

function show({ start, end, time, resent }: Transmission): string {
  return `${start}:${end} at ${time}${resent ? ' R' : ''}`
}

/** Those on their way, in the order of sending. */
function inOrder(outstanding: Outstanding): string[] {
  const list: string[] = []
  for (let each = outstanding.oldest; each; each = outstanding.later(each)) list.push(show(each))
  return list
}

function four(): Outstanding {
  const outstanding = new Outstanding()
  for (const i of [0, 1, 2, 3]) outstanding.sent(1 + 100 * i, 101 + 100 * i, i)
  return outstanding
}

test('sent, sent again → the order of sending, which the place in the stream does not change', () => {
  const outstanding = four()
  outstanding.resent(101, 201, 9)
  assert.equal(inOrder(outstanding), ['1:101 at 0', '201:301 at 2', '301:401 at 3', '101:201 at 9 R'])
  assert.is(outstanding.last?.end, 401)
  assert.is(outstanding.count, 4)
})

test('acknowledged up to the middle of a segment → what was delivered, and the rest stays in its place', () => {
  const outstanding = four()
  outstanding.sack(101, 201)
  assert.equal(outstanding.acknowledge(251).map(show), ['1:101 at 0', '201:251 at 2'])
  assert.equal(inOrder(outstanding), ['251:301 at 2', '301:401 at 3'])
  assert.equal([outstanding.count, outstanding.sacked], [2, 0])
})

test('reported twice → delivered once', () => {
  const outstanding = four()
  assert.equal(outstanding.sack(151, 301).map(show), ['151:201 at 1', '201:301 at 2'])
  assert.equal(outstanding.sack(101, 301).map(show), ['101:151 at 1'])
  assert.is(outstanding.sacked, 3)
})

test('lost → the lowest first, as one stretch as far as it is asked for, until it is resent', () => {
  const outstanding = four()
  outstanding.loseAll(({ start }) => start !== 201)
  outstanding.loseAll(({ fate }) => fate === 'lost')
  assert.equal([outstanding.lost, outstanding.lowestLost(1_000)], [300, [1, 201]])
  assert.equal(outstanding.lowestLost(50), [1, 101])
  outstanding.resent(1, 151, 9)
  assert.equal([outstanding.lost, outstanding.lowestLost(1_000)], [150, [151, 201]])
  outstanding.resent(151, 201, 9)
  assert.equal(outstanding.lowestLost(1_000), [301, 401])
  outstanding.acknowledge(401)
  assert.equal([outstanding.lost, outstanding.lowestLost(1_000), outstanding.last], [0, undefined, undefined])
})

test('cleared → nothing is outstanding', () => {
  const outstanding = four()
  outstanding.acknowledge(51)
  outstanding.loseAll(({ start }) => start === 51)
  outstanding.sack(101, 201)
  outstanding.clear()
  assert.equal([outstanding.count, outstanding.lost, outstanding.sacked, outstanding.oldest], [0, 0, 0, undefined])
  outstanding.sent(401, 501, 9)
  assert.equal([outstanding.count, inOrder(outstanding)], [1, ['401:501 at 9']])
})

const calls = fc.array(
  fc.record({
    call: fc.constantFrom('sent', 'sent', 'resent', 'acknowledge', 'sack', 'lose', 'forget'),
    from: fc.nat(99),
    length: fc.integer({ min: 1, max: 30 }),
  }),
  { maxLength: 400, size: 'max' },
)

test('any calls → octet by octet the same as a list of octets says', () => {
  fc.assert(
    fc.property(calls, (list) => {
      const outstanding = new Outstanding()
      const fates = new Map<number, { fate: Transmission['fate']; time: number }>()
      let [una, nxt, now] = [1, 1, 0]
      for (const { call, from, length } of list) {
        now++
        const start = una + Math.floor(((nxt - una) * from) / 100)
        const end = Math.min(nxt, start + length)
        const mark = (fate: Transmission['fate'], time: number): void => {
          for (let octet = start; octet < end; octet++) fates.set(octet, { fate, time })
        }
        if (call === 'sent') {
          outstanding.sent(nxt, nxt + length, now)
          for (; nxt < outstanding.last!.end; nxt++) fates.set(nxt, { fate: 'on its way', time: now })
        } else if (start >= end) {
          continue
        } else if (call === 'resent') {
          outstanding.resent(start, end, now)
          mark('on its way', now)
        } else if (call === 'acknowledge') {
          outstanding.acknowledge(end)
          for (; una < end; una++) fates.delete(una)
        } else if (call === 'sack') {
          outstanding.sack(start, end)
          for (let octet = start; octet < end; octet++) fates.get(octet)!.fate = 'sacked'
        } else {
          const fate = call === 'lose' ? 'on its way' : 'sacked'
          const before = (segment: { fate: string; time: number }): boolean =>
            segment.fate === fate && segment.time < now - from / 10
          outstanding.loseAll(before)
          for (const octet of fates.values()) if (before(octet)) Object.assign(octet, { fate: 'lost', time: Infinity })
        }
        assertSame(outstanding, fates)
      }
    }),
    { numRuns: 300, seed: 8_985 },
  )
})

function assertSame(outstanding: Outstanding, fates: Map<number, { fate: string; time: number }>): void {
  const octets = [...fates].sort(([a], [b]) => a - b)
  const lost = octets.filter(([, { fate }]) => fate === 'lost').map(([octet]) => octet)
  assert.is(outstanding.lost, lost.length)
  const stretch = outstanding.lowestLost(1)
  assert.is(stretch?.[0], lost[0])
  if (stretch) for (let octet = stretch[0]; octet < stretch[1]; octet++) assert.is(fates.get(octet)?.fate, 'lost')
  let last = -Infinity
  let onTheirWay = 0
  for (let each = outstanding.oldest; each; each = outstanding.later(each)) {
    assert.ok(each.time >= last)
    last = each.time
    for (let octet = each.start; octet < each.end; octet++, onTheirWay++) {
      const { fate, time } = fates.get(octet) ?? {}
      assert.equal([fate, time], ['on its way', each.time])
    }
  }
  assert.is(onTheirWay, octets.filter(([, { fate }]) => fate === 'on its way').length)
  assert.is(
    outstanding.sacked > 0,
    octets.some(([, { fate }]) => fate === 'sacked'),
  )
  assert.is(outstanding.count > 0, octets.length > 0)
}

test.run()
