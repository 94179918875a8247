/** Scripts that do not hold: the first difference is told, by its line, with what was expected beside what was seen. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { playScript, type ScriptDifference, type ScriptRunOptions } from '../../lib/packetdrill/index.ts'

const LISTENING = `0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
+0 bind(3, ..., ...) = 0
+0 listen(3, 1) = 0
`
/** Six lines. */
const CONNECTED = `${LISTENING}+0 < S 0:0(0) win 10000 <mss 1000>
+0 > S. 0:0(0) ack 1 <mss 1460>
+0 < . 1:1(0) ack 1 win 10000
+0 accept(3, ..., ...) = 4
`

function differenceOf(script: string, options: ScriptRunOptions = {}): ScriptDifference {
  const { difference } = playScript(script, options)
  assert.ok(difference, 'there is none')
  return difference
}

type Row = readonly [title: string, script: string, difference: Partial<ScriptDifference>]

const rows: readonly Row[] = [
  [
    'flags',
    `${CONNECTED}+.1 write(4, ..., 100) = 100\n+0 > . 1:101(100) ack 1`,
    {
      line: 9,
      what: 'another packet is sent: flags differ',
      expected: '0.100000 > . 1:101(100) ack 1',
      seen: '0.100000 > P. 1:101(100) ack 1 win 65535',
    },
  ],
  [
    'the numbers of a segment',
    `${CONNECTED}+0 write(4, ..., 100) = 100\n+0 > P. 1:201(200) ack 1`,
    {
      line: 9,
      what: 'another packet is sent: sequence numbers differ',
      seen: '0.000000 > P. 1:101(100) ack 1 win 65535',
    },
  ],
  [
    'the ACK',
    `${CONNECTED}+0 write(4, ..., 100) = 100\n+0 > P. 1:101(100) ack 7`,
    { what: 'another packet is sent: the ACK numbers differ' },
  ],
  [
    'the window',
    `${CONNECTED}+0 write(4, ..., 100) = 100\n+0 > P. 1:101(100) ack 1 win 5`,
    { what: 'another packet is sent: the windows differ' },
  ],
  [
    'options, and padding is none',
    `${LISTENING}+0 < S 0:0(0) win 1000 <mss 1000,nop,nop,sackOK>\n+0 > S. 0:0(0) ack 1 <nop,mss 1460,eol>`,
    {
      line: 5,
      expected: '0.000000 > S. 0:0(0) ack 1 <mss 1460>',
      seen: '0.000000 > S. 0:0(0) ack 1 win 65535 <mss 1460,sackOK>',
    },
  ],
  [
    'the IP field for ECN',
    `${LISTENING}+0 < S 0:0(0) win 1000 <mss 1000>\n+0 > [ect0] S. 0:0(0) ack 1 <...>`,
    { what: 'another packet is sent: ECN differ', seen: '0.000000 > [noecn] S. 0:0(0) ack 1 win 65535 <mss 1460>' },
  ],
  [
    'an option that the engine does not speak',
    `${LISTENING}+0 < S 0:0(0) win 1000 <mss 1000>\n+0 > S. 0:0(0) ack 1 <mss 1460,FO 1234>`,
    { what: 'another packet is sent: options differ' },
  ],
  [
    'a packet too late',
    `${CONNECTED}+0 write(4, ..., 100) = 100\n+0 > P. 1:101(100) ack 1\n+.5 > P. 1:101(100) ack 1`,
    { line: 10, what: 'the packet is sent 500 ms too late', expected: '0.500000 > P. 1:101(100) ack 1' },
  ],
  [
    'a packet too early for its range',
    `${CONNECTED}+0 write(4, ..., 100) = 100\n+.1~+.2 > P. 1:101(100) ack 1`,
    { what: 'the packet is sent 100 ms too early', expected: '0.100000~0.200000 > P. 1:101(100) ack 1' },
  ],
  [
    'a timestamp that runs at another pace',
    `0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n+0...9 connect(3, ..., ...) = 0\n+0 > S 0:0(0) <mss 1460,sackOK,TS val 5 ecr 0,wscale 0>\n+1 > S 0:0(0) <mss 1460,sackOK,TS val 505 ecr 0,wscale 0>`,
    { line: 4, what: 'another packet is sent: TSval differ' },
  ],
  [
    'nothing where a packet must be sent',
    `${CONNECTED}+0 > F. 1:1(0) ack 1`,
    { line: 8, what: 'nothing is sent', expected: '0.000000 > F. 1:1(0) ack 1', seen: 'nothing' },
  ],
  [
    'a result',
    `${CONNECTED}+0 write(4, ..., 100) = 99`,
    {
      line: 8,
      what: 'write() gives something else',
      expected: 'write(4, ..., 100) = 99',
      seen: 'write(4, ..., 100) = 100',
    },
  ],
  [
    'the name of an error',
    `${LISTENING}+0 read(3, ..., 100) = -1 EPIPE (Broken pipe)`,
    { expected: 'read(3, ..., 100) = -1 EPIPE', seen: 'read(3, ..., 100) = -1 ENOTCONN' },
  ],
  [
    'what an argument gives',
    `${CONNECTED}+0 ioctl(4, SIOCINQ, [5]) = 0`,
    { what: 'ioctl() gives something else', expected: '[5]', seen: '[0]' },
  ],
  [
    'the events of a poll',
    `${CONNECTED}+0 poll([{fd=4, events=POLLIN|POLLOUT, revents=POLLIN}], 1, 0) = 1`,
    { expected: 'revents=POLLIN', seen: 'revents=POLLOUT' },
  ],
  [
    'a socket option',
    `${LISTENING}+0 getsockopt(3, SOL_TCP, TCP_CONGESTION, "reno", [4]) = 0`,
    { expected: '"reno"', seen: 'cubic' },
  ],
  [
    'a call that blocks where it must not',
    `${CONNECTED}+0 read(4, ..., 100) = 100`,
    { line: 8, what: 'the call blocks, and the script has it return at once', seen: 'read(4, ..., 100) blocks' },
  ],
  [
    'a call that returns too soon',
    `${CONNECTED}+0...0.5 read(4, ..., 100) = 100\n+.1 < P. 1:101(100) ack 1 win 10000`,
    { line: 8, what: 'read() returns at another time', expected: '0.500000', seen: '0.100000' },
  ],
  [
    'a call that does not return',
    `${CONNECTED}+0...0.5 read(4, ..., 100) = 100`,
    { line: 8, what: 'read() does not return in time', expected: '0.500000' },
  ],
  [
    'an assert, with what its names are',
    `${CONNECTED}+0 %{\nassert tcpi_snd_mss == 1000\nassert tcpi_snd_cwnd == 3 and tcpi_state == TCP_ESTABLISHED\n}%`,
    {
      line: 10,
      what: 'what code asserts does not hold',
      expected: 'tcpi_snd_cwnd == 3 and tcpi_state == TCP_ESTABLISHED',
      seen: 'tcpi_snd_cwnd is 10, tcpi_state is 1',
    },
  ],
]

