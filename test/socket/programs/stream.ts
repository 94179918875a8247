import * as assert from 'uvu/assert'
import { recvAll, recvToEnd, sendAll } from '../../../lib/socket/index.ts'
import { bytes, codeOf, connection, fill, pattern, programs, SMALL, text, until } from './program.ts'

export const stream = programs({
  'three sends → one recv may return them all': async (ends) => {
    const { near, far } = await connection(ends)
    for (const piece of ['one', 'two', 'three']) await sendAll(near, bytes(piece))
    await until(ends.server, 'eleven octets wait', () => far.queued().in === 11)
    assert.is(text(await far.recv(100)), 'onetwothree')
  },

  'one send → many recvs, each at most its maximum': async (ends) => {
    const { near, far } = await connection(ends)
    await sendAll(near, bytes('abcdefgh'))
    await until(ends.server, 'eight octets wait', () => far.queued().in === 8)
    const pieces: string[] = []
    for (let index = 0; index < 3; index++) pieces.push(text(await far.recv(3)))
    assert.equal(pieces, ['abc', 'def', 'gh'])
  },

  'nothing there → recv waits for the first octet, not for the maximum': async (ends) => {
    const { near, far } = await connection(ends)
    const receiving = far.recv(1000)
    await sendAll(near, bytes('x'))
    assert.is(text(await receiving), 'x')
  },

  'recv without waiting on an empty queue → EAGAIN, and what comes later is read': async (ends) => {
    const { near, far } = await connection(ends)
    assert.is(await codeOf(() => far.recv(1, { dontWait: true })), 'EAGAIN')
    await sendAll(near, bytes('later'))
    assert.is(text(await recvAll(far, 5)), 'later')
  },

  'peek → the same octets are there for the next recv': async (ends) => {
    const { near, far } = await connection(ends)
    await sendAll(near, bytes('seen twice'))
    await until(ends.server, 'ten octets wait', () => far.queued().in === 10)
    assert.is(text(await far.recv(4, { peek: true })), 'seen')
    assert.is(text(await far.recv(10, { peek: true })), 'seen twice')
    assert.is(text(await far.recv(10)), 'seen twice')
  },

  'peek at the end of the stream → empty, as often as asked': async (ends) => {
    const { near, far } = await connection(ends)
    near.close()
    assert.is((await far.recv(4, { peek: true })).length, 0)
    assert.is((await far.recv(4)).length, 0)
    assert.is((await far.recv(4)).length, 0)
  },

  'wait for all → one recv returns what came in pieces': async (ends) => {
    const { near, far } = await connection(ends)
    const receiving = far.recv(9, { waitAll: true })
    for (const piece of ['one', 'two', 'six']) {
      await sendAll(near, bytes(piece))
      await ends.client.sleep(5)
    }
    assert.is(text(await receiving), 'onetwosix')
  },

  'wait for all, the stream ends before → what there was': async (ends) => {
    const { near, far } = await connection(ends)
    await sendAll(near, bytes('short'))
    near.close()
    assert.is(text(await far.recv(100, { waitAll: true })), 'short')
    assert.is((await far.recv(100, { waitAll: true })).length, 0)
  },

  'wait for all of more than any buffer holds → all of it': async (ends) => {
    const { near, far } = await connection(ends, SMALL)
    const whole = pattern(100_000)
    const receiving = far.recv(whole.length, { waitAll: true })
    await sendAll(near, whole)
    assert.equal(await receiving, whole)
  },

  'wait for all, reset in between → what had come, then the error': async (ends) => {
    const { near, far } = await connection(ends)
    const receiving = far.recv(100, { waitAll: true })
    await sendAll(near, bytes('part'))
    await until(ends.server, 'it was read', () => far.queued().in === 0 && near.queued().out === 0)
    near.setsockopt('linger', 0)
    near.close()
    assert.is(text(await receiving), 'part')
    assert.is(await codeOf(() => far.recv(1)), 'ECONNRESET')
  },

  'wait for all, reset in between, the error taken by getsockopt → its code once, then the end': async (ends) => {
    const { near, far } = await connection(ends)
    const receiving = far.recv(100, { waitAll: true })
    await sendAll(near, bytes('part'))
    await until(ends.server, 'it was read', () => far.queued().in === 0 && near.queued().out === 0)
    near.setsockopt('linger', 0)
    near.close()
    assert.is(text(await receiving), 'part')
    assert.is(far.getsockopt('error'), 'ECONNRESET')
    assert.is(far.getsockopt('error'), undefined)
    assert.is((await far.recv(1)).length, 0)
  },

  'peek and wait for all together → EINVAL': async (ends) => {
    const { far } = await connection(ends)
    assert.is(await codeOf(() => far.recv(4, { peek: true, waitAll: true })), 'EINVAL')
  },

  'recv of 0, of less, of a fraction → EINVAL': async (ends) => {
    const { far } = await connection(ends)
    for (const max of [0, -1, 1.5, Number.NaN]) assert.is(await codeOf(() => far.recv(max)), 'EINVAL')
  },

  'send without waiting into small buffers → part is taken, then EAGAIN': async (ends) => {
    const { near } = await connection(ends, SMALL)
    const megabyte = pattern(1 << 20)
    const taken = await near.send(megabyte, { dontWait: true })
    assert.ok(taken > 0 && taken < megabyte.length, `${taken} taken`)
    await fill(ends.client, near)
    assert.is(await codeOf(() => near.send(megabyte, { dontWait: true })), 'EAGAIN')
  },

  'buffers full → what was handed over is what the two queues hold': async (ends) => {
    const { near, far } = await connection(ends, SMALL)
    const taken = await fill(ends.client, near)
    await until(ends.client, 'the queues hold it all', () => near.queued().out + far.queued().in >= taken)
    // What the peer has read from the wire and not yet acknowledged is in both.
    assert.ok(far.queued().in <= taken)
  },

  'buffers full → a plain send waits until something is read, then takes part': async (ends) => {
    const { near, far } = await connection(ends, SMALL)
    await fill(ends.client, near)
    const megabyte = pattern(1 << 20)
    let settled = false
    const sending = near.send(megabyte).then((some) => {
      settled = true
      return some
    })
    await ends.client.sleep(20)
    assert.not(settled)
    while (!settled) await far.recv(4096)
    const some = await sending
    assert.ok(some > 0 && some < megabyte.length, `${some} taken`)
  },

  'a megabyte through small buffers → whole and in order': async (ends) => {
    const { near, far } = await connection(ends, SMALL)
    const megabyte = pattern(1 << 20)
    const receiving = recvToEnd(far)
    await sendAll(near, megabyte)
    near.shutdown('write')
    assert.equal(await receiving, megabyte)
  },

  'send of nothing → 0 taken, nothing to read': async (ends) => {
    const { near, far } = await connection(ends)
    assert.is(await near.send(new Uint8Array(0)), 0)
    assert.is(far.queued().in, 0)
  },

  'a view into a larger array → exactly the view is sent': async (ends) => {
    const { near, far } = await connection(ends)
    await sendAll(near, bytes('not this: payload, nor this').subarray(10, 17))
    assert.is(text(await recvAll(far, 7)), 'payload')
  },

  'what recv returned → is not overwritten by the next recv': async (ends) => {
    const { near, far } = await connection(ends)
    await sendAll(near, bytes('firstother'))
    const first = await recvAll(far, 5)
    await recvAll(far, 5)
    assert.is(text(first), 'first')
  },

  'unread octets → queued says how many, on both sides': async (ends) => {
    const { near, far } = await connection(ends)
    assert.equal(far.queued(), { in: 0, out: 0 })
    await sendAll(near, pattern(1000))
    await until(ends.client, 'all is acknowledged', () => near.queued().out === 0)
    assert.is(far.queued().in, 1000)
    await recvAll(far, 400)
    assert.is(far.queued().in, 600)
  },

  'both ends send at once → each reads the other': async (ends) => {
    const { near, far } = await connection(ends)
    await Promise.all([sendAll(near, bytes('to far')), sendAll(far, bytes('to near'))])
    assert.is(text(await recvAll(far, 6)), 'to far')
    assert.is(text(await recvAll(near, 7)), 'to near')
  },
})
