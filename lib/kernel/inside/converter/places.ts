import { join, relative } from 'node:path'
import type { CompilerSystem, TypeScript } from './typescript.ts'

/** Where the compiler takes the two halves of a notebook for files, and what it makes of a cell. */
export interface CellPlaces {
  /** The notebook's folder. */
  folder: string
  /** A cell. */
  cell: string
  /** What the cells before it declare. */
  former: string
}

export function placesIn(folder: string, isJs: boolean): CellPlaces {
  return {
    folder,
    cell: slashed(join(folder, isJs ? '__tslab__.js' : '__tslab__.ts')),
    former: slashed(join(folder, '__prev__.d.ts')),
  }
}

/** As the compiler writes paths. */
export function slashed(path: string): string {
  return path.replace(/\\/g, '/')
}

/** The files that the compiler may see: those of the disk, the modules that cells hold, and a `tslab` in every folder. */
export class Files {
  /** Of the modules that cells hold, by their paths, as the compiler reads them. */
  readonly modules: Map<string, string> = new Map()
  readonly #system: CompilerSystem
  readonly #folder: string
  readonly #tslab: string

  /** @param tslab the folder of the tslab that runs the notebook: it is found by its name whatever the notebook's folders hold */
  constructor({ sys }: TypeScript, folder: string, tslab: string) {
    this.#system = sys
    this.#folder = folder
    this.#tslab = tslab
  }

  readFile = (path: string): string | undefined =>
    this.modules.get(path) ?? this.#system.readFile(this.#forwarded(path))

  fileExists = (path: string): boolean => this.#system.fileExists(this.#forwarded(path)) || this.modules.has(path)

  directoryExists = (path: string): boolean =>
    this.#system.directoryExists(this.#forwarded(path)) || path === slashed(join(this.#folder, 'node_modules'))

  getDirectories = (path: string): string[] => this.#system.getDirectories(path)

  realpath = (path: string): string => this.#system.realpath?.(path) ?? path

  #forwarded(path: string): string {
    if (!path.includes('tslab')) return path
    const inside = relative(join(this.#folder, 'node_modules', 'tslab'), path)
    return inside.startsWith('..') ? path : slashed(join(this.#tslab, inside))
  }
}
