import type { KernelChoice } from '../kernel/index.ts'
import { isCode, type Notebook } from '../notebook/index.ts'
import { isSource } from './contents.ts'
import { type Declared, declaredBy, declaredFiles } from './declared.ts'
import { type Dependencies, nothingReached, type Reached } from './dependencies.ts'
import { importsIn } from './imports.ts'

/** What is asked about. */
export interface VerifyRequest {
  notebook: Notebook
  /** Of the text of its file. */
  fingerprint: string
  /** Its folder, absolute, without links. */
  folder: string
  choice: KernelChoice
  asked?: Asked | undefined
}

/** What its result hangs on that stands neither in it nor around it: what its project and a command line say. */
interface Asked {
  /** What they say of comparing and of limits. */
  settings: unknown
  /** The file that says so, absolute, and whether it may import others. */
  config?: { file: string; isCode: boolean } | undefined
  /** Variables over those that there are. */
  env: Readonly<Record<string, string | undefined>>
  /** Where its kernel works, if not in its folder. */
  cwd?: string | undefined
  /** How much its cells may print, and its kernel take. */
  limits?: unknown
  /** The values of its parameters. */
  parameters?: unknown
}

/** The files that a notebook's result hangs on, besides its own. */
export interface Grounds {
  /** The `main.js` of the tslab that our launcher starts; `undefined` for every other kernel. */
  main: string | undefined
  declared: Declared | undefined
  /** Those that are declared, absolute. */
  files: readonly string[]
  reached: Reached
}

/**
 * Finds them.
 *
 * @param reached gets what is reached by imports
 * @returns why they cannot be known, where that is so
 */
export async function groundsOf(
  { notebook, folder, choice, asked }: VerifyRequest,
  dependencies: Dependencies,
  reached: Reached = nothingReached(),
): Promise<Grounds | { unknown: string }> {
  const declared = declaredBy(notebook)
  if (declared === false) return { unknown: 'its metadata says "cache": false' }
  if (choice.origin === 'gateway') return { unknown: 'what its kernel finds on a gateway is not known here' }
  const main = launchedMain(choice)
  if (main === undefined && !declared) {
    const remedy = 'its metadata can say what it reads: "ackbook": { "cache": { "files": ["data"] } }'
    return { unknown: `the imports of a notebook for ${choice.name} are not known; ${remedy}` }
  }
  const imports = main === undefined ? [] : notebook.cells.filter(isCode).map((cell) => importsIn(cell.source))
  if (imports.some(({ isOpen }) => isOpen) && !declared) return { unknown: openImport('a cell') }
  dependencies.reach([...new Set(imports.flatMap(({ names }) => names))], folder, reached)
  if (main !== undefined) dependencies.reachTypes(folder, reached)
  if (asked?.config?.isCode) dependencies.reachFile(asked.config.file, reached)
  if (reached.open !== undefined && !declared) return { unknown: openImport(reached.open) }
  const files = await declaredFiles(declared?.files ?? [], folder, dependencies.folders)
  if ('vain' in files)
    return { unknown: `${JSON.stringify(files.vain)} under "cache.files" of its metadata is no file` }
  for (const file of files) {
    const real = dependencies.folders.real(file)
    if (isSource(file)) dependencies.reachFile(real, reached)
    // It is told as what it was declared to be.
    reached.files.delete(real)
  }
  return { main, declared, files, reached }
}

function openImport(where: string): string {
  return `${where} imports what is only known when it runs; its metadata can name it: "ackbook": { "cache": { "files": […] } }`
}

function launchedMain({ spec }: KernelChoice): string | undefined {
  const at = spec.argv.indexOf('--tslab')
  return at < 0 ? undefined : spec.argv[at + 1]
}
