import { existsSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { Verdicts } from '../cache/index.ts'
import { chooseKernel } from '../kernel/choose.ts'
import { KernelSpecError, UnknownKernelError } from '../kernel/errors.ts'
import { addressesIn } from '../lesson/addresses.ts'
import { heldModules, type LintFault, localImports } from '../lint/index.ts'
import { isCode, type Notebook } from '../notebook/index.ts'
import type { Io } from './io.ts'
import { folderOfKept } from './kept.ts'
import { pathsOf } from './pictures.ts'
import type { NotebookSettings } from './settings.ts'

/** What is wrong with a notebook where it stands: files beside it, kernels, what was verified. */
export class BesideNotebook {
  readonly #verdicts: Verdicts
  /** Why a kernel is not there, by the folder and what the notebook says of it. */
  readonly #kernels = new Map<string, Promise<string | undefined>>()

  constructor(io: Pick<Io, 'cwd' | 'env'>) {
    this.#verdicts = new Verdicts(folderOfKept({}, io))
  }

  /** @param file absolute */
  async kernelFaults(notebook: Notebook, file: string, settings: NotebookSettings): Promise<LintFault[]> {
    const kernel = settings.kernelFor(notebook)
    const { kernelspec, language_info: language } = notebook.metadata
    if (kernel === undefined && kernelspec?.name === undefined && language?.name === undefined) return []
    const key = JSON.stringify([dirname(file), kernel, kernelspec?.name, kernelspec?.language, language?.name])
    const problem = this.#kernels.get(key) ?? kernelProblem(notebook, file, kernel)
    this.#kernels.set(key, problem)
    const message = await problem
    return message === undefined
      ? []
      : [{ rule: 'kernel', message, remedy: 'ackbook kernels lists those that there are' }]
  }

  /** @param file absolute */
  staleFaults(notebook: Notebook, file: string): LintFault[] {
    const stale = this.#verdicts.staleIn(file, notebook)
    if (!stale) return []
    const message = `its source has changed since ${stale.date.slice(0, 10)}, when its outputs were verified, and they have not`
    return [{ rule: 'stale', cell: stale.cell, message, remedy: 'ackbook verify tells whether they hold' }]
  }
}

async function kernelProblem(
  notebook: Notebook,
  file: string,
  kernel: string | undefined,
): Promise<string | undefined> {
  try {
    await chooseKernel(notebook, file, { kernel })
    return undefined
  } catch (error) {
    // Its remedy is an option of those that run notebooks.
    if (error instanceof UnknownKernelError) return error.message.replace('; name one with --kernel:', '; there are')
    if (error instanceof KernelSpecError) return error.message
    throw error
  }
}

/** Imports of files that are not there. @param file absolute */
export function importFaults(notebook: Notebook, file: string): LintFault[] {
  const { kernelspec, language_info: language } = notebook.metadata
  const name = language?.name ?? kernelspec?.language ?? kernelspec?.name ?? ''
  if (!/^(?:typescript|javascript|tslab|jslab|deno|bun)/i.test(name)) return []
  const held = heldModules(notebook)
  return localImports(notebook).flatMap(({ cell, name: imported, at }): LintFault[] => {
    if (held.has(imported.replace(/^\.\//, '')) || leadsSomewhere(resolve(dirname(file), imported))) return []
    return [{ rule: 'import', cell, at, message: `it imports ${JSON.stringify(imported)}, which is not there` }]
  })
}

const codeEndings = [
  '.ts',
  '.tsx',
  '.mts',
  '.cts',
  '.js',
  '.jsx',
  '.mjs',
  '.cjs',
  '.json',
  '.node',
  '.d.ts',
  '.d.mts',
  '.d.cts',
]
/** What a source that is written in TypeScript is called when it is imported. */
const sourcesOf: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx'],
  '.jsx': ['.tsx'],
  '.mjs': ['.mts'],
  '.cjs': ['.cts'],
}

function leadsSomewhere(path: string): boolean {
  if (isFileThere(path) || codeEndings.some((ending) => isFileThere(path + ending))) return true
  const ending = /\.[cm]?jsx?$/.exec(path)?.[0] ?? ''
  if (sourcesOf[ending]?.some((other) => isFileThere(path.slice(0, -ending.length) + other))) return true
  return (
    existsSync(resolve(path, 'package.json')) || codeEndings.some((each) => isFileThere(resolve(path, `index${each}`)))
  )
}

function isFileThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true
}

/** Links, pictures and attachments of Markdown that are not there. @param file absolute */
export function linkFaults({ cells }: Notebook, file: string): LintFault[] {
  return [...cells.entries()].flatMap(([cell, each]) => {
    // Without a bracket or a tag there is no address.
    if (isCode(each) || each.cell_type !== 'markdown' || !/[<[]/.test(each.source)) return []
    const attachments = Object.keys(each.attachments ?? {})
    return addressesIn(each.source).flatMap(({ kind, address }): LintFault[] => {
      const attached = /^attachment:(.*)$/s.exec(address)?.[1]
      const isThere =
        attached === undefined
          ? isThereFor(address, file)
          : pathsOf(attached).some((name) => attachments.includes(name))
      const what = attached === undefined ? `the ${kind}` : 'the attachment'
      const shown = JSON.stringify(attached ?? address)
      return isThere ? [] : [{ rule: 'link', cell, message: `${what} ${shown} leads to what is not there` }]
    })
  })
}

/** What lies elsewhere, or on the page itself, is not looked for. */
function isThereFor(address: string, file: string): boolean {
  if (/^(?:[a-z][a-z0-9+.-]*:|[\\/#?])/i.test(address) || address.trim() === '') return true
  return pathsOf(address).some((path) => {
    const place = resolve(dirname(file), path)
    // Pages link to pages of notebooks.
    return existsSync(place) || existsSync(place.replace(/\.html$/, '.ipynb'))
  })
}
