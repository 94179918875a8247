import { join } from 'node:path'
import type { CellPlaces, Files } from './places.ts'
import { slashed } from './places.ts'
import type { CompilerOptions, TypeScript } from './typescript.ts'

/** What cells are compiled with, as tslab does. */
export function compilerOptions(
  typescript: TypeScript,
  { folder, outputs }: CellPlaces,
  files: Files,
  { isBrowser, tslab }: { isBrowser: boolean; tslab: string },
): CompilerOptions & { target: number; newLine: number } {
  const { ModuleKind, ModuleResolutionKind, ScriptTarget, NewLineKind, JsxEmit } = typescript
  const libraries = ['es2022', ...(isBrowser ? ['dom', 'dom.iterable'] : [])]
  return {
    // With `import()`.
    module: ModuleKind.ESNext,
    moduleResolution: ModuleResolutionKind.Node10,
    esModuleInterop: true,
    target: ScriptTarget.ES2022,
    lib: libraries.map((name) => `lib.${name}.d.ts`),
    declaration: true,
    newLine: NewLineKind.LineFeed,
    noImplicitUseStrict: true,
    experimentalDecorators: true,
    resolveJsonModule: true,
    jsx: JsxEmit.React,
    typeRoots: typeRoots(typescript, folder, files, tslab),
    allowJs: true,
    checkJs: true,
    disableTopLevelAwait: true,
    skipLibCheck: true,
    rootDir: folder,
    outDir: outputs,
  }
}

function typeRoots(typescript: TypeScript, folder: string, files: Files, tslab: string): string[] {
  const roots = typescript.getDefaultTypeRoots(folder, files) ?? []
  const isKnown = roots.some((root) => files.fileExists(slashed(join(root, 'node', 'package.json'))))
  return isKnown ? roots : [...roots, slashed(join(tslab, 'node_modules', '@types'))]
}
