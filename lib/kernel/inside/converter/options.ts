import { join } from 'node:path'
import { ancestors } from '../../ancestors.ts'
import type { CellPlaces, Files } from './places.ts'
import { slashed } from './places.ts'
import type { CompilerOptions, TypeScript } from './typescript.ts'

/**
 * What cells are compiled with, as tslab does.
 *
 * @param given by the project
 */
export function compilerOptions(
  typescript: TypeScript,
  { folder }: CellPlaces,
  files: Files,
  { isBrowser, tslab, given }: { isBrowser: boolean; tslab: string; given: CompilerOptions },
): CompilerOptions & { target: number; newLine: number } {
  const { ModuleKind, ModuleResolutionKind, ScriptTarget, NewLineKind, JsxEmit } = typescript
  const libraries = [...librariesOf(process.version), ...(isBrowser ? ['dom', 'dom.iterable'] : [])]
  const lib = libraries.map((name) => `lib.${name}.d.ts`)
  return {
    // With `import()`.
    module: ModuleKind.ESNext,
    moduleResolution: ModuleResolutionKind.Bundler,
    esModuleInterop: true,
    target: ScriptTarget.ES2024,
    declaration: true,
    newLine: NewLineKind.LineFeed,
    experimentalDecorators: true,
    resolveJsonModule: true,
    jsx: JsxEmit.React,
    ...given,
    lib: [...new Set([...lib, ...((given.lib as string[] | undefined) ?? [])])],
    typeRoots: typeRoots(folder, files, tslab),
    allowJs: true,
    checkJs: true,
    skipLibCheck: true,
    // Nothing is written there; without it, a file of JavaScript would seem to be written over.
    outDir: 'outDir',
    allowImportingTsExtensions: true,
  }
}

function typeRoots(folder: string, files: Files, tslab: string): string[] {
  const places = ancestors(folder).map((above) => slashed(join(above, 'node_modules', '@types')))
  const roots = places.filter((place) => files.directoryExists(place))
  const isKnown = roots.some((root) => files.fileExists(slashed(join(root, 'node', 'package.json'))))
  return isKnown ? roots : [...roots, slashed(join(tslab, 'node_modules', '@types'))]
}

/** What this Node has of the language's own library. */
function librariesOf(version: string): string[] {
  const major = Number.parseInt(version.slice(1), 10)
  return [
    'es2023',
    'esnext.disposable',
    ...(major >= 22 ? ['es2024', 'esnext.array', 'esnext.collection', 'esnext.iterator'] : []),
    ...(major >= 24 ? ['esnext.error', 'esnext.float16', 'esnext.promise'] : []),
  ]
}
