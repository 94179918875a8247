/** A kernel from a snapshot against one that starts plainly: what cells get, and what happens when there is no good blob. */
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { cacheFolder } from '../../../lib/files/index.ts'
import { type KernelSpec, offerTslab, tslabKernelJson } from '../../../lib/kernel/index.ts'
import { snapshotStart } from '../../../lib/kernel/snapshot/index.ts'
import { snapshotKeyOf, subjectOf } from '../../../lib/kernel/snapshot/key.ts'
import { SnapshotStore } from '../../../lib/kernel/snapshot/store.ts'
import { environmentOf } from '../../../lib/kernel/spec.ts'
import { bundledTslab } from '../../../lib/kernel/tslab.ts'
import { drawnFrom, seedFrom } from '../../helpers/draws.ts'
import { cells, files } from './cells.ts'
import { Kernels } from './kernels.ts'

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ackbook-test-')))
const cache = mkdtempSync(join(tmpdir(), 'ackbook-test-'))
const kernels = new Kernels(folder, cache)
const around = { cwd: folder, env: kernels.env }
const store = new SnapshotStore(join(cache, 'snapshots'))
const environment = environmentOf(tslabKernelJson(), kernels.env)
const key = snapshotKeyOf(subjectOf(tslabKernelJson().argv, folder, environment)!)
const two = { type: 'stream', content: { name: 'stdout', text: '2\n' } }

test.before(() => {
  kernels.writeFiles()
  assert.ok(store.isUsable())
})
test.after(() => {
  for (const each of [folder, cache]) rmSync(each, { recursive: true })
})

const seed = seedFrom('CELLS_SEED')
const drawn = drawnFrom(Object.keys(cells), 2, seed)

// From the snapshot that all suites share. A gate takes the cells of every kind.
test(`cells: ${drawn.join('; ')} (CELLS_SEED=${seed}) → the same messages, byte for byte, as after a plain start`, () =>
  new Kernels(folder, cacheFolder()).compare(drawn))

const types = 'node_modules/@types/own/index.d.ts'

test('types that the snapshot holds have changed → the next kernel sees it, and its snapshot is made anew', async () => {
  const former = await keep(files[types]!)
  const text = 'interface OwnHeld {\n  one: number\n  two: string\n}\n'
  writeFileSync(join(folder, types), text)
  const started = await kernels.start()
  const [reply] = await started.run('const both: OwnHeld = { one: 1, two: "two" }')
  assert.is((reply as { status: string }).status, 'ok')
  assert.ok(started.isFromSnapshot)
  await started.kernel.kill()
  // That one holds them indeed.
  const made = store.find(key)
  assert.ok(made !== undefined && made !== former)
  writeFileSync(join(folder, types), text.replace('two', 'six'))
  assert.is(store.find(key), undefined)
  writeFileSync(join(folder, types), text)
  assert.is(store.find(key), made)
})

/** As if a snapshot had been made when the types were these. */
async function keep(text: string): Promise<string> {
  const path = join(folder, types)
  const { size, mtimeMs } = statSync(path)
  const hash = createHash('sha256').update(text).digest('hex')
  const made = store.temporary(key)
  writeFileSync(made.blob, 'a blob')
  writeFileSync(made.list, JSON.stringify([{ path, size, mtimeMs, hash }]))
  const blob = await store.keep(key, made)
  assert.is(store.find(key), blob)
  return blob
}

test('a tslab that the snapshot does not hold → starts plainly, by the files as they are', async () => {
  // The same under another name.
  const other = `${dirname(bundledTslab())}/../dist/main.js`
  const offered = await offerTslab(join(folder, 'kernel.json'), around)
  await offered.settled
  const { argv } = kernelJson()
  assert.is(argv[1], '--snapshot-blob')
  const started = await kernels.start({}, [...argv.slice(0, 4), '--tslab', other, argv[4]!])
  assert.equal((await started.run('1 + 1')).at(-1), two)
  await started.kernel.kill()
  await offered.end()
})

test('for Jupyter → a kernel.json that starts a kernel from a copy, and plainly again in the end', async () => {
  const offered = await offerTslab(join(folder, 'kernel.json'), around)
  await offered.settled
  const { argv } = kernelJson()
  const started = await kernels.start({}, argv)
  assert.equal((await started.run('1 + 1')).at(-1), two)
  await started.kernel.kill()
  await offered.end()
  assert.equal(kernelJson(), tslabKernelJson())
  assert.not(existsSync(argv[2]!))
})

test('a blob that Node refuses → said once, a plain start; it is not tried again', async () => {
  writeFileSync(store.find(key)!, 'x'.repeat(100), { flag: 'r+' })
  const said = await whatIsSaid(async () => {
    const started = await kernels.start()
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
