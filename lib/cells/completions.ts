import { statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type ts from 'typescript-compiler'

/** A name or a member, as an editor offers it. */
interface Offer {
  name: string
  kind: string
  /** Its type, in a line. */
  type: string
  /** The first sentence that is said of it. */
  doc: string
}

export interface Offers {
  names: (Offer & { module: string })[]
  members: Offer[]
}

/** Most declarations are the same for all pages. */
const readBefore = new Map<string, { source: ts.SourceFile; time: number }>()

/** A list need not hold all that can be reached. */
const mostMembers = 600
const longestType = 160

/**
 * What modules export, and the members of all that can be had from it, from their declarations.
 *
 * @param folder from which they are resolved, absolute
 */
export function offeredBy(modules: readonly string[], folder: string): Offers {
  const compiler = createRequire(import.meta.url)('typescript-compiler') as typeof ts
  const { NodeNext } = compiler.ModuleKind
  const options: ts.CompilerOptions = {
    ...{ module: NodeNext, moduleResolution: compiler.ModuleResolutionKind.NodeNext, types: [], noEmit: true },
    ...{ target: compiler.ScriptTarget.ES2022, skipLibCheck: true, allowImportingTsExtensions: true },
  }
  const entry = join(folder, 'cells-of-page.mts')
  const host = compiler.createCompilerHost(options)
  const { readFile, fileExists } = host
  const text = modules.map((module, at) => `import * as m${at} from ${JSON.stringify(module)}`).join('\n')
  host.readFile = (file) => (file === entry ? text : readFile(file))
  host.fileExists = (file) => file === entry || fileExists(file)
  host.getSourceFile = (file, target) => {
    const known = readBefore.get(file)
    const time = file === entry ? Number.NaN : (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Number.NaN)
    if (known?.time === time) return known.source
    const source = host.readFile(file)
    const made = source === undefined ? undefined : compiler.createSourceFile(file, source, target)
    if (made) readBefore.set(file, { source: made, time })
    return made
  }
  const program = compiler.createProgram([entry], options, host)
  return new OfferReader(compiler, program, modules).offers(entry)
}

class OfferReader {
  readonly #compiler: typeof ts
  readonly #program: ts.Program
  readonly #checker: ts.TypeChecker
  readonly #modules: readonly string[]
  readonly #members = new Map<string, Offer>()
  readonly #met = new Set<ts.Type>()

  constructor(compiler: typeof ts, program: ts.Program, modules: readonly string[]) {
    this.#compiler = compiler
    this.#program = program
    this.#checker = program.getTypeChecker()
    this.#modules = modules
  }

  offers(entry: string): Offers {
    const file = this.#program.getSourceFile(entry)!
    const names = new Map<string, Offer & { module: string }>()
    const types: ts.Type[] = []
    for (const [at, statement] of file.statements.entries()) {
      const { moduleSpecifier } = statement as ts.ImportDeclaration
      const symbol = this.#checker.getSymbolAtLocation(moduleSpecifier)
      for (const each of symbol ? this.#checker.getExportsOfModule(symbol) : []) {
        if (names.has(each.name) || each.name === 'default') continue
        const own = this.#whole(each)
        names.set(each.name, { ...this.#offer(each.name, own), module: this.#modules[at]! })
        types.push(this.#typeOf(own))
      }
    }
    for (const type of types) this.#gather(type, 0)
    return { names: [...names.values()], members: [...this.#members.values()].slice(0, mostMembers) }
  }

  #whole(symbol: ts.Symbol): ts.Symbol {
    return symbol.flags & this.#compiler.SymbolFlags.Alias ? this.#checker.getAliasedSymbol(symbol) : symbol
  }

  #typeOf(symbol: ts.Symbol): ts.Type {
    const { Value } = this.#compiler.SymbolFlags
    return symbol.flags & Value ? this.#checker.getTypeOfSymbol(symbol) : this.#checker.getDeclaredTypeOfSymbol(symbol)
  }

  /** What functions return, what classes make, and the members of both. */
  #gather(type: ts.Type, depth: number): void {
    if (depth > 6 || this.#met.has(type)) return
    this.#met.add(type)
    if (type.isUnionOrIntersection()) for (const each of type.types) this.#gather(each, depth)
    for (const each of this.#checker.getTypeArguments(type as ts.TypeReference)) this.#gather(each, depth + 1)
    for (const signature of [...type.getCallSignatures(), ...type.getConstructSignatures()]) {
      this.#gather(signature.getReturnType(), depth + 1)
      for (const parameter of signature.getParameters())
        this.#gather(this.#checker.getTypeOfSymbol(parameter), depth + 1)
    }
    for (const member of type.getProperties()) {
      if (!this.#isOfLibrary(member)) continue
      const own = this.#typeOf(member)
      if (!this.#members.has(member.name)) this.#members.set(member.name, this.#offer(member.name, member))
      this.#gather(own, depth + 1)
    }
  }

  /** Not of the language itself. */
  #isOfLibrary(symbol: ts.Symbol): boolean {
    const file = symbol.declarations?.[0]?.getSourceFile()
    if (!file || !/^[A-Za-z_$][\w$]*$/.test(symbol.name)) return false
    return dirname(file.fileName) !== dirname(this.#compiler.getDefaultLibFilePath({})) && !/^#/.test(symbol.name)
  }

  #offer(name: string, symbol: ts.Symbol): Offer {
    const { NodeBuilderFlags, displayPartsToString } = this.#compiler
    const type = this.#checker.typeToString(
      this.#typeOf(symbol),
      undefined,
      Number(NodeBuilderFlags.OmitParameterModifiers),
    )
    const said = displayPartsToString(symbol.getDocumentationComment(this.#checker))
    const doc = /^[\s\S]*?(?:[.?!](?=\s|$)|$)/.exec(said.replace(/\s+/g, ' '))?.[0] ?? ''
    return {
      name,
      kind: this.#kindOf(symbol),
      type: type.length > longestType ? `${type.slice(0, longestType)}…` : type,
      doc,
    }
  }

  #kindOf({ flags }: ts.Symbol): string {
    const { SymbolFlags } = this.#compiler
    if (flags & SymbolFlags.Function) return 'function'
    if (flags & SymbolFlags.Class) return 'class'
    if (flags & SymbolFlags.Interface) return 'interface'
    if (flags & SymbolFlags.TypeAlias) return 'type'
    if (flags & SymbolFlags.Method) return 'method'
    return flags & SymbolFlags.Property ? 'property' : 'constant'
  }
}
