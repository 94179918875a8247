import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Reassembler } from '../../../lib/tcp/receiver/reassembler.ts'
import { pattern } from '../../helpers/octets.ts'
import { establishedScript } from '../../helpers/tcp-script.ts'

test('in order → readable at once', () => {
  const data = new Reassembler(100)
  assert.is(data.insert(0, pattern(0, 10)), 10)
  assert.is(data.insert(10, pattern(10, 10)), 10)
  assert.equal(data.take(15), pattern(0, 15))
  assert.equal(data.take(15), pattern(15, 5))
  assert.is(data.take(15).length, 0)
})

test('a hole is filled → what waited behind it becomes readable with it', () => {
  const data = new Reassembler(100)
  assert.is(data.insert(10, pattern(10, 10)), 0)
  assert.is(data.insert(30, pattern(30, 5)), 0)
  assert.is(data.waiting, 15)
  assert.is(data.insert(0, pattern(0, 10)), 20)
  assert.ok(data.hasHoles)
  assert.is(data.insert(15, pattern(15, 15)), 15)
  assert.not(data.hasHoles)
  assert.equal(data.take(100), pattern(0, 35))
})

test('one segment fills a hole, runs over what waits and makes the ring grow → every octet is what was sent', () => {
  const data = new Reassembler(65_535)
  data.insert(0, pattern(0, 1400))
  data.insert(1500, pattern(1500, 100))
  assert.is(data.insert(1400, pattern(1400, 1460)), 1460)
  assert.equal(data.take(4000), pattern(0, 2860))
})

test('octets that differ from those held → the first copy stays', () => {
  const data = new Reassembler(100)
  data.insert(5, pattern(5, 5))
  data.insert(3, new Uint8Array(10).fill(255))
  data.insert(0, pattern(0, 3))
  const expected = pattern(0, 13)
  expected.fill(255, 3, 5)
  expected.fill(255, 10, 13)
  assert.equal(data.take(100), expected)
})

test('beyond the capacity → cut off; after reading there is room again', () => {
  const data = new Reassembler(10)
  assert.is(data.insert(0, pattern(0, 20)), 10)
  assert.is(data.insert(10, pattern(10, 5)), 0)
  data.take(4)
  assert.is(data.insert(10, pattern(10, 5)), 4)
  assert.equal(data.take(20), pattern(4, 10))
})

test('more holes than are kept track of → the rest is dropped, nothing breaks', () => {
  const data = new Reassembler(10_000)
  for (let offset = 1; offset < 2000; offset += 2) data.insert(offset, pattern(offset, 1))
  assert.is(data.waiting, 256)
  data.insert(0, pattern(0, 2000))
  assert.equal(data.take(5000), pattern(0, 2000))
})

test('as many holes as are kept track of → the missing octets are still taken, and what touches them', () => {
  const data = new Reassembler(10_000)
  for (let run = 1; run <= 256; run++) data.insert(run * 20, pattern(run * 20, 10))
  assert.is(data.insert(257 * 20, pattern(257 * 20, 10)), 0)
  assert.is(data.waiting, 2560)
  // In order, but not up to the first run that waits.
  assert.is(data.insert(0, pattern(0, 5)), 5)
  assert.is(data.insert(5, pattern(5, 15)), 25)
  assert.equal(data.take(100), pattern(0, 30))
})

test('newest first: the run touched last leads (RFC 2018 §4)', () => {
  const data = new Reassembler(1000)
  data.insert(10, pattern(10, 10))
  data.insert(30, pattern(30, 10))
  data.insert(50, pattern(50, 10))
  data.insert(20, pattern(20, 5))
  const runs = data.newest(2).map(({ left, right }) => [left, right])
  assert.equal(runs, [
    [10, 25],
    [50, 60],
  ])
})

test('duplicate: what had been read, what waits, and what is new (RFC 2883)', () => {
  const data = new Reassembler(1000)
  data.insert(0, pattern(0, 10))
  assert.is(data.duplicate, undefined)
  data.insert(5, pattern(5, 10))
  assert.equal(data.duplicate, { left: 5, right: 10 })
  data.insert(30, pattern(30, 10))
  assert.is(data.duplicate, undefined)
  data.insert(25, pattern(25, 10))
  assert.equal(data.duplicate, { left: 30, right: 35 })
  // Behind a run that it only touches, up to the next, which it overlaps.
  data.insert(50, pattern(50, 10))
  data.insert(40, pattern(40, 15))
  assert.equal(data.duplicate, { left: 50, right: 55 })
})

