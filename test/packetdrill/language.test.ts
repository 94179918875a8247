/** What is no script, or asks for what there is not: a sentence with line and column. What is one: read as packetdrill reads it. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { playScript, ScriptError } from '../../lib/packetdrill/index.ts'
import { parseScript } from '../../lib/packetdrill/parser.ts'

function errorOf(script: string): ScriptError {
  try {
    playScript(script)
  } catch (error) {
    if (error instanceof ScriptError) return error
    throw error
  }
  throw new Error(`no error: ${script}`)
}

const SOCKET = '0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n'

const refused: readonly (readonly [script: string, line: number, column: number, message: RegExp])[] = [
  ['0 < S 0:0(0', 1, 12, /^\) is expected here, and the script ends$/],
  ['\n  0 < X 0:0(0)', 2, 7, /^"X" are no flags: they are of F S R P \. U E W/],
  ['0 < S 0:5(0)', 1, 7, /^0:5\(0\) does not fit: 0 and 0 are 0$/],
  ['0 < S 0:0(0) win 70000', 1, 18, /^win is a whole number from 0 to 65535, not 70000$/],
  ['0 < S 0:0(0) <mss 1000,foo 3>', 1, 24, /^"foo" is no option of TCP/],
  ['0 < S 0:0(0) <...>', 1, 14, /^<\.\.\.> is for packets that are sent/],
  ['0 < [ect01] S 0:0(0)', 1, 6, /^ect01 is for packets that are sent/],
  ['0 < . 1:1(0) ack 1 <sack 1:2 3:4 5:6 7:8 9:10>', 1, 26, /room for 4 blocks/],
  ['0~1 < S 0:0(0)', 1, 1, /^a range of time is for packets that are sent/],
  ['* < S 0:0(0)', 1, 1, /^\* is for packets that are sent/],
  ['1~0.5 > S 0:0(0)', 1, 1, /^the range of time ends before it begins/],
  ['-1 < S 0:0(0)', 1, 1, /^a time is seconds from 0 on, not -1$/],
  ['0 `echo', 1, 3, /^a command begins here and nothing ends it: ` is missing$/],
  ['0 /* echo', 1, 3, /^a comment begins here/],
  ['0 %{ assert 1', 1, 3, /^code begins here and nothing ends it: \}% is missing$/],
  ['0 socket(..., SOCK_STREAM', 1, 26, /^\) is expected here, and the script ends$/],
  ['0 socket(..., SOCK_STREAM, IPPROTO_TCP)', 1, 40, /^= and the result of socket\(\) is expected here/],
  ['0 < ipv6 2001::1 > 2001::2: S 0:0(0)', 1, 5, /^packets of "ipv6" are none of this engine's/],
  ['0 < P.5 1:1(0)', 1, 5, /Accurate ECN/],
  ['0 < icmp unreachable nowhere', 1, 22, /^"nowhere" is no code of ICMP/],
  ['--mtu=7\n0 < S 0:0(0)', 1, 1, /^--mtu is a number from 68 to 65535, not "7"$/],
  ['--speed_of_light=1\n0 < S 0:0(0)', 1, 1, /^there is no option --speed_of_light/],
  ['--ip_version=ipv6\n0 < S 0:0(0)', 1, 1, /^--ip_version=ipv6 cannot be: this engine has ipv4$/],
  ['--local_ip=1.2.3.400\n0 < S 0:0(0)', 1, 1, /^--local_ip is an IPv4 address of one host/],
  ['0 %{ import os }%', 1, 6, /^of Python there are assert, print and assignments here: "import" begins none$/],
  ['0 %{ assert (1 }%', 1, 16, /^\) is expected here, and the line ends$/],
  ['0 %{\n  assert 1 $ 2 }%', 2, 12, /^"\$" is not understood in code$/],
  [`${SOCKET}+0 %{ assert nothing == 1 }%`, 2, 14, /^code knows no "nothing"$/],
  [`${SOCKET}+0 %{ assert 1 / 0 }%`, 2, 14, /^nothing can be divided by 0$/],
  ['0 epoll_create(1) = 3', 1, 3, /^there is no epoll_create\(\) here: there are socket, bind/],
  ['0 socket(..., SOCK_DGRAM, IPPROTO_UDP) = 3', 1, 15, /^SOCK_DGRAM is not there: sockets are SOCK_STREAM$/],
  [`${SOCKET}+0 setsockopt(3, SOL_TCP, TCP_CORK, [1], 4) = 0`, 2, 27, /^the option TCP_CORK is none of this engine's/],
  [`${SOCKET}+0 send(3, ..., 5, MSG_MORE) = 5`, 2, 20, /^MSG_MORE is not there/],
  [`${SOCKET}+0 listen(3) = 0`, 2, 4, /^listen\(\) has 2 arguments, and 1 are given$/],
  [
    '1 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n0.5 close(3) = 0',
    2,
    1,
    /^time goes backwards: it is 1\.000000 s already$/,
  ],
]

for (const [script, line, column, message] of refused) {
  test(`${script.trim().split('\n').at(-1)} → refused at ${line}:${column}`, () => {
    const error = errorOf(script)
    assert.match(error.message, message)
    assert.equal([error.line, error.column], [line, column])
  })
}

test('times, in each way of writing → microseconds', () => {
  const script = '0 > S 0:0(0)\n+.1 > S 0:0(0)\n1~2.5 > S 0:0(0)\n+0~+.25 > S 0:0(0)\n* > S 0:0(0)\n+1...2 close(3) = 0'
  const { events } = parseScript(script)
  assert.equal(
    events.map(({ when }) => when),
    [
      { kind: 'absolute', at: 0, until: 0 },
      { kind: 'relative', at: 100_000, until: 100_000 },
      { kind: 'absolute', at: 1_000_000, until: 2_500_000 },
      { kind: 'relative', at: 0, until: 250_000 },
      { kind: 'any' },
      { kind: 'relative', at: 1_000_000, until: 1_000_000 },
    ],
  )
  assert.equal(events.at(-1)?.action.kind === 'call' && events.at(-1)!.place, { line: 6, column: 1 })
})

test('comments of three kinds, and a definition → no more than they say', () => {
  const script =
    '#!/usr/bin/packetdrill\n--define=LENGTH=5 // octets\n0 /* a\ncomment */ < P. 1:6(LENGTH) ack 1 win 9 // the end'
  const [event] = parseScript(script.replace('(LENGTH)', '(5)')).events
  assert.equal(event?.place, { line: 3, column: 1 })
  assert.equal(parseScript(script).events, parseScript(script.replace('(LENGTH)', '(5)')).events)
})

test('a command → never run, its settings taken, the rest told of', () => {
  const script = `\`sysctl -q net.ipv4.tcp_sack=0
touch /tmp/never # nobody does\`
${SOCKET}+0...1 connect(3, ..., ...) = 0
+0 > S 0:0(0) <mss 1460,TS val 1 ecr 0,wscale 0>
+.1 < S. 0:0(0) ack 1 win 1000 <mss 1000>`
  const { difference, notes } = playScript(script)
  assert.is(difference?.what, 'connect() returns at another time')
  assert.equal(notes, ['line 1: no command is ever run; passed over: touch /tmp/never'])
})

test("packetdrill's defaults.sh → what it sets, with Linux's rules", () => {
  const script = `\`../../common/defaults.sh\`\n${SOCKET}+0...9 connect(3, ..., ...) = 0\n+0 > S 0:0(0) <mss 1460,sackOK,TS val 1 ecr 0,wscale 8>`
  assert.is(playScript(script, { os: 'linux' }).difference?.line, 3)
  assert.is(playScript(script).difference?.line, 4)
  assert.is(playScript(script).notes.length, 1)
})

test.run()
