import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { gatewayAddress } from '../../lib/gateway/index.ts'

for (const [given, url] of [
  ['http://127.0.0.1:8888', 'http://127.0.0.1:8888/'],
  ['http://localhost:8888/lab', 'http://localhost:8888/'],
  ['https://hub.example.org/user/ada/tree/', 'https://hub.example.org/user/ada/'],
  ['https://example.org/base', 'https://example.org/base/'],
] as const) {
  test(`${given} → ${url}`, () => assert.equal(gatewayAddress(given, {}), { url, token: '' }))
}

for (const [given, why] of [
  ['8888', /^8888 is no address of a gateway/],
  ['ftp://a', /is no address/],
  ['http://ada:sesame@a:1/', /a:1 holds a name or a password.*JUPYTER_TOKEN/],
  ['http://a:1/?token=sesame', /a:1 has more than its place.*JUPYTER_TOKEN/],
  ['http://a:1/#sesame', /more than its place/],
  ['ada:sesame@a:1?token=sesame', /is no address/],
  ['http://[secret', /is no address/],
] as const) {
  test(`${given} → refused, and what is secret in it is not repeated`, () =>
    assert.throws(
      () => gatewayAddress(given, {}),
      (error: Error) =>
        error.name === 'GatewayError' &&
        why.test(error.message) &&
        (given.includes('[') || !/sesame/.test(error.message)),
    ))
}

for (const [env, token] of [
  [{}, ''],
  [{ JUPYTER_TOKEN: 'a', KG_AUTH_TOKEN: 'b' }, 'a'],
  [{ JUPYTER_TOKEN: '', KG_AUTH_TOKEN: 'b' }, 'b'],
] as const) {
  test(`${JSON.stringify(env)} → token "${token}"`, () => assert.is(gatewayAddress('http://a', env).token, token))
}

test('a token with a line break → refused: it would be a header of its own', () =>
  assert.throws(() => gatewayAddress('http://a', { JUPYTER_TOKEN: 'a\nb' }), /look at JUPYTER_TOKEN/))

test.run()
