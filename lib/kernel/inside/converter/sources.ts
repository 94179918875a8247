import { statSync } from 'node:fs'
import { heldDocument } from '../documents.ts'
import type { Files } from './places.ts'
import type { SourceFile, SourceOptions, TypeScript } from './typescript.ts'

interface KnownSource {
  file: SourceFile
  /** Of what may change while a notebook is open. */
  stamp: string | undefined
}

/**
 * The parsed files besides the cells. Each is parsed, and bound, once, and again when it has changed.
 */
export class Sources {
  readonly #typescript: TypeScript
  readonly #files: Files
  readonly #known = new Map<string, KnownSource>()
  /** How often each module in a cell was set. */
  readonly #versions = new Map<string, number>()

  constructor(typescript: TypeScript, files: Files) {
    this.#typescript = typescript
    this.#files = files
  }

  get(name: string, path: string, options: SourceOptions): SourceFile | undefined {
    const known = this.#known.get(path)
    if (known) return known.file
    // Before it is read: what changes between the two is read again.
    const stamp = this.#stamp(name)
    const file = heldDocument(name, () => {
      const text = this.#files.readFile(name)
      return text === undefined ? undefined : this.#typescript.createSourceFile(name, text, options)
    })
    if (file) this.#known.set(path, { file, stamp })
    return file
  }

  /** Something that a program used is not in the next one. What it had resolved may be untrue when it comes back. */
  release({ resolvedPath, isDeclarationFile }: SourceFile): void {
    if (!isDeclarationFile) this.#known.delete(resolvedPath)
  }

  setModule(path: string, text: string): void {
    this.#files.modules.set(path, text)
    this.#versions.set(path, (this.#versions.get(path) ?? 0) + 1)
    this.#known.delete(path)
  }

  /** Of the text of a file as it was read; `undefined` for what does not change. */
  stampOf(path: string): string | undefined {
    return this.#known.get(path)?.stamp
  }

  /**
   * Forgets what has changed on the disk.
   *
   * @returns whether a file is gone: what was resolved to it is untrue
   */
  refresh(): boolean {
    let isGone = false
    for (const [path, { file, stamp }] of this.#known) {
      if (stamp === undefined) continue
      const now = this.#stamp(file.fileName)
      if (now === stamp) continue
      this.#known.delete(path)
      isGone ||= now === absent
    }
    return isGone
  }

  #stamp(name: string): string | undefined {
    if (this.#files.modules.has(name)) return String(this.#versions.get(name))
    return settledFiles.test(name) ? undefined : pathStampOf(name)
  }
}

/** The compiler's own libraries, and Node's types. */
const settledFiles = /\/node_modules\/(?:typescript-compiler|@types\/node)\//

const absent = 'absent'

/** Another one when the file was written anew. */
export function pathStampOf(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false })
  return stats ? `${stats.mtimeMs} ${stats.size} ${stats.ino}` : absent
}
