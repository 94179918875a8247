import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { isSocketError } from '../../../lib/socket/index.ts'
import { errorName } from '../../../lib/socket/system/libc.ts'
import { platform } from '../../../lib/socket/system/platform.ts'
import { decodeAddress, encodeAddress } from '../../../lib/socket/system/sockaddr.ts'
import { decodeTcpInfo } from '../../../lib/socket/system/tcp-info.ts'

const test = suite('system: platforms')

test('a system that is not known → ENOTSUP naming the simulated network', () => {
  for (const [system, arch] of [
    ['win32', 'x64'],
    ['linux', 'mips'],
  ] as const) {
    try {
      platform(system, arch)
      assert.unreachable()
    } catch (error) {
      assert.ok(isSocketError(error, 'ENOTSUP'))
      assert.match((error as Error).message, /ackbook\/socket\/simulated/)
    }
  }
})

test('an address → the octets of Linux and of macOS, and back', () => {
  const address = { address: '192.168.1.200', port: 1060 }
  const [onLinux, onMac] = [platform('linux', 'x64'), platform('darwin', 'arm64')]
  const linux = encodeAddress(address, 'IPv4', onLinux, 'it', 'bind')
  const macos = encodeAddress(address, 'IPv4', onMac, 'it', 'bind')
  assert.equal([...linux.subarray(0, 8)], [2, 0, 4, 36, 192, 168, 1, 200])
  assert.equal([...macos.subarray(0, 8)], [16, 2, 4, 36, 192, 168, 1, 200])
  assert.equal(decodeAddress(linux, onLinux), address)
  assert.equal(decodeAddress(macos, onMac), address)
  const six = { address: 'fd00::1:2', port: 1060 }
  const linux6 = encodeAddress(six, 'IPv4', onLinux, 'it', 'bind')
  const macos6 = encodeAddress(six, 'IPv6', onMac, 'it', 'bind')
  const behind = [4, 36, 0, 0, 0, 0, 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 2, 0, 0, 0, 0]
  assert.equal([...linux6], [10, 0, ...behind])
  assert.equal([...macos6], [28, 30, ...behind])
  assert.equal(decodeAddress(linux6, onLinux), six)
  assert.equal(decodeAddress(macos6, onMac), six)
})

test('an IPv4 address of a socket for both families → mapped, and back (RFC 3493 §3.7)', () => {
  const onLinux = platform('linux', 'x64')
  const address = { address: '10.0.0.1', port: 80 }
  const bytes = encodeAddress(address, 'IPv6', onLinux, 'it', 'connect')
  assert.equal([...bytes.subarray(8)], [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 10, 0, 0, 1, 0, 0, 0, 0])
  assert.equal(decodeAddress(bytes, onLinux), address)
})

test('TCP_INFO → state, times and windows, on Linux and on macOS', () => {
  const linux = new DataView(new ArrayBuffer(104))
  linux.setUint8(0, 8)
  linux.setUint32(8, 204_000, true)
  linux.setUint32(16, 1448, true)
  linux.setUint32(68, 1500, true)
  linux.setUint32(76, 7, true)
  linux.setUint32(80, 10, true)
  const expected = { state: 'CLOSE-WAIT', rto: 204, rtt: 1.5, cwnd: 10, ssthresh: 7, mss: 1448 }
  assert.equal(decodeTcpInfo(new Uint8Array(linux.buffer), platform('linux', 'x64')), expected)
  const macos = new DataView(new ArrayBuffer(104))
  macos.setUint8(0, 5)
  macos.setUint32(12, 204, true)
  macos.setUint32(16, 1448, true)
  macos.setUint32(20, 7 * 1448, true)
  macos.setUint32(24, 10 * 1448, true)
  macos.setUint32(44, 2, true)
  assert.equal(decodeTcpInfo(new Uint8Array(macos.buffer), platform('darwin', 'x64')), { ...expected, rtt: 2 })
})

test('error numbers → the names that programs test for', () => {
  if (process.platform !== 'linux') return
  const names = [11, 32, 95, 98, 104, 110, 111, 113].map(errorName)
  assert.equal(names, [
    'EAGAIN',
    'EPIPE',
    'EOPNOTSUPP',
    'EADDRINUSE',
    'ECONNRESET',
    'ETIMEDOUT',
    'ECONNREFUSED',
    'EHOSTUNREACH',
  ])
  assert.is(errorName(9999), 'E9999')
})

test.run()
