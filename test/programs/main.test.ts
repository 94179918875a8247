import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { run } from './command.ts'

const simulated = ['--network', 'simulated']

test('echo over a network that loses a fifth → both ends, the same at each run', async () => {
  const argv = ['echo', 'client', 'x', ...simulated, '--loss', '0.2', '--seed', '3']
  const { code, out, err } = await run(argv)
  assert.equal([code, err], [0, ''])
  assert.match(out, /^client: server says: Hello, 16 bytes!$/m)
  assert.match(out, /^server: farewell$/m)
  assert.equal(await run(argv), { code, out, err })
})

test('both ends simulated → no host is needed, and a number is how much', async () => {
  const argv = ['upper', 'client', '100000', ...simulated, '--cure', 'select']
  const { code, out } = await run(argv)
  assert.is(code, 0)
  assert.match(out, /^client: about to send 100,000 bytes$/m)
  assert.equal(await run(['upper', 'client', 'x', ...argv.slice(2)]), { code, out, err: '' })
})

test('upper without a cure, more than the buffers hold → deadlock: who waits for whom, four queues, 1', async () => {
  const { code, out } = await run(['upper', 'client', 'x', '1000000', ...simulated])
  assert.is(code, 1)
  assert.match(out, /^deadlock: (server waits for client waits for server|client waits for server waits for client) /m)
  assert.is(out.match(/its buffers hold \d+ bytes to send and \d+ to read/g)?.length, 2)
})

for (const cure of ['timeout', 'select', 'tasks']) {
  test(`upper with --cure ${cure}, loss, delay and rate → all of it`, async () => {
    const network = ['--loss', '0.01', '--delay', '20', '--rate', '10M', '--seed', '7']
    const { code, out } = await run(['upper', 'server', 'x', '1000000', ...simulated, ...network, '--cure', cure])
    assert.is(code, 0)
    const seconds = Number(
      /^client: 1,000,000 bytes came back, all of them .*\(([\d.]+) s of simulated time\)$/m.exec(out)?.[1],
    )
    // At 10 Mbit/s a megabyte takes 0.8 s, however fast this machine is.
    assert.ok(seconds > 0.8, out)
  })
}

test('upper, --loss-detection rack-tlp, an end of it is lost → probes and no timeout', async () => {
  const argv = ['upper', 'client', 'x', '100000', ...simulated, '--loss', '0.05', '--seed', '9', '--cure', 'select']
  const secondsOf = async (way: string): Promise<number> => {
    const { code, out } = await run([...argv, '--loss-detection', way])
    assert.is(code, 0)
    return Number(/all of them .*\(([\d.]+) s of simulated time\)$/m.exec(out)?.[1])
  }
  // An RTO is a second at least.
  assert.ok((await secondsOf('dup-ack')) > 1)
  assert.ok((await secondsOf('rack-tlp')) < 1)
})

test('on a terminal → a bar that grows in its line, and ends full', async () => {
  const { code, out } = await run(['upper', 'client', 'x', '300000', ...simulated, '--cure', 'select'], true)
  assert.is(code, 0)
  assert.not.match(out, /%:/)
  assert.ok(out.includes(`\r\u001b[Ksent ${'█'.repeat(23)} 100 %   received ${'█'.repeat(23)} 100 %\n`), out)
  const bars = out.split(/[\n\r]/).filter((line) => line.includes('█'))
  for (const line of bars) assert.ok(line.length <= 80 + 3, line)
})

