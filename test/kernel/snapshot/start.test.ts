/** A kernel from a snapshot against one that starts plainly: what cells get, and what happens when there is no good blob. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type Kernel,
  type KernelSpec,
  type Message,
  offerTslab,
  startKernel,
  tslabKernelJson,
} from '../../../lib/kernel/index.ts'
import { bundledTslab } from '../../../lib/kernel/tslab.ts'
import { cells, files } from './cells.ts'

const folder = mkdtempSync(join(tmpdir(), 'ackbook-test-'))
const cache = mkdtempSync(join(tmpdir(), 'ackbook-test-'))
const blobs = join(cache, 'snapshots')
test.after(() => {
  for (const each of [folder, cache]) rmSync(each, { recursive: true })
})

interface Started {
  kernel: Kernel
  command: readonly string[]
  run(code: string): Promise<unknown[]>
}

const surroundings = { ...process.env, ACKBOOK_CACHE_DIR: cache }

async function start(env: Record<string, string> = {}, argv = tslabKernelJson().argv): Promise<Started> {
  const published: Message[] = []
  const listener = { onPublished: (message: Message) => void published.push(message), onInputRequest: () => {} }
  const choice = { name: 'x', spec: { ...tslabKernelJson(), argv }, origin: 'installed' as const, place: folder }
  const kernel = await startKernel(choice, {
    cwd: folder,
    timeout: 300_000,
    env: { ...surroundings, ...env },
    ...listener,
  })
  const run = async (code: string): Promise<unknown[]> => {
    const cell = kernel.execute(code)
    const { content } = await cell.reply
    await cell.idle
    const fence = kernel.request('kernel_info_request')
    await Promise.all([fence.reply, fence.idle])
    const own = published.filter(({ parent_header, header }) => {
      return parent_header.msg_id === cell.id && header.msg_type !== 'status'
    })
    return [content, ...joined(own)]
  }
  const command = readFileSync(`/proc/${kernel.pid}/cmdline`, 'utf8').split('\0')
  return { kernel, command, run }
}

/** Streams in one piece: in how many they come is chance. */
function joined(messages: readonly Message[]): unknown[] {
  const all: { type: string; content: Record<string, unknown> }[] = []
  for (const { header, content } of messages) {
    const last = all.at(-1)
    if (header.msg_type === 'stream' && last?.type === 'stream' && last.content.name === content.name) {
      last.content = { ...last.content, text: `${last.content.text}${content.text}` }
    } else all.push({ type: header.msg_type, content })
  }
  return all
}

const isFromSnapshot = ({ command }: Started) => command[1] === '--snapshot-blob'

test('forty odd cells → the same messages, byte for byte, as after a plain start', async () => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  const said: unknown[][] = []
  for (const env of [{ ACKBOOK_SNAPSHOT: 'off' }, {}]) {
    const started = await start(env)
    const all: unknown[] = []
    for (const cell of cells) all.push(await started.run(cell))
    said.push(all)
    assert.is(isFromSnapshot(started), env.ACKBOOK_SNAPSHOT === undefined)
    assert.equal(await started.kernel.stop(), { errors: [], left: [] })
  }
  const shown = (place: number) => said.map((all) => JSON.stringify(all[place], undefined, 1))
  const differing = cells.flatMap((cell, place) => (shown(place)[0] === shown(place)[1] ? [] : [cell, ...shown(place)]))
  assert.is(differing.join('\n'), '')
})

test('types that the snapshot holds have changed → the next kernel sees it, and its snapshot is made anew', async () => {
  const former = manifest()
  const text = 'interface OwnHeld {\n  one: number\n  two: string\n}\n'
  writeFileSync(join(folder, 'node_modules', '@types', 'own', 'index.d.ts'), text)
  const started = await start()
  const [reply] = await started.run('const both: OwnHeld = { one: 1, two: "two" }')
  assert.is((reply as { status: string }).status, 'ok')
  assert.ok(isFromSnapshot(started))
  assert.is.not(manifest()?.blob, former?.blob)
  await started.kernel.kill()
})

test('a tslab that the snapshot does not hold → starts plainly, by the files as they are', async () => {
  // The same under another name.
  const other = `${dirname(bundledTslab())}/../dist/main.js`
  const offered = await offerTslab(join(folder, 'kernel.json'), { cwd: folder, env: surroundings })
  await offered.settled
  const { argv } = kernelJson()
  assert.is(argv[1], '--snapshot-blob')
  const started = await start({}, [...argv.slice(0, 4), '--tslab', other, argv[4]!])
  assert.equal((await started.run('1 + 1')).at(-1), { type: 'stream', content: { name: 'stdout', text: '2\n' } })
  await started.kernel.kill()
  await offered.end()
})

test('for Jupyter → a kernel.json that starts a kernel from a copy, and plainly again in the end', async () => {
  const offered = await offerTslab(join(folder, 'kernel.json'), { cwd: folder, env: surroundings })
  await offered.settled
  const { argv } = kernelJson()
  const started = await start({}, argv)
  assert.equal((await started.run('1 + 1')).at(-1), { type: 'stream', content: { name: 'stdout', text: '2\n' } })
  await started.kernel.kill()
  await offered.end()
  assert.equal(kernelJson(), tslabKernelJson())
  assert.not(existsSync(argv[2]!))
})

test('a blob that Node refuses → said once, a plain start; it is not tried again', async () => {
  const { blob } = manifest()!
  writeFileSync(join(blobs, blob), 'x'.repeat(100), { flag: 'r+' })
  const said = await whatIsSaid(async () => {
    const started = await start()
    assert.equal((await started.run('1 + 1')).at(-1), { type: 'stream', content: { name: 'stdout', text: '2\n' } })
    assert.not(isFromSnapshot(started))
    await started.kernel.kill()
  })
  assert.match(said, /^ackbook: the start-up snapshot .* was refused: [^\n]*\n$/)
  assert.is(manifest(), undefined)
})

test('a cache that cannot be made → a plain start', async () => {
  writeFileSync(join(folder, 'file'), '')
  const started = await start({ ACKBOOK_CACHE_DIR: join(folder, 'file') })
  assert.not(isFromSnapshot(started))
  await started.kernel.kill()
})

const kernelJson = () => JSON.parse(readFileSync(join(folder, 'kernel.json'), 'utf8')) as KernelSpec

function manifest(): { blob: string } | undefined {
  const name = readdirSync(blobs).find((each) => each.endsWith('.json'))
  return name === undefined ? undefined : (JSON.parse(readFileSync(join(blobs, name), 'utf8')) as { blob: string })
}

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
