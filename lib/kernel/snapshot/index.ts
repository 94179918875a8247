/**
 * Starts our launcher's kernels from a V8 start-up snapshot: a blob that holds the loaded compiler of a tslab, what runs
 * around it, and the types that cells see, parsed and bound. Blobs lie in the folder for caches, `ACKBOOK_CACHE_DIR`;
 * `ACKBOOK_SNAPSHOT=off` does without. Whatever cannot be had leads to a plain start.
 *
 * @see https://nodejs.org/api/cli.html#--build-snapshot
 */

import { constants } from 'node:fs'
import { copyFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { cacheFolder } from '../../files/cache-folder.ts'
import { removeTemporary, temporaryBeside } from '../../files/temporary.ts'
import { firstLine } from '../first-line.ts'
import { snapshotKeyOf, subjectOf } from './key.ts'
import { isYounger, withLock } from './lock.ts'
import { makeSnapshot } from './make.ts'
import { SnapshotStore } from './store.ts'

/** A command line that starts from a snapshot. */
export interface SnapshotStart {
  argv: string[]
  blob: string
  /** It did not start: the next one is made anew. */
  refused(reason: string): Promise<void>
}

export interface SnapshotOptions {
  /** The notebook's folder. */
  cwd: string
  /** In which the kernel starts. */
  env: Record<string, string>
  signal?: AbortSignal | undefined
  /** Hears why there is no snapshot, once. */
  say?: (sentence: string) => void
}

/**
 * The same kernel, from a snapshot: one that is there, or one that is made now. `undefined` when it has to start plainly:
 * it is none of our launcher's, another process is making the snapshot, or it cannot be made.
 */
export async function snapshotStart(
  argv: readonly string[],
  options: SnapshotOptions,
): Promise<SnapshotStart | undefined> {
  const { cwd, env } = options
  if (/^(?:off|no|false|0)$/i.test(env.ACKBOOK_SNAPSHOT ?? '')) return undefined
  const subject = subjectOf(argv, cwd, env)
  if (!subject) return undefined
  const store = new SnapshotStore(join(cacheFolder(env), 'snapshots'))
  if (!store.isUsable()) return undefined
  const key = snapshotKeyOf(subject)
  const make = () => makeOnce(store, key, () => makeSnapshot(store, key, subject, options.signal), options)
  const found = store.find(key)
  const blob = found ?? (await make())
  if (blob === undefined) return undefined
  const [node, ...words] = argv
  const refused = async (reason: string) => {
    await store.discard(key)
    // One that was good once is damaged; one that is new, the next would be like.
    if (found === undefined) await writeFile(failureOf(store, key), `${reason}\n`).catch(() => undefined)
    const { say = warn } = options
    const until = found === undefined ? 'for a day' : 'until it is made anew'
    say(`the start-up snapshot ${blob} was refused: kernels start without it ${until} (${firstLine(reason)})`)
  }
  return { argv: [node!, '--snapshot-blob', blob, ...words], blob, refused }
}

/** A copy that stays while others come and go, for whoever names it in a file; removed at the latest when this process ends. */
export async function copyOf({ blob }: SnapshotStart): Promise<{ blob: string; remove(): Promise<void> }> {
  const copy = temporaryBeside(blob)
  await copyFile(blob, copy, constants.COPYFILE_FICLONE)
  return { blob: copy, remove: () => removeTemporary(copy) }
}

const beingMade = new Map<string, Promise<string | undefined>>()

/** All kernels that this process starts wait for the same; what another process makes, nobody waits for. */
async function makeOnce(
  store: SnapshotStore,
  key: string,
  make: () => Promise<string>,
  { say = warn }: SnapshotOptions,
): Promise<string | undefined> {
  const place = join(store.folder, key)
  const going = beingMade.get(place)
  if (going) return going
  const making = lockedMake(place, store, key, make, say).finally(() => beingMade.delete(place))
  beingMade.set(place, making)
  return making
}

async function lockedMake(
  place: string,
  store: SnapshotStore,
  key: string,
  make: () => Promise<string>,
  say: (sentence: string) => void,
): Promise<string | undefined> {
  const refusal = failureOf(store, key)
  if (await isYounger(refusal, millisecondsADay)) return undefined
  try {
    // Another may have made it meanwhile.
    return await withLock(`${place}.lock`, async () => store.find(key) ?? (await make()))
  } catch (error) {
    const reason = reasonFor(error)
    if (reason === undefined) return undefined
    await writeFile(refusal, `${reason}\n`).catch(() => undefined)
    say(
      `no start-up snapshot could be made (${reason}): kernels start without one, which takes longer; tried again after a day, or without ${refusal}`,
    )
    return undefined
  }
}

/** Says why none could be made, or started. */
function failureOf({ folder }: SnapshotStore, key: string): string {
  return join(folder, `${key}.failed`)
}

const millisecondsADay = 24 * 60 * 60 * 1000

/** Nothing to be told of: the run was stopped. */
function reasonFor(error: unknown): string | undefined {
  const { name, stderr, message, signal, killed } = error as MakerError
  // Not by us, for it took too long: whoever ends this process too.
  const isInterrupted = killed !== true && ['SIGINT', 'SIGTERM', 'SIGHUP'].includes(signal ?? '')
  if (name === 'AbortError' || isInterrupted) return undefined
  const said = (stderr ?? '').split('\n').filter((line) => /error/i.test(line) && !/ExperimentalWarning/.test(line))
  return firstLine(said[0] ?? (signal ? `its maker was ended by ${signal}` : message)).slice(0, 300)
}

/** Of a process that failed. */
interface MakerError extends Error {
  stderr?: string
  signal?: NodeJS.Signals | null
  killed?: boolean
}

const told = new Set<string>()

function warn(sentence: string): void {
  if (told.has(sentence)) return
  told.add(sentence)
  process.stderr.write(`ackbook: ${sentence}\n`)
}