for (const [title, script, expected] of rows) {
  test(`${title} → the first difference, by its line`, () => {
    const difference: object = differenceOf(script)
    for (const [name, value] of Object.entries(expected)) assert.is(Reflect.get(difference, name), value)
  })
}

const LEFT = `${CONNECTED}+0 write(4, ..., 100) = 100`

test('a packet that no line expects → none, and one where that is asked for', () => {
  assert.is(playScript(LEFT).difference, undefined)
  const { what, seen } = differenceOf(LEFT, { strict: true })
  assert.equal([what, seen], ['a packet is sent that no line expects', '0.000000 > P. 1:101(100) ack 1 win 65535'])
})

test('a packet that no line expected before the one that is expected → a difference', () => {
  const { line, seen } = differenceOf(`${LEFT}\n+0 close(4) = 0\n+0 > F. 101:101(0) ack 1`)
  assert.equal([line, seen], [10, '0.000000 > P. 1:101(100) ack 1 win 65535'])
})

test('segments that follow one another → one line, but not where segments are meant strictly', () => {
  const script = `${CONNECTED}+0 write(4, ..., 3000) = 3000\n+0 > P. 1:3001(3000) ack 1`
  assert.is(playScript(script).difference, undefined)
  assert.is(differenceOf(`--strict_segments\n${script}`).seen, '0.000000 > . 1:1001(1000) ack 1 win 65535')
})

test('a tolerance → what is within it is in time', () => {
  const script = `${CONNECTED}+0 write(4, ..., 100) = 100\n+0 > P. 1:101(100) ack 1\n+.9 > P. 1:101(100) ack 1`
  assert.ok(differenceOf(script))
  assert.is(playScript(`--tolerance_usecs=100000\n${script}`).difference, undefined)
  assert.is(playScript(`--tolerance_percent=12\n${script}`).difference, undefined)
})

test('--non_fatal → differences of packets, or of calls, do not end it', () => {
  const script = `${CONNECTED}+0 write(4, ..., 100) = 99\n+0 > . 1:101(100) ack 1`
  assert.is(differenceOf(`--non_fatal=packet\n${script}`).line, 9)
  assert.is(differenceOf(`--non_fatal=syscall\n${script}`).line, 10)
  assert.is(playScript(`--non_fatal=packet,syscall\n${script}`).difference, undefined)
})

test('a profile, and settings → what the engine goes by', () => {
  const script = `${LISTENING}+0 < S 0:0(0) win 1000 <mss 1000,nop,wscale 1>\n+0 > S. 0:0(0) ack 1 <mss 1460,nop,wscale 7>`
  assert.ok(differenceOf(script))
  assert.is(playScript(script, { os: 'linux' }).difference, undefined)
  const set = { settings: { receiveBufferMost: 6_291_456 } }
  assert.is(playScript(script, set).difference, undefined)
})

test.run()
