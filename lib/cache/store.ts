import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { linkSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { FileError, makePrivateFolder, reasonOf, writeWhole } from '../files/index.ts'

/** Entries that are kept at most, and octets that they may have together; those that were used longest ago go first. */
export interface Limits {
  entries: number
  octets: number
}

const usualLimits: Limits = { entries: 2000, octets: 100_000_000 }

/** What a name stands for: a value, nothing, or something that is not as we left it. */
export type Found = { status: 'found'; value: unknown } | { status: 'none' } | { status: 'damaged' }

const DAY = 24 * 60 * 60 * 1000

/**
 * Values by their names, in files of one folder, for their owner alone. Each file is written whole, and begins with a code over its name
 * and its content that only the secret makes: one that was cut, edited, renamed or made elsewhere counts as damaged. Several
 * processes may use the folder at once; of two that write the same name one is kept.
 */
export class CacheStore {
  readonly folder: string
  readonly #limits: Limits
  readonly #secretFolder: string
  #secret: Buffer | undefined
  #hasWritten = false

  /**
   * @param folder absolute; made when something is written
   * @param secretFolder where the secret lies, if not there: absolute
   */
  constructor(folder: string, limits: Limits = usualLimits, secretFolder: string = folder) {
    this.folder = folder
    this.#limits = limits
    this.#secretFolder = secretFolder
  }

  /** Where a value is kept, absolute. */
  fileOf(name: string): string {
    return join(this.folder, name + ending)
  }

  read(name: string): Found {
    const path = this.fileOf(name)
    let text: string
    try {
      text = readFileSync(path, 'utf8')
    } catch (error) {
      return { status: (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'none' : 'damaged' }
    }
    const end = text.indexOf('\n')
    const [code, content] = [text.slice(0, end), text.slice(end + 1)]
    const secret = this.#readSecret()
    if (end < 0 || !secret || !isSameCode(code, authenticationOf(secret, name, content))) return { status: 'damaged' }
    this.#used(path)
    return { status: 'found', value: JSON.parse(content) }
  }

  /** @throws FileError */
  async write(name: string, value: unknown): Promise<void> {
    const content = JSON.stringify(value)
    // A folder in its place would stay there for ever.
    if (statSync(this.fileOf(name), { throwIfNoEntry: false })?.isDirectory()) this.remove(name)
    await writeWhole(this.fileOf(name), `${authenticationOf(this.secret, name, content)}\n${content}`)
    this.#hasWritten = true
  }

  remove(name: string): void {
    removeIfCan(this.fileOf(name))
  }

  /** The names that begin so, those that were used last first. */
  names(beginning: string): string[] {
    return this.#entries()
      .filter(({ name }) => name.startsWith(beginning))
      .map(({ name }) => name)
  }

  /**
   * What only this folder's user knows, made at its first use.
   *
   * @throws FileError when it can neither be read nor made
   */
  get secret(): Buffer {
    this.#secret ??= this.#readSecret() ?? this.#makeSecret()
    return this.#secret
  }

  /** Removes what there is too much of. */
  sweep(): void {
    if (!this.#hasWritten) return
    let [entries, octets] = [0, 0]
    for (const { name, size } of this.#entries()) {
      entries += 1
      octets += size
      if (entries > this.#limits.entries || octets > this.#limits.octets) this.remove(name)
    }
  }

  /** All entries, those that were used last first. */
  #entries(): { name: string; size: number; used: number }[] {
    return keptNames(this.folder)
      .flatMap((file) => {
        const entry = file.endsWith(ending) ? statSync(join(this.folder, file), { throwIfNoEntry: false }) : undefined
        return entry ? [{ name: file.slice(0, -ending.length), size: entry.size, used: entry.mtimeMs }] : []
      })
      .sort((one, other) => other.used - one.used || (one.name < other.name ? -1 : 1))
  }

  /** Makes it the one that was used last. */
  touch(name: string): void {
    this.#used(this.fileOf(name), 0)
  }

  /** @param age in milliseconds; usually the day is enough to tell what is used from what is not */
  #used(path: string, age: number = DAY): void {
    try {
      const now = Date.now()
      if (statSync(path).mtimeMs < now - age) utimesSync(path, now / 1000, now / 1000)
    } catch {
      // Someone else removed it meanwhile, or the folder may only be read.
    }
  }

  /** `undefined` when there is none yet. Another user's is none of ours: whoever has it can make entries. */
  #readSecret(): Buffer | undefined {
    if (this.#secret) return this.#secret
    try {
      const path = join(this.#secretFolder, 'secret')
      if (statSync(path).uid !== (process.getuid?.() ?? 0) && process.platform !== 'win32') return undefined
      const secret = readFileSync(path)
      if (secret.length !== 32) return undefined
      this.#secret = secret
      return secret
    } catch {
      return undefined
    }
  }

  /** Of two that do so at once the first one's stays. */
  #makeSecret(): Buffer {
    const made = randomBytes(32)
    const temporary = join(this.#secretFolder, `secret-${randomBytes(6).toString('hex')}`)
    try {
      makePrivateFolder(this.#secretFolder)
      writeFileSync(temporary, made, { flag: 'wx', mode: 0o600 })
      return this.#putSecret(temporary) ?? made
    } catch (cause) {
      throw new FileError(this.#secretFolder, `nothing can be kept there: ${reasonOf(cause)}`, { cause })
    } finally {
      removeIfCan(temporary)
    }
  }

  /** @returns another's, where there is one meanwhile */
  #putSecret(made: string): Buffer | undefined {
    const place = join(this.#secretFolder, 'secret')
    try {
      linkSync(made, place)
      return undefined
    } catch {
      const found = this.#readSecret()
      // What stands there is none, or the file system knows no second names.
      if (!found) renameSync(made, place)
      return found
    }
  }
}

const ending = '.json'

function authenticationOf(secret: Buffer, name: string, content: string): string {
  return createHmac('sha256', secret).update(`${name}\n${content}`).digest('hex')
}

function isSameCode(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}

/** What cannot be removed is met again the next time. */
function removeIfCan(path: string): void {
  try {
    rmSync(path, { force: true, recursive: true })
  } catch {}
}

function keptNames(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