const refused: [argv: string[], sentence: string][] = [
  [['ecko', 'client', 'x'], "ackbook tcp: unknown command 'ecko' (Did you mean echo?). See: ackbook tcp --help\n"],
  [['echo', 'client'], "ackbook tcp: HOST is missing: the server's, like 127.0.0.1\n"],
  [['deadlock', '--help'], "ackbook tcp: unknown command 'deadlock'. See: ackbook tcp --help\n"],
  [
    ['echo', 'peer', 'x'],
    "ackbook tcp: command-argument value 'peer' is invalid for argument 'ROLE'. Allowed choices are server, client. See: ackbook tcp echo --help\n",
  ],
  [
    ['upper', 'client', 'x', '0'],
    "ackbook tcp: command-argument value '0' is invalid for argument 'BYTECOUNT'. It is a whole number from 1 on, like 1073741824. See: ackbook tcp upper --help\n",
  ],
  [
    ['echo', 'client', 'x', '-p', '65536'],
    "ackbook tcp: option '-p, --port <PORT>' argument '65536' is invalid. Ports are whole numbers from 0 to 65535. See: ackbook tcp echo --help\n",
  ],
  [
    ['echo', 'client', 'x', '-p', '0'],
    "ackbook tcp: port 0 means any free one, which a client cannot know: give it the server's, as that printed it\n",
  ],
  [
    ['upper', 'client', 'x', '--cure', 'prayer'],
    "ackbook tcp: option '--cure <NAME>' argument 'prayer' is invalid. Allowed choices are none, timeout, select, tasks. See: ackbook tcp upper --help\n",
  ],
  [
    ['upper', 'client', 'x', '--limit', '0'],
    "ackbook tcp: option '--limit <SECONDS>' argument '0' is invalid. Seconds are a number above 0, like 5. See: ackbook tcp upper --help\n",
  ],
  [
    ['echo', 'client', 'x', ...simulated, '--loss', '1'],
    "ackbook tcp: option '--loss <SHARE>' argument '1' is invalid. A share is a number from 0 to below 1, like 0.01. See: ackbook tcp echo --help\n",
  ],
  [
    ['echo', 'client', 'x', ...simulated, '--rate', '10m'],
    "ackbook tcp: option '--rate <BITS>' argument '10m' is invalid. A rate is bits a second from 1 on, like 500k, 10M or 1G. See: ackbook tcp echo --help\n",
  ],
  [
    ['echo', 'client', 'x', '--seed', '3'],
    'ackbook tcp: --seed is for the simulated network: add --network simulated\n',
  ],
  [
    ['echo', 'client', 'x', '--loss-detection', 'rack-tlp'],
    'ackbook tcp: --loss-detection is for the simulated network: add --network simulated\n',
  ],
  [
    ['echo', 'client', 'x', ...simulated, '--loss-detection', 'rack'],
    "ackbook tcp: option '--loss-detection <WAY>' argument 'rack' is invalid. Allowed choices are dup-ack, rack-tlp. See: ackbook tcp echo --help\n",
  ],
  [
    ['echo', 'client', 'no.such.name.invalid'],
    'ackbook tcp: "no.such.name.invalid" is neither an address nor a name that leads to one of IPv4: check its spelling\n',
  ],
]

for (const [argv, sentence] of refused) {
  test(`${argv.join(' ')} → a sentence, 2`, async () => {
    assert.equal(await run(argv), { code: 2, out: '', err: sentence })
  })
}

test('an address that this machine has not → a sentence, 2', async () => {
  const { code, err } = await run(['echo', 'server', '203.0.113.9', '-p', '0'])
  assert.is(code, 2)
  assert.match(err, /^ackbook tcp: .*this machine has no such address.*\(EADDRNOTAVAIL\).*\n$/)
})

test('no command → the help on stderr, 2; --help → stdout, 0, with examples and exit codes', async () => {
  const nothing = await run([])
  assert.equal([nothing.code, nothing.out], [2, ''])
  for (const argv of [['--help'], ['echo', '--help'], ['upper', '--help']]) {
    const { code, out, err } = await run(argv)
    assert.equal([code, err], [0, ''])
    assert.match(out, /Examples:\n {2}ackbook tcp (echo|upper) [\s\S]*Exit codes:\n {2}0 all good/)
  }
})

test.run()
