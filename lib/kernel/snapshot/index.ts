/**
 * Starts our launcher's kernels from a V8 start-up snapshot: a blob that holds the loaded compiler of a tslab, what runs
 * around it, and the types that cells see, parsed and bound. Blobs lie in the folder for caches, `ACKBOOK_CACHE_DIR`;
 * `ACKBOOK_SNAPSHOT=off` does without. Whatever cannot be had leads to a plain start.
 *
 * @see https://nodejs.org/api/cli.html#--build-snapshot
 */

import { constants } from 'node:fs'
import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { cacheFolder } from '../../files/cache-folder.ts'
import { removeTemporary, temporaryBeside } from '../../files/temporary.ts'
import { firstLine } from '../first-line.ts'
import { type Subject, snapshotKeyOf, subjectOf } from './key.ts'
import { Making, type StartMaker, startMaker } from './making.ts'
import { isRefused, refuse, whyNotKept } from './refusal.ts'
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
  /** Milliseconds from the beginning of its making after which it is no longer waited for. */
  patience?: number | undefined
  /** Tries again what could not be made today. */
  insists?: boolean
  /** Hears, each sentence once, that one is being made, or why there is none. */
  say?: ((sentence: string) => void) | undefined
  startMaker?: StartMaker
}

/** Two or three times what it takes. */
const usualPatience = 15_000

/**
 * The same kernel, from a snapshot: one that is there, or one that is made now. `undefined` when it has to start plainly: it is
 * none of our launcher's, the snapshot cannot be made, or its making takes too long; that goes on then, for kernels to come.
 */
export async function snapshotStart(
  argv: readonly string[],
  options: SnapshotOptions,
): Promise<SnapshotStart | undefined> {
  const { cwd, env } = options
  const say = saidOnce(options.say ?? warn)
  if (isSwitchedOff(env)) return undefined
  const subject = subjectOf(argv, cwd, env)
  if (!subject) return undefined
  const store = new SnapshotStore(join(cacheFolder(env), 'snapshots'))
  const trouble = store.trouble()
  if (trouble !== undefined) {
    say(whyNotKept(store.folder, trouble))
    return undefined
  }
  const key = snapshotKeyOf(subject)
  const found = store.find(key)
  if (found === undefined) await make(store, key, subject, { ...options, say })
  const blob = found ?? store.find(key)
  if (blob === undefined) return undefined
  const [node, ...words] = argv
  const refused = async (reason: string) => {
    await store.discard(key)
    // One that was good once is damaged; one that is new, the next would be like.
    if (found === undefined) await refuse(store.folder, key, reason)
    const until = found === undefined ? 'for a day' : 'until it is made anew'
    say(`the start-up snapshot ${blob} was refused: kernels start without it ${until} (${firstLine(reason)})`)
  }
  return { argv: [node!, '--snapshot-blob', blob, ...words], blob, refused }
}

/** Whether snapshots are not wanted. */
export function isSwitchedOff(env: Readonly<Record<string, string | undefined>>): boolean {
  return /^(?:off|no|false|0)$/i.test(env.ACKBOOK_SNAPSHOT ?? '')
}

/** A copy that stays while others come and go, for whoever names it in a file; removed at the latest when this process ends. */
export async function copyOfSnapshot({ blob }: SnapshotStart): Promise<{ blob: string; remove(): Promise<void> }> {
  const copy = temporaryBeside(blob)
  await copyFile(blob, copy, constants.COPYFILE_FICLONE)
  return { blob: copy, remove: () => removeTemporary(copy) }
}

const beingMade = new Map<string, Making>()

/** Waits, as long as is bearable, for what is being made: all kernels that this process starts for the same. */
async function make(
  store: SnapshotStore,
  key: string,
  subject: Subject,
  options: SnapshotOptions & { say: (sentence: string) => void },
): Promise<void> {
  const { signal, say, patience = usualPatience } = options
  const place = join(store.folder, key)
  let making = beingMade.get(place)
  if (!making) {
    if (!options.insists && (await isRefused(store.folder, key))) return
    making = beingMade.get(place) ?? new Making((options.startMaker ?? startMaker)(store, key, subject))
    beingMade.set(place, making)
    void making.ended.then((why) => {
      // Where there is something wrong, it is not tried for each kernel.
      if (why === undefined) beingMade.delete(place)
      else say(why)
    })
  }
  const soon = setTimeout(() => say(whatIsMade(patience)), 1000).unref()
  await making.wait(patience, signal)
  clearTimeout(soon)
}

function whatIsMade(patience: number): string {
  const most = patience === Number.POSITIVE_INFINITY ? '' : `; notebooks wait for that ${patience / 1000} s at most`
  return `making the start-up snapshot of the TypeScript kernel, from which it will start in a quarter of the time${most}`
}

/** What has been said once is known to whoever reads it, whichever kernel it was of. */
function saidOnce(say: (sentence: string) => void): (sentence: string) => void {
  return (sentence) => {
    if (told.has(sentence)) return
    told.add(sentence)
    say(sentence)
  }
}

const told = new Set<string>()

function warn(sentence: string): void {
  process.stderr.write(`ackbook: ${sentence}\n`)
}
