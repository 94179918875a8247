import { createHash, randomBytes } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { reasonOf } from '../../files/error.ts'
import { makePrivateFolder } from '../../files/private-folder.ts'
import { forgetTemporary, sweepBeside, temporaryBeside } from '../../files/temporary.ts'

/** A file that a snapshot holds, as it was when the snapshot was made. */
interface HeldFile {
  path: string
  size: number
  mtimeMs: number
  /** SHA-256 of its content, in hexadecimal. */
  hash: string
}

/** What stands beside a blob. */
interface SnapshotManifest {
  blob: string
  size: number
  files: HeldFile[]
}

/** Octets that all snapshots together may take: about eight of them. */
const usualLimit = 450e6

/** Snapshots on disk. What is written gets its name when it is whole; the blob first, then the manifest that names it. */
export class SnapshotStore {
  readonly folder: string
  readonly #limit: number

  constructor(folder: string, limit: number = usualLimit) {
    this.folder = folder
    this.#limit = limit
  }

  /** Makes the folder, for its owner alone. @returns why it cannot be used: a blob is a program, which nobody else may write */
  trouble(): string | undefined {
    try {
      makePrivateFolder(this.folder)
      const { uid, mode } = statSync(this.folder)
      if (process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0)) return undefined
      return uid === process.getuid() ? 'others can write there' : 'it is of another user'
    } catch (error) {
      return reasonOf(error)
    }
  }

  /** The blob of this key that is whole, and whose files are still what they were. */
  find(key: string): string | undefined {
    const manifest = this.#manifest(key)
    if (!manifest) return undefined
    const blob = join(this.folder, manifest.blob)
    if (statSync(blob, { throwIfNoEntry: false })?.size !== manifest.size) return undefined
    if (!manifest.files.every(isStillHeld)) return undefined
    // What is used least goes first.
    const now = new Date()
    void utimes(blob, now, now).catch(() => undefined)
    return blob
  }

  #manifest(key: string): SnapshotManifest | undefined {
    try {
      const { blob, size, files } = JSON.parse(
        readFileSync(join(this.folder, `${key}.json`), 'utf8'),
      ) as SnapshotManifest
      return typeof blob === 'string' && blobPattern.test(blob) && Array.isArray(files)
        ? { blob, size, files }
        : undefined
    } catch {
      return undefined
    }
  }

  /** Where a blob and the list of its files may be written until they are kept. */
  temporary(key: string): { blob: string; list: string; script: string } {
    const beside = (ending: string) => temporaryBeside(join(this.folder, `${key}.${ending}`))
    return { blob: beside('blob'), list: beside('files'), script: beside('cjs') }
  }

  /** @returns the blob in its place */
  async keep(key: string, made: { blob: string; list: string }): Promise<string> {
    const files = JSON.parse(readFileSync(made.list, 'utf8')) as HeldFile[]
    const blob = `${key}-${randomBytes(6).toString('hex')}.blob`
    const manifest: SnapshotManifest = { blob, size: (await stat(made.blob)).size, files }
    await rename(made.blob, join(this.folder, blob))
    forgetTemporary(made.blob)
    const draft = temporaryBeside(join(this.folder, `${key}.json`))
    await writeFile(draft, JSON.stringify(manifest), { mode: 0o600 })
    // A folder in its place would stay there for ever.
    if (statSync(join(this.folder, `${key}.json`), { throwIfNoEntry: false })?.isDirectory()) await this.discard(key)
    await rename(draft, join(this.folder, `${key}.json`))
    forgetTemporary(draft)
    await this.#evict(blob)
    return join(this.folder, blob)
  }

  /** A blob that does not start. */
  async discard(key: string): Promise<void> {
    await rm(join(this.folder, `${key}.json`), { force: true, recursive: true }).catch(() => undefined)
  }

  /** Those that no manifest names, but for the time in which somebody may be about to start one; then the oldest. */
  async #evict(kept: string): Promise<void> {
    await sweepBeside(this.folder)
    const names = await readdir(this.folder).catch(() => [])
    const manifests = names.filter((name) => name.endsWith('.json'))
    const named = new Map(manifests.map((name) => [this.#manifest(name.slice(0, -'.json'.length))?.blob, name]))
    const blobs: { name: string; size: number; used: number }[] = []
    for (const name of names.filter((each) => blobPattern.test(each))) {
      const stats = await stat(join(this.folder, name)).catch(() => undefined)
      if (stats) blobs.push({ name, size: stats.size, used: stats.mtimeMs })
    }
    const old = Date.now() - grace
    blobs.sort((one, other) => other.used - one.used)
    let sum = 0
    for (const { name, size, used } of blobs) {
      sum += size
      const isWanted = name === kept || (sum <= this.#limit && (named.has(name) || used > old))
      if (isWanted) continue
      sum -= size
      const manifest = named.get(name)
      if (manifest !== undefined) await rm(join(this.folder, manifest), { force: true }).catch(() => undefined)
      await rm(join(this.folder, name), { force: true }).catch(() => undefined)
    }
  }
}

const blobPattern = /^[0-9a-f]{24}-[0-9a-f]{12}\.blob$/
const grace = 10 * 60 * 1000

function isStillHeld(held: HeldFile): boolean {
  try {
    const { path, size, mtimeMs, hash } = held
    const stats = statSync(path)
    if (stats.size === size && stats.mtimeMs === mtimeMs) return true
    // Written anew, as by a build: it may hold what it held.
    return createHash('sha256').update(readFileSync(path)).digest('hex') === hash
  } catch {
    // It has gone, or cannot be read; or the list is not whole.
    return false
  }
}
