/** Start-up snapshots as they are made, and as kernels start from them: what takes long of `test/kernel/snapshot`. */
import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { offerTslab } from '../../lib/kernel/index.ts'
import { bundledTslab } from '../../lib/kernel/tslab.ts'
import { until } from '../helpers/processes.ts'
import { cells } from '../kernel/snapshot/cells.ts'
import { hasSnapshots, Kernels } from '../kernel/snapshot/kernels.ts'

const test = suite('snapshot')
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ackbook-test-')))
const cache = mkdtempSync(join(tmpdir(), 'ackbook-test-'))
const kernels = new Kernels(folder, cache)

test.before(() => kernels.writeFiles())
test.after(() => {
  for (const each of [folder, cache]) rmSync(each, { recursive: true })
})

test('cells of every kind, from a snapshot made in their folder → the same messages, byte for byte, as after a plain start', () =>
  kernels.compare(Object.keys(cells)))

const snapshotTest = hasSnapshots ? test : test.skip

snapshotTest(
  'types that the snapshot holds have changed → the next kernel sees it; the snapshot is made anew, though whoever asked is gone',
  async () => {
    const former = blob()
    const text = 'interface OwnHeld {\n  one: number\n  two: string\n}\n'
    writeFileSync(join(folder, 'node_modules', '@types', 'own', 'index.d.ts'), text)
    const asking = `import { prepareTslab } from 'ackbook/kernel'; await prepareTslab({ cwd: ${JSON.stringify(folder)}, env: process.env })`
    const asker = spawn(process.execPath, ['--input-type=module', '-e', asking], { env: kernels.env, stdio: 'ignore' })
    const names = () => readdirSync(join(cache, 'snapshots'))
    await until(() => names().some((name) => name.endsWith('.lock')), 'it is being made', 60_000)
    asker.kill('SIGKILL')
    await until(() => !names().some((name) => /tmp$|lock$/.test(name)), 'it has been made', 300_000)
    const started = await kernels.start()
    const [reply] = await started.run('const both: OwnHeld = { one: 1, two: "two" }')
    assert.is((reply as { status: string }).status, 'ok')
    assert.ok(started.isFromSnapshot)
    assert.is.not(blob(), former)
    await started.kernel.kill()
  },
)

/** The one that the manifest names. */
function blob(): unknown {
  const [name] = readdirSync(join(cache, 'snapshots')).filter((each) => each.endsWith('.json'))
  return JSON.parse(readFileSync(join(cache, 'snapshots', name!), 'utf8')).blob
}

snapshotTest('a tslab that the snapshot does not hold → starts plainly, by the files as they are', async () => {
  // The same under another name.
  const other = `${dirname(bundledTslab())}/../dist/main.js`
  const file = join(folder, 'kernel.json')
  const offered = await offerTslab(file, { cwd: folder, env: kernels.env })
  await offered.settled
  const { argv } = JSON.parse(readFileSync(file, 'utf8'))
  assert.is(argv[1], '--snapshot-blob')
  const started = await kernels.start({}, [...argv.slice(0, 4), '--tslab', other, argv[4]])
  assert.equal((await started.run('1 + 1')).at(-1), { type: 'stream', content: { name: 'stdout', text: '2\n' } })
  await started.kernel.kill()
  await offered.end()
})

test.run()
