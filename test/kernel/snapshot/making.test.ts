/** Who waits for a snapshot that is being made, for how long, and what becomes of one whose maker hangs, is ended or finds no room. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ownMark } from '../../../lib/files/owner.ts'
import { type Deferred, deferred, tslabKernelJson } from '../../../lib/kernel/index.ts'
import { snapshotStart } from '../../../lib/kernel/snapshot/index.ts'
import { snapshotKeyOf, subjectOf } from '../../../lib/kernel/snapshot/key.ts'
import type { Order } from '../../../lib/kernel/snapshot/make.ts'
import type { Maker, StartMaker } from '../../../lib/kernel/snapshot/making.ts'
import { SnapshotStore } from '../../../lib/kernel/snapshot/store.ts'
import { launcherFile } from '../../../lib/kernel/tslab.ts'
import { withFolder } from '../../helpers/folder.ts'
import { until } from '../../helpers/processes.ts'

const { argv } = tslabKernelJson()
/** Longer than any test: whoever waits so long hangs. */
const long = 3_600_000

interface Scripted {
  log: string[]
  said: string[]
  store: SnapshotStore
  key: string
  end: Deferred<string | undefined>
  /** Keeps a blob, as a maker does. */
  made(): Promise<void>
  start(more?: { patience?: number; signal?: AbortSignal }): ReturnType<typeof snapshotStart>
}

/** Starts of kernels in a folder of their own, whose maker does what the test says. */
async function withMaker(body: (scripted: Scripted) => Promise<void>): Promise<void> {
  await withFolder({}, async (cwd) => {
    const env = { ACKBOOK_CACHE_DIR: join(cwd, 'cache') }
    const [log, said]: [string[], string[]] = [[], []]
    const store = new SnapshotStore(join(cwd, 'cache', 'snapshots'))
    assert.is(store.trouble(), undefined)
    const key = snapshotKeyOf(subjectOf(argv, cwd, env)!)
    const end = deferred<string | undefined>()
    const note = (what: string) => () => void log.push(what)
    const startMaker: StartMaker = async (): Promise<Maker> => {
      log.push('started')
      return { began: Date.now(), ended: end.promise, stop: note('stopped') }
    }
    const say = (sentence: string) => void said.push(sentence)
    await body({
      ...{ log, said, store, key, end },
      made: () => keepBlob(store, key),
      start: (more = {}) => snapshotStart(argv, { cwd, env, say, startMaker, ...more }),
    })
  })
}

async function keepBlob(store: SnapshotStore, key: string): Promise<void> {
  const made = store.temporary(key)
  writeFileSync(made.blob, 'blob')
  writeFileSync(made.list, '[]')
  await store.keep(key, made)
}

const started = async (asked: ReturnType<typeof snapshotStart>) => (await asked)?.argv[1]

test('a maker that hangs → a plain start after a while, and for the next at once; one maker, which goes on', () =>
  withMaker(async ({ log, start }) => {
    assert.equal(await Promise.all([started(start({ patience: 5 })), started(start({ patience: 5 }))]), [
      undefined,
      undefined,
    ])
    assert.is(await started(start({ patience: 0 })), undefined)
    assert.equal(log, ['started'])
  }))

test('a maker that takes long → later kernels start from what it has made', () =>
  withMaker(async ({ made, end, start }) => {
    assert.is(await started(start({ patience: 5 })), undefined)
    await made()
    end.resolve(undefined)
    assert.is(await started(start({ patience: long })), '--snapshot-blob')
  }))

test('made while kernels wait → all of them start from it', () =>
  withMaker(async ({ log, made, end, start }) => {
    const waiting = [start({ patience: long }), start({ patience: long })]
    await made()
    end.resolve(undefined)
    assert.equal(await Promise.all(waiting.map(started)), ['--snapshot-blob', '--snapshot-blob'])
    assert.equal(log, ['started'])
  }))

test('one of two who wait is interrupted → it goes on; both are → it is stopped, and nobody waits', () =>
  withMaker(async ({ log, start }) => {
    const [one, other] = [new AbortController(), new AbortController()]
    const waiting = [one, other].map(({ signal }) => started(start({ patience: long, signal })))
    await until(() => log.length > 0, 'the maker was started')
    one.abort()
    assert.is(await waiting[0], undefined)
    assert.equal(log, ['started'])
    other.abort()
    assert.is(await waiting[1], undefined)
    assert.equal(log, ['started', 'stopped'])
  }))

