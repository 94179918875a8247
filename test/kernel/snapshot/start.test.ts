/** A kernel from a snapshot against one that starts plainly: what cells get, and what happens when there is no good blob. */
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { cacheFolder } from '../../../lib/files/index.ts'
import { type KernelSpec, offerTslab, tslabKernelJson } from '../../../lib/kernel/index.ts'
import { snapshotStart } from '../../../lib/kernel/snapshot/index.ts'
import { snapshotKeyOf, subjectOf } from '../../../lib/kernel/snapshot/key.ts'
import { SnapshotStore } from '../../../lib/kernel/snapshot/store.ts'
import { environmentOf } from '../../../lib/kernel/spec.ts'
import { drawnFrom, seedFrom } from '../../helpers/draws.ts'
import { cells } from './cells.ts'
import { hasSnapshots, Kernels } from './kernels.ts'

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ackbook-test-')))
const cache = mkdtempSync(join(tmpdir(), 'ackbook-test-'))
/** With the snapshot that all suites share. */
const kernels = new Kernels(folder, cacheFolder())
const environment = environmentOf(tslabKernelJson(), kernels.env)
const key = snapshotKeyOf(subjectOf(tslabKernelJson().argv, folder, environment)!)
const two = { type: 'stream', content: { name: 'stdout', text: '2\n' } }

test.before(() => kernels.writeFiles())
test.after(() => {
  for (const each of [folder, cache]) rmSync(each, { recursive: true })
})

const snapshotTest = hasSnapshots ? test : test.skip
const seed = seedFrom('CELLS_SEED')
const drawn = drawnFrom(Object.keys(cells), 2, seed)

// A gate takes the cells of every kind, and sees snapshots made.
test(`cells: ${drawn.join('; ')} (CELLS_SEED=${seed}) → the same messages, byte for byte, as after a plain start`, () =>
  kernels.compare(drawn))

snapshotTest('for Jupyter → a kernel.json that starts a kernel from a copy, and plainly again in the end', async () => {
  const offered = await offerTslab(join(folder, 'kernel.json'), { cwd: folder, env: kernels.env })
  await offered.settled
  const { argv } = kernelJson()
  const started = await kernels.start({}, argv)
  assert.equal((await started.run('1 + 1')).at(-1), two)
  await started.kernel.kill()
  await offered.end()
  assert.equal(kernelJson(), tslabKernelJson())
  assert.not(existsSync(argv[2]!))
})

snapshotTest('a blob that Node refuses → said once, a plain start; it is not tried again', async () => {
  const store = new SnapshotStore(join(cache, 'snapshots'))
  assert.is(store.trouble(), undefined)
  for (const name of readdirSync(join(cacheFolder(), 'snapshots')).filter((each) => each.startsWith(key))) {
    copyFileSync(join(cacheFolder(), 'snapshots', name), join(cache, 'snapshots', name))
  }
  writeFileSync(store.find(key)!, 'x'.repeat(100), { flag: 'r+' })
  const said = await whatIsSaid(async () => {
    const started = await new Kernels(folder, cache).start()
    assert.equal((await started.run('1 + 1')).at(-1), two)
    assert.not(started.isFromSnapshot)
    await started.kernel.kill()
  })
  assert.match(said, /^ackbook: the start-up snapshot .* was refused: [^\n]*\n$/)
  assert.is(store.find(key), undefined)
})

test('a cache that cannot be made → no snapshot', async () => {
  const file = join(folder, 'file')
  writeFileSync(file, '')
  const env = { ...environment, ACKBOOK_CACHE_DIR: file }
  assert.is(await snapshotStart(tslabKernelJson().argv, { cwd: folder, env }), undefined)
})

const kernelJson = () => JSON.parse(readFileSync(join(folder, 'kernel.json'), 'utf8')) as KernelSpec

async function whatIsSaid(run: () => Promise<void>): Promise<string> {
  const { write } = process.stderr
  let said = ''
  process.stderr.write = ((text: string) => {
    said += text
    return true
  }) as typeof write
  try {
    await run()
  } finally {
    process.stderr.write = write
  }
  return said
}

test.run()
