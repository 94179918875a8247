import { createHash } from 'node:crypto'
import { closeSync, fstatSync, openSync, readSync, type Stats, statSync } from 'node:fs'
import { importsIn } from './imports.ts'

/** What is in a file. */
export interface FileContent {
  /** Of its octets: SHA-256, the first 128 bits, in hexadecimal. */
  digest: string
  /** What it names of other modules, where it is a source. */
  imports: readonly string[]
  /** It imports what is only known when it runs. */
  isOpen: boolean
}

/** What was read of a file, and what the file system said of it then. */
export type ContentRow = readonly [stamp: string, digest: string, imports: readonly string[], isOpen: boolean]

export type ContentRows = Record<string, ContentRow>

/**
 * Milliseconds that a file must have been left alone for its stamp to be believed: one that is written again within the same tick
 * of its file system's clock has the same times. The coarsest in use (FAT) has ticks of two seconds.
 */
const settledAfter = 3000

/**
 * What is in files, each read once for as long as the file system says that it is the same one: device, number, size, and when it and
 * its entry were last changed. The last cannot be set by hand. That only saves reading: what counts is the content.
 */
export class Contents {
  readonly #rows: Map<string, ContentRow>
  readonly #now: () => number
  #isNew = false

  /** @param now the system's clock, in milliseconds */
  constructor(rows: ContentRows = {}, now: () => number = Date.now) {
    this.#rows = new Map(Object.entries(rows))
    this.#now = now
  }

  /** @returns `undefined` when there is no file that can be read */
  of(path: string): FileContent | undefined {
    try {
      const known = this.#rows.get(path)
      if (known && known[0] === stampOf(statSync(path))) return contentIn(known)
      return this.#read(path)
    } catch {
      return undefined
    }
  }

  /** Whether there is anything to be kept that was not known before. */
  get isNew(): boolean {
    return this.#isNew
  }

  /** For the next time: at most `most`, those that were read last. */
  rows(most = 20_000): ContentRows {
    return Object.fromEntries([...this.#rows].slice(-most))
  }

  #read(path: string): FileContent | undefined {
    const started = this.#now()
    const file = openSync(path, 'r')
    try {
      const before = fstatSync(file)
      if (!before.isFile()) return undefined
      const { digest, text } = readWhole(file, isSource(path) && before.size < 20_000_000)
      const row: ContentRow = [stampOf(before), digest, ...importsWithin(text)]
      const newest = Math.max(before.mtimeMs, before.ctimeMs)
      this.#rows.delete(path)
      if (newest < started - settledAfter && stampOf(fstatSync(file)) === row[0]) {
        this.#rows.set(path, row)
        this.#isNew = true
      }
      return contentIn(row)
    } finally {
      closeSync(file)
    }
  }
}

function contentIn([, digest, imports, isOpen]: ContentRow): FileContent {
  return { digest, imports, isOpen }
}

function importsWithin(text: string): [names: string[], isOpen: boolean] {
  const { names, isOpen } = importsIn(text)
  return [names, isOpen]
}

/** By its name. */
export function isSource(path: string): boolean {
  return /\.[cm]?[jt]sx?$/.test(path)
}

function stampOf({ dev, ino, size, mtimeMs, ctimeMs }: Stats): string {
  return `${dev} ${ino} ${size} ${mtimeMs} ${ctimeMs}`
}

/** In pieces: what a notebook reads may be larger than a string can be. */
function readWhole(file: number, wantsText: boolean): { digest: string; text: string } {
  const hash = createHash('sha256')
  const pieces: Buffer[] = []
  const piece = Buffer.allocUnsafe(1 << 18)
  for (let length = readSync(file, piece); length > 0; length = readSync(file, piece)) {
    const read = piece.subarray(0, length)
    hash.update(read)
    if (wantsText) pieces.push(Buffer.from(read))
  }
  return { digest: hash.digest('hex').slice(0, 32), text: Buffer.concat(pieces).toString() }
}