test('interrupted while it goes on unwaited for → stopped', () =>
  withMaker(async ({ log, start }) => {
    const controller = new AbortController()
    await start({ patience: 5, signal: controller.signal })
    controller.abort()
    assert.equal(log, ['started', 'stopped'])
  }))

test('it cannot be made → said once, however many kernels ask, and not tried for each', () =>
  withMaker(async ({ log, said, end, start }) => {
    end.resolve('no start-up snapshot could be made (on purpose)')
    for (let times = 0; times < 3; times++) assert.is(await started(start({ patience: long })), undefined)
    assert.equal(said, ['no start-up snapshot could be made (on purpose)'])
    assert.equal(log, ['started'])
  }))

test('another process makes it → waited for, by its lock', () =>
  withFolder({}, async (cwd) => {
    const env = { ACKBOOK_CACHE_DIR: join(cwd, 'cache') }
    const store = new SnapshotStore(join(cwd, 'cache', 'snapshots'))
    assert.is(store.trouble(), undefined)
    const key = snapshotKeyOf(subjectOf(argv, cwd, env)!)
    const lock = join(store.folder, `${key}.lock`)
    writeFileSync(lock, ownMark())
    assert.is(await started(snapshotStart(argv, { cwd, env, patience: 5 })), undefined)
    const waiting = started(snapshotStart(argv, { cwd, env, patience: long }))
    await keepBlob(store, key)
    rmSync(lock)
    assert.is(await waiting, '--snapshot-blob')
  }))

test('a folder for caches that is none → a plain start, said once, with a remedy', () =>
  withFolder({ file: '' }, async (cwd) => {
    const said: string[] = []
    const env = { ACKBOOK_CACHE_DIR: join(cwd, 'file') }
    const say = (sentence: string) => void said.push(sentence)
    for (let times = 0; times < 2; times++) assert.is(await snapshotStart(argv, { cwd, env, say }), undefined)
    assert.is(said.length, 1)
    assert.match(
      said[0]!,
      /^no start-up snapshot can be kept in \S+ \(.+\): kernels start without .* ACKBOOK_CACHE_DIR /,
    )
  }))

/** A real maker, in a folder of its own. */
function startMaker(
  folder: string,
  key = 'a'.repeat(24),
): { maker: ChildProcess; order: Order; ended: Promise<string> } {
  const subject = subjectOf(argv, folder, {})!
  const { env: _, ...rest } = subject
  const order: Order = { ...rest, folder, key }
  const maker = spawn(process.execPath, [program, JSON.stringify(order)], { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  maker.stderr!.setEncoding('utf8').on('data', (text) => (said += text))
  const ended = new Promise<string>((resolve) => maker.once('close', () => resolve(said)))
  return { maker, order, ended }
}

const program = join(dirname(launcherFile()), 'snapshot', 'maker.js')

test('a maker that is ended by a signal → nothing left, nothing said, nothing held against the next', () =>
  withFolder({}, async (folder) => {
    const { maker, ended } = startMaker(folder)
    // Its script is there: Node is about to read it, or does.
    await until(() => readdirSync(folder).some((name) => /cjs.*tmp$/.test(name)), 'it makes it')
    maker.kill('SIGTERM')
    assert.is(await ended, '')
    assert.equal(readdirSync(folder), [])
  }))

const mountTest = spawnSync('unshare', ['-rm', 'true']).status === 0 ? test : test.skip

for (const [place, options, reason] of [
  ['a disk that is full', 'size=1m', /\d MB are free there/],
  ['a file system that is read-only', 'size=1m,ro', /its file system is read-only/],
] as const) {
  mountTest(`${place} → said, with a remedy; nothing is left there`, () =>
    withFolder({}, async (cwd) => {
      const folder = join(cwd, 'cache')
      mkdirSync(folder)
      const { env: _, ...rest } = subjectOf(argv, cwd, {})!
      const order: Order = { ...rest, folder, key: 'a'.repeat(24) }
      const inside = 'mount -t tmpfs -o "$1" none "$2" && "$3" "$4" "$5" 2>&1; ls -A "$2"'
      const words = [options, folder, process.execPath, program, JSON.stringify(order)]
      const said = execFileSync('unshare', ['-rm', 'sh', '-c', inside, 'sh', ...words], { encoding: 'utf8' })
      assert.match(said, /^no start-up snapshot can be kept in .*ACKBOOK_CACHE_DIR[^\n]*$/)
      assert.match(said, reason)
    }),
  )
}

test.run()
