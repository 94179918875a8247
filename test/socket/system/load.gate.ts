import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'

// What takes long: the benchmark's own loads, which throw where an octet is missing or a process ends otherwise than asked.
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

// How long they take beside Node's own is printed, and measured by `npm run bench -- sockets`: a busy machine proves nothing.
gate('256 MiB over loopback → every octet comes', async () => {
  assert.ok((await measured('--bulk', '256')) > 0)
})

gate('ten waits pending, or ten threads blocked → exit, end and SIGTERM end the process', async () => {
  assert.ok((await measured('--endings')) > 0)
})

test.run()
