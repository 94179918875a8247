import { tmpdir } from 'node:os'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { costOfCommand } from '../../../scripts/bench/command.ts'
import { adoptOrphans, childrenOf } from '../../../scripts/bench/processes.ts'

const test = suite('bench: what a command costs')
const counts = process.platform === 'linux' ? test : test.skip

const signal = new AbortController().signal
const node = (script: string) => costOfCommand(process.execPath, ['-e', script], { cwd: tmpdir(), env: {}, signal })

/** Uses so many seconds of the processor, and prints nothing. */
const busy = (seconds: number): string =>
  `const { user, system } = process.cpuUsage(); while (process.cpuUsage({ user, system }).user < ${seconds * 1e6});`

counts('a child that outlives its parent, and works on → its time counts, and nothing is left', async () => {
  assert.is(adoptOrphans(), undefined)
  const before = childrenOf(process.pid)
  const script = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(busy(0.5))}], { detached: true, stdio: 'ignore' }).unref()`
  const { cpu, failure } = await node(script)
  assert.is(failure, undefined)
  assert.ok(cpu! >= 0.5, `${cpu} s`)
  assert.equal(childrenOf(process.pid), before)
})

counts('a process that needs memory → the most that it had', async () => {
  const { peak } = await node(`const held = Buffer.alloc(200e6, 1); setTimeout(() => held.length, 500)`)
  assert.ok(peak! > 190, `${peak} MiB`)
})

counts('a program that fails → why', async () => {
  const { failure } = await node(`console.error('no such thing'); process.exit(3)`)
  assert.match(failure!, /exit code 3.*no such thing$/)
})

counts('interrupted → the signal is heard, and nothing is left', async () => {
  const controller = new AbortController()
  const before = childrenOf(process.pid)
  const args = ['-e', 'setInterval(() => {}, 1000); console.log("up")']
  const running = costOfCommand(process.execPath, args, { cwd: tmpdir(), env: {}, signal: controller.signal })
  controller.abort(new Error('enough'))
  try {
    await running
    assert.unreachable()
  } catch (error) {
    assert.is((error as Error).message, 'enough')
  }
  assert.equal(childrenOf(process.pid), before)
})

test.run()
