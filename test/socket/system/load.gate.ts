import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'

// What takes long, or needs a machine of its own to be measured: as the benchmark prints it.
const test = suite('system: load')
const gate = process.platform === 'linux' ? test : test.skip

const BENCH = fileURLToPath(new URL('../../../scripts/bench/sockets.ts', import.meta.url))
const MIB = 1 << 20

/** @returns the number in the benchmark's last line; what goes before is printed */
async function measured(...args: string[]): Promise<number> {
  const { stdout } = await execa(process.execPath, ['--expose-gc', '--import', 'tsx', BENCH, ...args], {
    timeout: 180_000,
    stdin: 'ignore',
    stderr: 'inherit',
  })
  const lines = stdout.trim().split('\n')
  const value = Number(lines.pop())
  console.log(lines.map((line) => `  ${line}`).join('\n'))
  return value
}

gate('a thousand connections at once echo 1 MiB each → every octet right, memory as for a quarter of it', async () => {
  const small = await measured('--echo', String(MIB / 4))
  const large = await measured('--echo', String(MIB))
  // Four times as much is carried. What is not returned at once to the system may be counted, so not to the octet.
  assert.ok(large < MIB / 4 && large < 2 * small, `${large} and ${small} octets a connection`)
})

gate("a bulk transfer over loopback → within twice the time of Node's own net in the same run", async () => {
  const ratio = await measured('--bulk', '256')
  assert.ok(ratio <= 2, `${ratio}`)
})

gate('ten waits pending, or ten threads blocked → exit, end and SIGTERM end the process within 200 ms', async () => {
  const slowest = await measured('--endings')
  assert.ok(slowest <= 200, `${slowest} ms`)
})

test.run()
