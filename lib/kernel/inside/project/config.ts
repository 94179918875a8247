import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ancestors } from '../../ancestors.ts'
import type { CompilerDiagnostic, CompilerOptions, TypeScript } from '../converter/typescript.ts'
import { projectRoot } from './root.ts'

/** What a project says of its language. */
export interface ProjectConfig {
  /** The nearest `tsconfig.json`, if there is one. */
  file: string | undefined
  /** Of its options those that hold for cells and the sources that they import. */
  options: CompilerOptions
  /** It cannot be read. */
  faults: readonly CompilerDiagnostic[]
}

/**
 * Options by which the same text means another thing. How strictly it is checked is not among them: that is tslab's way for all, so
 * that a notebook does not depend on where it is opened. Where modules are found, and what is written, are the kernel's own.
 */
const honoured = [
  ...['lib', 'paths', 'pathsBasePath', 'baseUrl', 'customConditions', 'rootDirs'],
  ...['jsx', 'jsxFactory', 'jsxFragmentFactory', 'jsxImportSource', 'reactNamespace'],
  ...['experimentalDecorators', 'emitDecoratorMetadata', 'useDefineForClassFields'],
]

/** @param folder the notebook's */
export function projectConfig(typescript: TypeScript, folder: string): ProjectConfig {
  const root = projectRoot(folder)
  const places = ancestors(folder).filter((each) => each.length >= root.length)
  const file = places.map((each) => join(each, 'tsconfig.json')).find((each) => existsSync(each))
  if (file === undefined) return { file, options: {}, faults: [] }
  const { sys } = typescript
  const { config, error } = typescript.readConfigFile(file, sys.readFile)
  if (error) return { file, options: {}, faults: [error] }
  // Which files it is for says nothing of a notebook.
  const host = { ...sys, readDirectory: () => [], useCaseSensitiveFileNames: true }
  const { options, errors } = typescript.parseJsonConfigFileContent(config, host, join(file, '..'), undefined, file)
  return { file, options: amended(typescript, options), faults: errors.filter(({ code }) => !harmless.has(code)) }
}

function amended({ ScriptTarget }: TypeScript, given: CompilerOptions): CompilerOptions {
  const options = Object.fromEntries(Object.entries(given).filter(([name]) => honoured.includes(name)))
  const { target } = given
  // What goes by the target, where it says nothing else.
  if (target !== undefined && target < ScriptTarget.ES2022) options.useDefineForClassFields ??= false
  return options
}

/** It is for no files; an option, or a value of one, is not known to this compiler, or goes with another one. */
const harmless = new Set([18002, 18003, 5023, 5024, 5025, 6046, 6064, 5069, 5052, 5053])
