import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Outbox } from '../../lib/kernel/inside/outbox.ts'

/** A socket like ZeroMQ's: so many sends at once, then one is pending until `flush`, and the next throws EBUSY. */
function socket(atOnce: number) {
  const sent: string[] = []
  let room = atOnce
  let release: (() => void) | undefined
  const send = (frames: (string | Uint8Array)[]): Promise<void> => {
    if (release) throw Object.assign(new Error('busy'), { code: 'EBUSY' })
    if (room-- > 0) return Promise.resolve(void sent.push(String(frames.at(-1))))
    return new Promise((resolve) => {
      release = () => {
        release = undefined
        room = atOnce
        sent.push(String(frames.at(-1)))
        resolve()
      }
    })
  }
  const state = { closed: false }
  const flush = async () => {
    while (release) {
      release()
      await new Promise(setImmediate)
    }
  }
  return { state, sent, send, flush }
}

const frames = (parent: string, content: string) => ['<IDS|MSG>', 'signature', '{}', parent, '{}', content]

test('more than can be sent at once → queued, all sent, in order', async () => {
  const { state, sent, send, flush } = socket(5)
  const outbox = new Outbox(state, send)
  for (let i = 0; i < 100; i++) outbox.send(frames('a', String(i)))
  assert.is(sent.length, 5)
  await flush()
  assert.equal(
    sent.map(Number),
    Array.from({ length: 100 }, (_, i) => i),
  )
})

test('sent while the queue drains → after what waits', async () => {
  const { state, sent, send, flush } = socket(2)
  const outbox = new Outbox(state, send)
  for (const text of ['0', '1', '2', '3', '4']) outbox.send(frames('a', text))
  const flushed = flush()
  outbox.send(frames('a', '5'))
  await flushed
  assert.is(sent.join(''), '012345')
})

test('what can be sent at once → is sent before send returns', () => {
  const { state, sent, send } = socket(5)
  new Outbox(state, send).send(frames('a', 'now'))
  assert.equal(sent, ['now'])
})

test('more waits than may → the rest of that request is dropped, its idle too; the next request is not', async () => {
  const { state, sent, send, flush } = socket(1)
  const outbox = new Outbox(state, send)
  const big = 'x'.repeat(100 * 2 ** 20)
  for (let i = 0; i < 6; i++) outbox.send(frames('a', big))
  const kept = flush()
  outbox.send(frames('a', 'idle of a'))
  await kept
  outbox.send(frames('a', 'later, of a'))
  outbox.send(frames('b', 'of b'))
  await flush()
  assert.is(sent.filter((text) => text === big).length, 5)
  assert.equal(
    sent.filter((text) => text !== big),
    ['later, of a', 'of b'],
  )
})

test('an error that is not EBUSY → goes to the caller', () => {
  const outbox = new Outbox({ closed: false }, () => {
    throw Object.assign(new Error('no'), { code: 'EINVAL' })
  })
  assert.throws(() => outbox.send(frames('a', 'x')), /no/)
})

test('a closed socket → nothing is thrown, nothing sent', () => {
  const { state, sent, send } = socket(5)
  state.closed = true
  new Outbox(state, send).send(frames('a', 'x'))
  assert.equal(sent, [])
})

test('flushed → once what waits is sent', async () => {
  const { state, sent, send, flush } = socket(1)
  const outbox = new Outbox(state, send)
  for (const text of ['0', '1', '2']) outbox.send(frames('a', text))
  void flush()
  await outbox.flushed()
  assert.is(sent.join(''), '012')
})

test.run()
