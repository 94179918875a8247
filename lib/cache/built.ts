import { readdirSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { isPassedOver } from '../files/index.ts'
import { type Folders, liesBelow, realPath } from './folders.ts'
import { mappedSources } from './mapped-sources.ts'

/** A folder, or a file, that a build makes, and what it is made from: folders, in which a source has the same way, and files. */
export interface BuildRule {
  made: string
  from: readonly string[]
}

interface KnownRule extends BuildRule {
  /** Those of `from` that are folders. */
  folders: readonly string[]
}

/** What was made of what, by rules that a project gives. All paths are absolute, without links. */
export class Builds {
  readonly #rules: readonly KnownRule[]
  readonly #folders: Folders
  readonly #origins = new Map<string, readonly string[]>()

  constructor(rules: readonly BuildRule[], folders: Folders) {
    this.#folders = folders
    const known = rules.map(({ made, from }): KnownRule => {
      const places = from.map(realPath)
      return { made: folders.end(made), from: places, folders: places.filter((place) => folders.isFolder(place)) }
    })
    this.#rules = known.sort((one, other) => one.made.length - other.made.length)
  }

  isMade(path: string): boolean {
    return this.#ruleFor(path) !== undefined
  }

  /**
   * Whether a build would make what this name means, where nothing is there: a source of it is, or nothing was built, or nobody can tell
   * which source it had (a bundle's map went with it). Hand-written declarations stay where they are.
   */
  isUnmade(name: string): boolean {
    const rule = this.#ruleFor(name)
    if (!rule) return false
    if (!this.#folders.isFolder(rule.made) && !this.#folders.isFile(rule.made)) return true
    const meant = [name, `${name}.js`, join(name, 'index.js')].flatMap((path) => this.originsOf(path))
    return meant.length === 0 || meant.some((origin) => !/\.d\.[cm]?ts$/.test(origin))
  }

  /** Files that all that a rule speaks of hangs on. @param path of something that is made */
  filesFor(path: string): readonly string[] {
    const rule = this.#ruleFor(path)
    return rule ? rule.from.filter((place) => !rule.folders.includes(place)) : []
  }

  /** Folders of which every file may have a part in it: those from which it is made, where its own sources are not known. */
  foldersFor(path: string): readonly string[] {
    const isKnown = this.originsOf(path).some((origin) => this.#folders.isFile(origin))
    return isKnown ? [] : (this.#ruleFor(path)?.folders ?? [])
  }

  /**
   * The sources of something that is made: those that its source map names, there or not, and those that have its way and name, but for
   * what a compiler changes at its end. None where nothing tells.
   */
  originsOf(path: string): readonly string[] {
    const known = this.#origins.get(path)
    if (known) return known
    const rule = this.#ruleFor(path)
    const ways = rule?.folders.flatMap((folder) => waysOfSources(join(folder, relative(rule.made, path)))) ?? []
    const own = rule?.made === path ? [] : ways.filter((way) => !this.isMade(way) && this.#folders.isFile(way))
    const found = rule ? [...new Set([...own, ...mappedSources(path)])] : []
    this.#origins.set(path, found)
    return found
  }

  /** What a build would make of a source under its name, there or not. */
  madeFrom(source: string): string[] {
    if (this.isMade(source)) return []
    return this.#rules.flatMap(({ made, folders }) =>
      folders
        .filter((folder) => liesBelow(source, folder))
        .flatMap((folder) => makesOf(join(made, relative(folder, source)))),
    )
  }

  /**
   * A source that was saved after all that its build has made, so that it was not built since.
   *
   * @param made what a notebook hangs on of what is made
   * @param files what else it hangs on
   */
  unbuilt(made: Iterable<string>, files: readonly string[]): { source: string; made: string } | undefined {
    const whole = new Map<KnownRule, boolean>()
    for (const path of made) {
      const rule = this.#ruleFor(path)
      if (rule) whole.set(rule, whole.get(rule) === true || this.foldersFor(path).length > 0)
    }
    for (const [rule, isWhole] of whole) {
      const last = Math.max(...filesBelow(rule.made, () => false).map(savedAt))
      const known = files.filter((file) => rule.from.some((place) => liesBelow(file, place)))
      const all = isWhole ? rule.folders.flatMap((folder) => filesBelow(folder, (path) => this.isMade(path))) : known
      const source = all.find((file) => !this.isMade(file) && savedAt(file) > last)
      if (source !== undefined) return { source, made: rule.made }
    }
    return undefined
  }

  /** The innermost. */
  #ruleFor(path: string): KnownRule | undefined {
    return this.#rules.findLast(({ made }) => liesBelow(path, made))
  }
}

const sourceEndings = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.json']
const madeEndings = ['.js', '.jsx', '.mjs', '.cjs', '.json', '.d.ts', '.d.mts', '.d.cts']

/** `dist/a.d.ts` → `dist/a.ts`, `dist/a.tsx`, …: the same place, whatever it ended in before it was compiled; itself, as it is copied. */
function waysOfSources(path: string): string[] {
  const stem = withoutCodeEnding(path)
  return [...new Set([path, ...(stem === path ? [] : sourceEndings.map((ending) => stem + ending))])]
}

function makesOf(path: string): string[] {
  const stem = withoutCodeEnding(path)
  return [...new Set([path, ...(stem === path ? [] : madeEndings.map((ending) => stem + ending))])]
}

function withoutCodeEnding(path: string): string {
  return path.replace(/(?:\.d)?\.[cm]?[jt]sx?$/, '')
}

/** A file itself; those in a folder, however deep. */
function filesBelow(place: string, isPassed: (path: string) => boolean): string[] {
  const entry = statSync(place, { throwIfNoEntry: false })
  if (!entry?.isDirectory()) return entry ? [place] : []
  return readdirSync(place, { withFileTypes: true }).flatMap((each) => {
    const path = join(place, each.name)
    if (isPassedOver(each.name) || isPassed(path)) return []
    return each.isDirectory() ? filesBelow(path, isPassed) : each.isFile() ? [path] : []
  })
}

function savedAt(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0
}
