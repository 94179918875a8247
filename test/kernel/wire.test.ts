import { createHmac } from 'node:crypto'
import * as fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Message } from '../../lib/kernel/message.ts'
import { decode, encode } from '../../lib/kernel/wire.ts'

const key = 'a key'
const header = {
  msg_id: '1',
  msg_type: 'status',
  session: 's',
  username: 'u',
  date: '2024-01-01T00:00:00Z',
  version: '5.4',
}
const message: Message = {
  ...{ header, parent_header: { msg_id: '0' }, metadata: {}, content: { text: 'é\u2028' } },
  buffers: [Buffer.from([0, 255])],
}
const frames = (...parts: (string | Uint8Array)[]) => parts.map((part) => Buffer.from(part))

test('any content, buffers and routing prefix → comes back as it was', () => {
  const contents = fc.dictionary(fc.string(), fc.jsonValue({ depthSize: 'small' }))
  void fc.assert(
    fc.property(contents, fc.array(fc.uint8Array()), fc.array(fc.uint8Array()), (values, buffers, identities) => {
      const content = JSON.parse(JSON.stringify(values))
      const decoded = decode(encode({ ...message, content, buffers }, key, identities), key)
      assert.equal(decoded.content, content)
      assert.equal(decoded.header, header)
      assert.equal(
        decoded.buffers.map((buffer) => [...buffer]),
        buffers.map((buffer) => [...buffer]),
      )
    }),
    { numRuns: 200 },
  )
})

test('one bit of any signed part turned → refused', () => {
  const good = encode(message, key)
  for (const place of [1, 2, 3, 4, 5]) {
    const bad = good.map((frame) => Buffer.from(frame))
    bad[place]![0]! ^= 1
    assert.throws(() => decode(bad, key), /the signature is wrong/)
  }
  assert.is(decode(good, key).header.msg_id, '1')
})

test('another key, a short signature, none → refused', () => {
  assert.throws(() => decode(encode(message, 'other'), key), /signature/)
  const [delimiter, signature, ...parts] = encode(message, key)
  assert.throws(() => decode([delimiter!, signature!.subarray(0, 10), ...parts], key), /signature/)
  assert.throws(() => decode([delimiter!, Buffer.of(), ...parts], key), /signature/)
})

test('JSON with spaces and another order of keys → signed over the bytes, accepted', () => {
  const parts = ['{ "msg_type": "x",  "msg_id": "7" }', '{}', '{ }', '{"b" :1,"a":2}']
  const hmac = createHmac('sha256', key)
  for (const part of parts) hmac.update(part)
  const decoded = decode(frames('topic', '<IDS|MSG>', hmac.digest('hex'), ...parts), key)
  assert.is(decoded.header.msg_id, '7')
  assert.equal(decoded.content, { b: 1, a: 2 })
})

test('no delimiter, too few frames, no JSON, no object, no msg_id → a WireError that says which', () => {
  const unsigned = (...parts: string[]) => frames('<IDS|MSG>', '', ...parts)
  const good = '{"msg_id":"1","msg_type":"x"}'
  assert.throws(() => decode(frames('a', 'b'), ''), /no <IDS\|MSG>/)
  assert.throws(() => decode(unsigned(good, '{}', '{}'), ''), /too few/)
  assert.throws(() => decode(unsigned(good, '{}', '{}', '{'), ''), /not JSON/)
  assert.throws(() => decode(unsigned(good, '{}', '[]', '{}'), ''), /no object/)
  assert.throws(() => decode(unsigned('{}', '{}', '{}', '{}'), ''), /no msg_id/)
  assert.is(decode(unsigned(good, '{}', '{}', '{}'), '').header.msg_type, 'x')
})

test.run()
