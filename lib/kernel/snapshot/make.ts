import { execFile } from 'node:child_process'
import { readdir, statfs, writeFile } from 'node:fs/promises'
import { builtinModules } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { removeTemporary } from '../../files/temporary.ts'
import type { Subject } from './key.ts'
import { probeWorkers } from './probe.ts'
import { PlaceError } from './refusal.ts'
import type { SnapshotStore } from './store.ts'

/** What is to be made, and where it is to be kept; the environment is that of the maker's process. */
export interface Order extends Omit<Subject, 'env'> {
  /** The store's. */
  folder: string
  key: string
}

/** Node gives a script that makes a snapshot no `exports`, which ours has as any module. */
const makerScript = `const { readFileSync } = require('node:fs')
const [, , builder] = process.argv
const run = require('node:vm').compileFunction(readFileSync(builder, 'utf8'), ['exports', 'require'], { filename: builder })
run({}, require)
`

/**
 * Makes a snapshot and keeps it. Takes some seconds of a processor.
 *
 * @returns its blob
 * @throws Error that says what Node said, or what is wrong with the place
 */
export async function makeSnapshot(
  store: SnapshotStore,
  key: string,
  { node, tslab, launcher, cwd }: Omit<Subject, 'env'>,
  signal: AbortSignal,
): Promise<string> {
  await checkRoom(store.folder)
  await probeWorkers(node, join(store.folder, key), signal)
  const made = store.temporary(key)
  const inside = join(dirname(launcher), 'inside', 'snapshot.js')
  const builder = join(dirname(launcher), 'snapshot', 'builder.cjs')
  const cells = await warmingCells(dirname(dirname(launcher)))
  const plan = { main: tslab, entry: inside, cells, list: made.list, builtins: builtinModules }
  try {
    await writeFile(made.script, makerScript, { mode: 0o600 })
    const words = ['--snapshot-blob', made.blob, '--build-snapshot', made.script, builder, JSON.stringify(plan)]
    await run(node, words, { cwd, timeout: longest, killSignal: 'SIGKILL', windowsHide: true, signal })
    return await store.keep(key, made)
  } finally {
    for (const path of Object.values(made)) await removeTemporary(path)
  }
}

const run = promisify(execFile)

/** Milliseconds after which a maker is ended: on a loaded machine it may take long. */
const longest = 300_000

/** Octets that have to be free. */
const room = 150e6

/** Node takes no notice of a disk that is full: it would be found out when the snapshot is started. */
async function checkRoom(folder: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder)
  const free = bavail * bsize
  if (free < room) throw new PlaceError(`${Math.round(free / 1e6)} MB are free there, and it takes ${room / 1e6}`)
}

/** They use what cells use: Node, `await`, types of their own, and all that a notebook may import of this package. */
async function warmingCells(dist: string): Promise<string[]> {
  const concepts = (await readdir(join(dist, 'concepts'))).filter((name) => name.endsWith('.d.ts'))
  const names = concepts.map((name) => `concepts/${name.slice(0, -'.d.ts'.length)}`)
  const rooms = ['bytes', 'draw', 'network', 'socket', 'socket/simulated', 'socket/system', 'tcp', ...names]
  return [
    rooms.map((name, place) => `import * as room${place} from 'ackbook/${name}'`).join('\n'),
    'const [room, first] = [room0, 1 as const]\nObject.keys(room).length + first',
    "import fs from 'node:fs'\nimport { join } from 'node:path'\nconst text: string | undefined = await Promise.resolve(join('a', 'b'))",
    'interface Point { x: number }\nclass Place<T extends Point> {\n  #at: T[] = []\n  add = (at: T) => this.#at.push(at)\n}\nconst place = new Place()',
    "enum Side { Left, Right }\nfunction* sides() {\n  yield Side.Left\n}\nfor (const side of sides()) console.log(side, { ...process.env }, [...fs.readdirSync('.')].map((name) => name.length))",
    "const wrong: number = 'text'",
  ]
}