test('out of order → an ACK at once with SACK blocks, newest first (RFC 5681 §4.2, RFC 2018)', () => {
  establishedScriptWithSack().run(`
    < . 11:21(10) ack 1
    > . 1:1(0) ack 1 <sack 11:21>
    < . 31:41(10) ack 1
    > . 1:1(0) ack 1 <sack 31:41 11:21>
    < . 51:61(10) ack 1
    > . 1:1(0) ack 1 <sack 51:61 31:41 11:21>
    < . 71:81(10) ack 1
    > . 1:1(0) ack 1 <sack 71:81 51:61 31:41 11:21>
    < . 91:101(10) ack 1
    > . 1:1(0) ack 1 <sack 91:101 71:81 51:61 31:41>
    < . 21:31(10) ack 1
    > . 1:1(0) ack 1 <sack 11:41 91:101 71:81 51:61>
    < . 1:11(10) ack 1
    > . 1:1(0) ack 41 <sack 91:101 71:81 51:61>`)
})

test('old text → the ACK reports it first, once (DSACK, RFC 2883)', () => {
  establishedScriptWithSack().run(`
    < . 1:101(100) ack 1
    < . 1:51(50) ack 1
    > . 1:1(0) ack 101 <sack 1:51>
    < . 201:301(100) ack 1
    > . 1:1(0) ack 101 <sack 201:301>
    < . 201:301(100) ack 1
    > . 1:1(0) ack 101 <sack 201:301 201:301>
    < . 51:151(100) ack 1
    > . 1:1(0) ack 151 <sack 51:101 201:301>
    < . 151:201(50) ack 1
    > . 1:1(0) ack 301 <>
    < . 0:1(1) ack 1
    > . 1:1(0) ack 301 <>`)
})

test('old text behind which the FIN has come → the ACK reports just that text', () => {
  establishedScriptWithSack().run(`
    < F. 1:101(100) ack 1
    > . 1:1(0) ack 102
    < F. 1:101(100) ack 1
    > . 1:1(0) ack 102 <sack 1:101>
    < . 21:51(30) ack 1
    > . 1:1(0) ack 102 <sack 21:51>`)
})

test('a segment begins right behind a waiting run and overlaps the next → the ACK reports that overlap first', () => {
  establishedScriptWithSack().run(`
    < . 200:300(100) ack 1
    > . 1:1(0) ack 1 <sack 200:300>
    < . 400:500(100) ack 1
    > . 1:1(0) ack 1 <sack 400:500 200:300>
    < . 300:500(200) ack 1
    > . 1:1(0) ack 1 <sack 400:500 200:500>`)
})

test('the peer sends again in larger pieces what it sent in small ones → the program reads what was sent', () => {
  establishedScript().run(`
    < P. 1:1401(1400) ack 1
    < P. 1501:1601(100) ack 1
    > . 1:1(0) ack 1401
    < P. 1401:2861(1460) ack 1
    > . 1:1(0) ack 2861
    recv 4000 = 2860`)
})

test('with data to send while there is a hole → an ACK with blocks of its own, full segments without', () => {
  establishedScriptWithSack().run(`
    < . 11:21(10) ack 1
    > . 1:1(0) ack 1 <sack 11:21>
    send 1470 = 1470
    > . 1:1461(1460) ack 1 <>
    < . 21:31(10) ack 1
    > . 1461:1461(0) ack 1 <sack 11:31>
    < . 31:41(10) ack 1461
    > . 1461:1461(0) ack 1 <sack 11:41>
    > P. 1461:1471(10) ack 1 <sack 11:41>`)
})

test('without SACK-permitted → holes are answered at once, without blocks', () => {
  establishedScript().run(`
    < . 11:21(10) ack 1
    > . 1:1(0) ack 1 <>
    < . 1:11(10) ack 1
    > . 1:1(0) ack 21`)
})

function establishedScriptWithSack(): ReturnType<typeof establishedScript> {
  return establishedScript({ sack: true, synOptions: 'mss 1460, sackOK' })
}

test.run()
