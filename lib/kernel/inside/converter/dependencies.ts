import { dirname } from 'node:path'
import type { Built } from './programs.ts'
import type { SourceFile, SymbolOfName, SyntaxNode, TypeScript } from './typescript.ts'

/** The files with code on which a cell depends, itself among them: what its imports lead to, and their imports. */
export function dependencies(typescript: TypeScript, { program, cell }: Built): string[] {
  const files = program.getSourceFiles()
  if (!files.some((file) => file !== cell && hasCode(file.fileName))) return [cell.fileName]
  const isGlobal = cell.moduleAugmentations.some(({ kind }) => kind !== typescript.SyntaxKind.StringLiteral)
  const all = isGlobal ? files.map(({ fileName }) => fileName) : reached(typescript, { program, cell })
  return all.filter(hasCode)
}

function hasCode(name: string): boolean {
  return name.endsWith('.js') || (name.endsWith('.ts') && !name.endsWith('.d.ts'))
}

function reached(typescript: TypeScript, { program, cell }: Pick<Built, 'program' | 'cell'>): string[] {
  const checker = program.getTypeChecker()
  /** An ambient module that several files declare joins them to all. */
  const everywhere = checker
    .getAmbientModules()
    .filter(({ declarations = [] }) => declarations.length > 1)
    .flatMap(filesOf)
  const seen = new Set<string>()
  const queue = [cell.resolvedPath]
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (seen.has(path)) continue
    seen.add(path)
    const file = program.getSourceFileByPath(path)
    if (file) queue.push(...new Set([...references(file), ...everywhere.filter((each) => each !== path)]))
  }
  return [...seen].map((path) => program.getSourceFileByPath(path)?.fileName ?? path)

  function references(file: SourceFile): string[] {
    const folder = dirname(file.resolvedPath)
    const toPath = (name: string) => typescript.toPath(name, folder, (each) => each)
    const symbolFiles = (node: SyntaxNode) => filesOf(checker.getSymbolAtLocation(node))
    const types: string[] = []
    program.forEachResolvedTypeReferenceDirective(({ resolvedTypeReferenceDirective }) => {
      const name = resolvedTypeReferenceDirective?.resolvedFileName
      if (name !== undefined) types.push(toPath(name))
    }, file)
    const augmented = file.moduleAugmentations.filter(({ kind }) => kind === typescript.SyntaxKind.StringLiteral)
    return [
      ...(file.imports ?? []).flatMap(symbolFiles),
      ...file.referencedFiles.map(({ fileName }) => toPath(fileName)),
      ...types,
      ...augmented.flatMap(symbolFiles).filter((path) => path !== file.resolvedPath),
    ]
  }
}

function filesOf(symbol: SymbolOfName | undefined): string[] {
  return (symbol?.declarations ?? []).map((declaration) => declaration.getSourceFile().resolvedPath)
}
