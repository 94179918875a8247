import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  formatAddress,
  formatSocket,
  isIpv6,
  isLinkLocal,
  isLoopback,
  isMapped,
  isMulticast,
  isSameNetwork,
  isUnspecified,
  parseAddress,
  readAddress,
  sumOfAddress,
  writeAddress,
} from '../../../lib/tcp/wire/address.ts'

/** Sixteen octets, many of them 0 as in addresses that people write. */
const sixteen = fc.array(fc.oneof(fc.constant(0), fc.nat(255)), { minLength: 16, maxLength: 16 })
const addresses = sixteen.map((octets) => readAddress(Uint8Array.from(octets), 0, 6)).filter((one) => !isMapped(one))

for (const [text, canonical] of [
  ['::', '::'],
  ['::1', '::1'],
  ['fe80::', 'fe80::'],
  ['FD00:0:0:0:0:0:0:1', 'fd00::1'],
  ['2001:0db8:0000:0000:0001:0000:0000:0001', '2001:db8::1:0:0:1'],
  ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
  ['2001:db8::1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
  ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
  ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
  ['64:ff9b::192.0.2.33', '64:ff9b::c000:221'],
  ['::ffff:10.0.0.1', '10.0.0.1'],
  ['::ffff:a00:1', '10.0.0.1'],
  ['10.0.0.1', '10.0.0.1'],
] as const) {
  test(`${text} → ${canonical} (RFC 4291 §2.2, RFC 5952 §4)`, () => {
    assert.is(formatAddress(parseAddress(text)), canonical)
  })
}

for (const text of [
  '',
  ':',
  ':::',
  '1::2::3',
  '1:2:3:4:5:6:7',
  '1:2:3:4:5:6:7:8:9',
  '1:2:3:4::5:6:7:8',
  '12345::',
  'g::',
  ':1::',
  '1:2:3:4:5:6:7:',
  '::1.2.3',
  '::1.2.3.256',
  '1.2.3.4::',
  'fe80::1%eth0',
  '[::1]',
  '1.2.3',
]) {
  test(`"${text}" → refused with a sentence`, () => {
    assert.throws(() => parseAddress(text), /^not an IPv[46] address: ".*"; write /)
  })
}

test('any address → read again as it was, from text and from octets', () => {
  fc.assert(
    fc.property(addresses, (address) => {
      const text = formatAddress(address)
      assert.is(parseAddress(text), address)
      assert.is(new URL(`http://[${text}]`).hostname, `[${text}]`)
      const octets = new Uint8Array(16)
      assert.is(writeAddress(octets, 0, address), 16)
      assert.is(readAddress(octets, 0, 6), address)
      let sum = 0
      for (let at = 0; at < 16; at += 2) sum += octets[at]! * 256 + octets[at + 1]!
      assert.is(sumOfAddress(address), sum)
    }),
  )
})

test('two addresses → of one network of any prefix just where their first bits are the same', () => {
  const bits = (address: string): string =>
    Array.from(address, (_, at) => address.charCodeAt(at).toString(2).padStart(16, '0')).join('')
  fc.assert(
    fc.property(addresses, addresses, fc.nat(128), (a, b, prefix) => {
      if (!isIpv6(a) || !isIpv6(b)) return
      assert.is(isSameNetwork(a, b, prefix), bits(a).slice(0, prefix) === bits(b).slice(0, prefix))
      assert.not(isSameNetwork(a, 1, 0))
    }),
  )
})

test('what an address begins with → which kind it is', () => {
  const kinds = (text: string) => {
    const address = parseAddress(text)
    return [isUnspecified(address), isLoopback(address), isMulticast(address), isLinkLocal(address)]
  }
  assert.equal(kinds('::'), [true, false, false, false])
  assert.equal(kinds('::1'), [false, true, false, false])
  assert.equal(kinds('ff02::1'), [false, false, true, false])
  assert.equal(kinds('feff::1'), [false, false, false, false])
  assert.equal(kinds('fe80::1'), [false, false, false, true])
  assert.equal(kinds('febf::1'), [false, false, false, true])
  assert.equal(kinds('fec0::1'), [false, false, false, false])
  assert.equal(kinds('127.8.0.1'), [false, true, false, false])
})

test('an address and a port → brackets where there are colons (RFC 5952 §6)', () => {
  assert.is(formatSocket(parseAddress('fd00::1'), 80), '[fd00::1]:80')
  assert.is(formatSocket(parseAddress('10.0.0.1'), 80), '10.0.0.1:80')
})

test.run()
