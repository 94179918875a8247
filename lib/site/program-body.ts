import type { CellCode, ImportedName } from './cell-code.ts'

export interface ProgramCell {
  code: CellCode
  title: string
  /** It ends in an error, and the notebook goes on. */
  fails: boolean
}

/** Cells one after the other, as statements of one function, and the imports above it that they need. */
export class ProgramBody {
  /** In their order; some open a block that nothing closes. */
  readonly texts: string[] = []
  /** How many blocks are open. */
  depth = 0
  /** Names that stand in any of the cells, or were given out. */
  readonly #taken: Set<string>
  /** Names that the cells before declare or import. */
  readonly #known = new Set<string>()
  /** Names that stand in the cells before. */
  readonly #used = new Set<string>()
  readonly #above = new Map<string, ImportedName>()
  /** Names that mean the import above, for nothing has declared them since. */
  readonly #bound = new Set<string>()

  /** @param codes of all cells that will be added */
  constructor(codes: readonly CellCode[]) {
    this.#taken = new Set(
      codes.flatMap(({ used, declared, imports }) => [...used, ...declared, ...localNames(imports)]),
    )
  }

  get imports(): ImportedName[] {
    return [...this.#above.values()]
  }

  /** The name itself when no cell has it, else `name2`, `name3`, …; taken from now on. */
  freeName(name: string): string {
    let turn = 2
    let each = name
    for (; this.#taken.has(each); turn += 1) each = `${name}${turn}`
    this.#taken.add(each)
    return each
  }

  addText(text: string): void {
    this.texts.push(text)
  }

  /** @param show the name of the function that gets what the cell shows */
  addCell({ code, title, fails }: ProgramCell, show: string): void {
    const renamed = code.imports.map((each) => this.#import(each)).filter((each) => each !== undefined)
    const anew = [...code.declared.filter((name) => this.#isKnown(name)), ...renamed.map(({ local }) => local)]
    for (const name of code.declared) this.#bound.delete(name)
    for (const name of [...code.declared, ...localNames(code.imports)]) this.#known.add(name)
    for (const name of code.used) this.#used.add(name)
    if (anew.length > 0) this.depth += 1
    const lines = [title, ...(anew.length > 0 ? [`{ // ${listed(anew)} anew`] : [])]
    const text = [...renamed.map((each) => each.declaration), code.text(show)].filter((each) => each !== '').join('\n')
    if (text === '' && anew.length === 0) return
    this.texts.push([...lines, fails ? caught(text) : text].join('\n'))
  }

  /** Has an import stand above, once. @returns the declaration that a cell needs when its name means something else there */
  #import(wanted: ImportedName): { local: string; declaration: string } | undefined {
    const { local, isType } = wanted
    const before = this.#above.get(local)
    if (before && this.#bound.has(local) && isSameImport(before, wanted)) {
      // A type may be a value as well.
      if (!isType) this.#above.set(local, { ...before, isType: false })
      return undefined
    }
    if (before || this.#isKnown(local)) {
      const name = this.freeName(local)
      this.#above.set(name, { ...wanted, local: name })
      this.#bound.delete(local)
      return { local, declaration: `${isType ? 'type' : 'const'} ${local} = ${name}` }
    }
    this.#above.set(local, wanted)
    this.#bound.add(local)
    return undefined
  }

  /** A name that a declaration would change for a cell above: one that is declared there, or a global one that is used there. */
  #isKnown(name: string): boolean {
    return this.#known.has(name) || (this.#used.has(name) && name in globalThis)
  }
}

function localNames(imports: readonly ImportedName[]): string[] {
  return imports.map(({ local }) => local)
}

function listed(names: readonly string[]): string {
  const each = [...new Set(names)]
  return each.length < 2 ? each.join('') : `${each.slice(0, -1).join(', ')} and ${each.at(-1)}`
}

/** As in the notebook, the next cell has its turn all the same. */
function caught(text: string): string {
  return `try {\n${text}\n} catch (error) {\n  console.error(error)\n}`
}

function isSameImport(one: ImportedName, other: ImportedName): boolean {
  return one.module === other.module && one.name === other.name
}
