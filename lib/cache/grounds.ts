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
  /** Why these are not all. */
  unknown: string | undefined
}

/**
 * Finds them.
 *
 * @param reached gets what is reached by imports
 */
export async function groundsOf(
  { notebook, folder, choice, asked }: VerifyRequest,
  dependencies: Dependencies,
  reached: Reached = nothingReached(),
): Promise<Grounds> {
  const said = declaredBy(notebook)
  const declared = said === false ? undefined : said
  const main = launchedMain(choice)
  const imports = main === undefined ? [] : notebook.cells.filter(isCode).map((cell) => importsIn(cell.source))
  dependencies.reach([...new Set(imports.flatMap(({ names }) => names))], folder, reached)
  if (main !== undefined) dependencies.reachTypes(folder, reached)
  if (asked?.config?.isCode) dependencies.reachFile(asked.config.file, reached)
  const open = imports.some(({ isOpen }) => isOpen) ? 'a cell' : reached.open
  const found = await declaredFiles(declared?.files ?? [], folder, dependencies.folders)
  const files = 'vain' in found ? [] : found
  for (const file of files) {
    const real = dependencies.folders.real(file)
    if (isSource(file)) dependencies.reachFile(real, reached)
    // It is told as what it was declared to be.
    reached.files.delete(real)
  }
  return { main, declared, files, reached, unknown: whyUnknown() }

  function whyUnknown(): string | undefined {
    if (said === false) return 'its metadata says "cache": false'
    if (choice.origin === 'gateway') return 'what its kernel finds on a gateway is not known here'
    if (main === undefined && !declared) {
      const remedy = 'its metadata can say what it reads: "ackbook": { "cache": { "files": ["data"] } }'
      return `the imports of a notebook for ${choice.name} are not known; ${remedy}`
    }
    if (open !== undefined && !declared) return openImport(open)
    return 'vain' in found ? `${JSON.stringify(found.vain)} under "cache.files" of its metadata is no file` : undefined
  }
}

function openImport(where: string): string {
  return `${where} imports what is only known when it runs; its metadata can name it: "ackbook": { "cache": { "files": […] } }`
}

function launchedMain({ spec }: KernelChoice): string | undefined {
  const at = spec.argv.indexOf('--tslab')
  return at < 0 ? undefined : spec.argv[at + 1]
}
