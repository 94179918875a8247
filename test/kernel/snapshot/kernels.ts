import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as assert from 'uvu/assert'
import { type Kernel, type Message, prepareTslab, startKernel, tslabKernelJson } from '../../../lib/kernel/index.ts'
import { cells, files } from './cells.ts'

/** Some versions of Node cannot have kernels that start from snapshots: none is made there. */
export const hasSnapshots = !/^v2[2-5]\./.test(process.version)

export interface Started {
  kernel: Kernel
  isFromSnapshot: boolean
  /** What a cell gets: the content of its reply, then what was published for it. */
  run(code: string): Promise<unknown[]>
}

/** Kernels of our launcher that start in one folder and have one folder for caches. */
export class Kernels {
  readonly folder: string
  readonly env: NodeJS.ProcessEnv

  constructor(folder: string, cache: string) {
    this.folder = folder
    this.env = { ...process.env, ACKBOOK_CACHE_DIR: cache }
  }

  async start(env: Record<string, string> = {}, argv: string[] = tslabKernelJson().argv): Promise<Started> {
    const published: Message[] = []
    const listener = { onPublished: (message: Message) => void published.push(message), onInputRequest: () => {} }
    const choice = { name: 'x', spec: { ...tslabKernelJson(), argv }, origin: 'installed' as const, place: this.folder }
    const kernel = await startKernel(choice, {
      cwd: this.folder,
      timeout: 300_000,
      env: { ...this.env, ...env },
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
    const [, word] = readFileSync(`/proc/${kernel.pid}/cmdline`, 'utf8').split('\0')
    return { kernel, isFromSnapshot: word === '--snapshot-blob', run }
  }

  /** Makes the snapshot, where it is not there. */
  async prepare(): Promise<void> {
    assert.is((await prepareTslab({ cwd: this.folder, env: this.env })) !== undefined, hasSnapshots)
  }

  /** Writes what cells find beside the notebook. */
  writeFiles(): void {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.folder, path)), { recursive: true })
      writeFileSync(join(this.folder, path), text)
    }
  }

  /** Runs cells of these kinds after a plain start and from a snapshot: the same messages, byte for byte. */
  async compare(kinds: readonly string[]): Promise<void> {
    const all = kinds.flatMap((kind) => cells[kind]!)
    assert.ok(all.length > 0)
    await this.prepare()
    const said: string[][] = []
    for (const env of [{ ACKBOOK_SNAPSHOT: 'off' }, {}]) {
      const started = await this.start(env)
      const got: string[] = []
      for (const cell of all) got.push(JSON.stringify(await started.run(cell), undefined, 1))
      said.push(got)
      assert.is(started.isFromSnapshot, hasSnapshots && !('ACKBOOK_SNAPSHOT' in env))
      assert.equal(await started.kernel.stop(), { errors: [], left: [] })
    }
    const [plain = [], own = []] = said
    const differing = all.flatMap((cell, at) => (plain[at] === own[at] ? [] : [cell, plain[at], own[at]]))
    assert.is(differing.join('\n'), '')
  }
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
