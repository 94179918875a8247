import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { descendantsOf, endStrays, startOf, tokenName } from '../../lib/kernel/strays.ts'
import { isRunning, until } from '../helpers/processes.ts'

const run = process.platform === 'linux' ? test : test.skip
const sleep = (env: NodeJS.ProcessEnv): number => {
  const child = spawn('sleep', ['1000'], { detached: true, stdio: 'ignore', env: { PATH: process.env.PATH, ...env } })
  child.unref()
  return child.pid!
}

run(
  'a process with the token, in a session of its own → ended, and named; one with another token → left alone',
  async () => {
    const [token, other] = [randomUUID(), randomUUID()]
    const [ours, theirs] = [sleep({ [tokenName]: token }), sleep({ [tokenName]: other })]
    try {
      assert.equal(endStrays(token), [{ pid: ours, command: 'sleep 1000' }])
      await until(() => !isRunning(ours), 'it ends')
      assert.ok(isRunning(theirs))
      assert.equal(endStrays(token), [])
    } finally {
      assert.is(endStrays(other).length, 1)
    }
  },
)

run(
  'a process without the token that is known as a child → ended; an older one of that number → left alone',
  async () => {
    const pid = sleep({})
    const [known] = descendantsOf(process.pid).filter((entry) => entry.pid === pid)
    const token = randomUUID()
    assert.equal(endStrays(token, [{ ...known!, started: '1' }]), [])
    assert.equal(endStrays(token, [known!]), [{ pid, command: 'sleep 1000' }])
    await until(() => !isRunning(pid), 'it ends')
  },
)

run('an environment that is long, a process older than the kernel → found, left alone', async () => {
  const token = randomUUID()
  const long = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`LONG_${at}`, 'x'.repeat(1000)]))
  const pid = sleep({ ...long, [tokenName]: token })
  assert.equal(endStrays(token, [], 0, startOf(pid) + 1), [])
  assert.ok(startOf(pid) >= startOf(process.pid) && startOf(process.pid) > 0)
  assert.equal(endStrays(token, [], 0, startOf(pid)), [{ pid, command: 'sleep 1000' }])
  await until(() => !isRunning(pid), 'it ends')
  assert.is(startOf(0), 0)
})

run('a process in the group of the kernel, which was ended as a whole → ended, not named', async () => {
  const token = randomUUID()
  const leader = spawn('sh', ['-c', 'sleep 1000 & wait'], {
    ...{ detached: true, stdio: 'ignore' },
    env: { PATH: process.env.PATH, [tokenName]: token },
  })
  await until(() => descendantsOf(leader.pid!).length === 1, 'its child runs')
  const { pid } = descendantsOf(leader.pid!)[0]!
  assert.equal(endStrays(token, [], leader.pid), [])
  await until(() => !isRunning(pid) && !isRunning(leader.pid!), 'both end')
})

run('the process whose number is given → left alone', () => {
  const token = randomUUID()
  const pid = sleep({ [tokenName]: token })
  assert.equal(endStrays(token, [], pid), [])
  assert.is(endStrays(token).length, 1)
})

run('descendants → children of children too; of the first process, or none → nobody', async () => {
  const child = spawn('sh', ['-c', 'sleep 1000 & wait'], { stdio: 'ignore' })
  try {
    await until(() => descendantsOf(child.pid!).length === 1, 'the grandchild runs')
    const pids = descendantsOf(process.pid).map(({ pid }) => pid)
    assert.ok(pids.includes(child.pid!) && pids.includes(descendantsOf(child.pid!)[0]!.pid))
    assert.equal([...descendantsOf(0), ...descendantsOf(1)], [])
  } finally {
    const known = [...descendantsOf(child.pid!), ...descendantsOf(process.pid).filter(({ pid }) => pid === child.pid)]
    endStrays(randomUUID(), known)
  }
})

test.run()
