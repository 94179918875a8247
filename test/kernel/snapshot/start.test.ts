/** A kernel from a snapshot against one that starts plainly: what cells get, and what happens when there is no good blob. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Kernel, type Message, startKernel, tslabKernelJson } from '../../../lib/kernel/index.ts'
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

async function start(env: Record<string, string> = {}): Promise<Started> {
  const published: Message[] = []
  const listener = { onPublished: (message: Message) => void published.push(message), onInputRequest: () => {} }
  const choice = { name: 'x', spec: tslabKernelJson(), origin: 'installed' as const, place: folder }
  const kernel = await startKernel(choice, {
    cwd: folder,
    timeout: 300_000,
    env: { ...process.env, ACKBOOK_CACHE_DIR: cache, ...env },
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
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
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

test('a file of types has changed since the snapshot was made → the next kernel sees it, and the snapshot stays', async () => {
  const before = readdirSync(blobs)
  writeFileSync(join(folder, 'types.d.ts'), 'export interface Held {\n  first: number\n  second: number\n}\n')
  const started = await start()
  const [reply] = await started.run("import type { Held } from './types'\nconst both: Held = { first: 1, second: 2 }")
  assert.is((reply as { status: string }).status, 'ok')
  assert.ok(isFromSnapshot(started))
  assert.equal(readdirSync(blobs), before)
  await started.kernel.kill()
})

test('a blob that Node refuses → said once, a plain start; the next makes it anew', async () => {
  const [blob] = blobsThere()
  writeFileSync(join(blobs, blob!), 'x'.repeat(100), { flag: 'r+' })
  const said = await whatIsSaid(async () => {
    const started = await start()
    assert.is((await started.run('1 + 1')).length, 3)
    assert.not(isFromSnapshot(started))
    await started.kernel.kill()
  })
  assert.match(said, /^ackbook: the start-up snapshot .* was refused: [^\n]*\n$/)
  const next = await start()
  assert.ok(isFromSnapshot(next))
  await next.kernel.kill()
  assert.is.not(next.command[2], join(blobs, blob!))
})

test('a cache that cannot be made → a plain start', async () => {
  writeFileSync(join(folder, 'file'), '')
  const started = await start({ ACKBOOK_CACHE_DIR: join(folder, 'file') })
  assert.not(isFromSnapshot(started))
  await started.kernel.kill()
})

const blobsThere = () => readdirSync(blobs).filter((name) => name.endsWith('.blob'))

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
