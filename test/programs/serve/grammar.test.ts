import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { grammar, type TcpRun } from '../../../lib/programs/grammar.ts'
import type { ServeRun } from '../../../lib/programs/serve/asked.ts'
import { withFolder } from '../../helpers/folder.ts'
import { run } from '../command.ts'

function read(...argv: string[]): ServeRun {
  let asked: TcpRun | undefined
  grammar((what) => {
    asked = what
  }).parse(['serve', ...argv], { from: 'user' })
  assert.is(asked?.program, 'serve')
  return asked as ServeRun
}

test('nothing said → the usual network, no faults, the profile of Linux', () => {
  assert.equal(read(), {
    program: 'serve',
    wanted: { address: '10.77.0.1/24', profile: 'linux', script: '' },
    isApart: false,
    command: [],
    seconds: undefined,
    isOpen: false,
    isQuiet: false,
  })
})

test('all said, and a command → each as it is meant; the options of the command are its own', () => {
  const { wanted, command, ...rest } = read(
    ...[
      '--delay',
      '20',
      '--loss',
      '0.01',
      '--rate',
      '10M',
      '--duplicate',
      '0.02',
      '--reorder',
      '0.05:8',
      '--seed',
      '7',
    ],
    ...[
      '--mtu',
      '9000',
      '--script',
      'drop syn',
      '--script',
      'drop out data 3',
      '--profile',
      'rfc',
      '--for',
      '2',
      '--open',
    ],
    ...['--congestion', 'reno', '--trace', 'out.pcapng', '--address', '192.168.9.1/30', '--shell', '-q'],
    ...['curl', '-s', '--rate', '3', 'x'],
  )
  assert.equal(wanted, {
    delay: 20,
    loss: 0.01,
    rate: 1e7,
    duplicate: 0.02,
    reorder: { probability: 0.05, by: 8 },
    seed: 7,
    mtu: 9_000,
    script: 'drop syn\ndrop out data 3',
    profile: 'rfc',
    congestion: 'reno',
    trace: 'out.pcapng',
    address: '192.168.9.1/30',
  })
  assert.equal(command, ['curl', '-s', '--rate', '3', 'x'])
  assert.equal(rest, { program: 'serve', isApart: true, seconds: 2, isOpen: true, isQuiet: true })
})

test('--script with the name of a file → its rules; with a rule that is none, the file and the rule are named', async () => {
  await withFolder({ 'losses.txt': '# two\ndrop out data 3\ndrop fin\n', 'bad.txt': 'lose 3\n' }, async (folder) => {
    assert.match(read('--script', join(folder, 'losses.txt')).wanted.script, /drop fin/)
    const { code, err } = await run(['serve', '--script', join(folder, 'bad.txt')])
    assert.is(code, 2)
    assert.match(err, /--script .*bad\.txt: the rule "lose 3": "lose" is no fate/)
  })
})

const refused: [argv: string[], sentence: RegExp][] = [
  [['--loss', '1'], /A share is a number from 0 to below 1/],
  [['--mtu', '20'], /a whole number from 68 to 65535/],
  [['--address', '10.77.0.1'], /an address with a network of 1 to 30 bits, like 10\.77\.0\.1\/24/],
  [['--address', '10.77.0.256/24'], /an address with a network/],
  [['--reorder', '0.1:x'], /Milliseconds are a number from 0 on/],
  [['--script', 'drop dta'], /the rule "drop dta": "dta" is neither one of/],
  [['--on', 'eth0'], /Allowed choices are tun/],
  [['--congestion', 'vegas'], /Allowed choices are/],
]
for (const [argv, sentence] of refused) {
  test(`serve ${argv.join(' ')} → 2, and a sentence`, async () => {
    const { code, err } = await run(['serve', ...argv])
    assert.is(code, 2)
    assert.match(err, /^ackbook tcp: [^\n]*\n$/)
    assert.match(err, sentence)
  })
}

test.run()
