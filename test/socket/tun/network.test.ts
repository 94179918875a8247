import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openTun, type TunOptions } from '../../../lib/socket/tun/index.ts'
import { noTun, testsAlone } from '../../helpers/own-network.ts'
import { checks } from './network.ts'

const test = suite('tun: a host of ours on an interface of this machine')
const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

testsAlone(test, checks, new URL('network.ts', import.meta.url))

const BAD: readonly [TunOptions, RegExp][] = [
  [{ address: '10.77.0.1' }, /"10\.77\.0\.1" is no address with a network/],
  [{ address: '10.77.0.1/31' }, /1 to 30 bits/],
  [{ address: 'here/24' }, /is no address with a network/],
  [{ loss: 2 }, /loss/],
  [{ delay: -1 }, /delay/],
  [{ back: { loss: 2 } }, /loss/],
  [{ peer: '10.77.0.1' }, /10\.77\.0\.1/],
  [{ peer: 'nobody' }, /nobody/],
  [{ profile: 'vms' as 'linux' }, /profile/],
  [{ lost: 0.1 } as TunOptions, /lost/],
  [{ name: '' }, /name/],
  [{ print: 3 } as unknown as TunOptions, /print/],
]

for (const [options, reason] of BAD)
  test(`${JSON.stringify(options)} → RangeError, which names it`, () => {
    assert.throws(
      () => openTun(options).close(),
      (error: unknown) => error instanceof RangeError && reason.test(error.message),
    )
  })

test('no Linux → a sentence with what to do in place of it', () => {
  const platform = Object.getOwnPropertyDescriptor(process, 'platform')!
  Object.defineProperty(process, 'platform', { ...platform, value: 'darwin' })
  try {
    assert.throws(() => openTun().close(), /only Linux has the TUN interface.*simulated network/s)
  } finally {
    Object.defineProperty(process, 'platform', platform)
  }
})

const OPENS = `
const { openTun } = await import('./lib/socket/tun/index.ts')
try { openTun() } catch (error) { console.log(error.code, String(error)) }
`
const withRightsToLose = noTun === undefined ? test : test.skip

withRightsToLose('no rights on the network → EPERM, with the command that gives them', () => {
  const args = ['--user', '--map-root-user', process.execPath, '--import', 'tsx', '--input-type=module', '-e', OPENS]
  const { stdout } = spawnSync('unshare', args, { cwd: ROOT, encoding: 'utf8' })
  assert.match(stdout, /^EPERM /)
  assert.match(stdout, /unshare --user --map-root-user --net/)
})

test.run()
