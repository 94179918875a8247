import { existsSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import type { Notebook } from '../notebook/types.ts'
import { UnknownKernelError } from './errors.ts'
import { type FoundKernel, findKernelSpecs } from './find.ts'
import { type JupyterEnv, jupyterEnv } from './paths.ts'
import { commandOf, type KernelSpec } from './spec.ts'
import { bundledTslab, launcherFile, mainOf, nearestTslab } from './tslab.ts'

/** The kernel that a notebook gets. */
export interface KernelChoice {
  name: string
  spec: KernelSpec
  /** Where it was found, to be shown: `nearest`, `bundled`, or the folder of an installed spec. */
  origin: 'nearest' | 'bundled' | 'installed' | 'gateway'
  /** The `main.js` of a tslab that our launcher starts, the folder of the spec, or the address of the gateway that has it. */
  place: string
}

/**
 * The kernel for a notebook: the one asked for; for tslab the one nearest the notebook, the bundled one, an installed
 * spec; any other by its spec; without a kernel spec, by the notebook's language.
 *
 * @param path of the notebook
 * @throws UnknownKernelError when there is none, and KernelSpecError when its `kernel.json` cannot be used
 */
export async function chooseKernel(
  notebook: Notebook,
  path: string,
  options: { kernel?: string | undefined } = {},
  around: JupyterEnv = jupyterEnv(),
): Promise<KernelChoice> {
  const wanted = options.kernel ?? notebook.metadata.kernelspec?.name
  const folder = dirname(resolve(path))
  const { kernelspec, language_info } = notebook.metadata
  if (wanted === undefined) return byLanguage(language_info?.name, folder, around)
  const language = options.kernel ?? kernelspec?.language ?? language_info?.name
  // Jupyter calls the one kernel of a language by its name too: `python` for `python3`.
  const isLanguage = wanted.toLowerCase() === language?.toLowerCase()
  return kernelNamed(wanted, folder, around).catch(async (error: unknown) => {
    const other = isLanguage && error instanceof UnknownKernelError
    const choice = other ? await byLanguage(language, folder, around).catch(() => undefined) : undefined
    if (choice) return choice
    throw error
  })
}

async function kernelNamed(wanted: string, folder: string, around: JupyterEnv): Promise<KernelChoice> {
  const own = ownKernel(wanted, folder)
  if (own) return own
  const found = await findKernelSpecs(around)
  const kernel = found.find(({ name }) => name === wanted.toLowerCase())
  if (kernel) return installedChoice(kernel, around)
  throw noKernel(`no kernel is named "${wanted}"`, found)
}

async function byLanguage(language: string | undefined, folder: string, around: JupyterEnv): Promise<KernelChoice> {
  const own = Object.keys(flags).find((name) => languageSaidBy(name) === language?.toLowerCase())
  if (own !== undefined) return ownKernel(own, folder) ?? kernelNamed(own, folder, around)
  const found = await findKernelSpecs(around)
  if (language === undefined) throw noKernel('the notebook names neither a kernel nor a language', found)
  const kernel = found.find(({ spec }) => spec?.language.toLowerCase() === language.toLowerCase())
  if (kernel) return installedChoice(kernel, around)
  throw noKernel(`no kernel is installed for the notebook's language, "${language}"`, found)
}

/** tslab's two kernels, and what its launcher is told for them. */
const flags: Record<string, string[]> = { tslab: [], jslab: ['--js'] }

function languageSaidBy(name: string): string {
  return name === 'jslab' ? 'javascript' : 'typescript'
}

function ownKernel(name: string, folder: string): KernelChoice | undefined {
  const extra = Object.hasOwn(flags, name) ? flags[name]! : undefined
  if (!extra) return undefined
  const nearest = nearestTslab(folder)
  const main = nearest ?? bundled()
  if (main === undefined) return undefined
  const parent = String(process.pid)
  const argv = [process.execPath, launcherFile(), '--tslab', main, '--parent', parent, ...extra, '{connection_file}']
  const plain = tslabKernelJson()
  const title = name === 'jslab' ? 'JavaScript (tslab)' : plain.display_name
  const spec: KernelSpec = { ...plain, argv, display_name: title, language: languageSaidBy(name) }
  return { name, spec, origin: nearest === undefined ? 'bundled' : 'nearest', place: main }
}

function bundled(): string | undefined {
  try {
    return bundledTslab()
  } catch {
    return undefined
  }
}

function installedChoice({ name, folder, spec, problem }: FoundKernel, { env }: JupyterEnv): KernelChoice {
  if (!spec) throw problem!
  const argv = throughLauncher(spec.argv, folder, env.PATH) ?? withOwnPython(spec.argv, folder)
  return { name, spec: { ...spec, argv }, origin: 'installed', place: folder }
}

/** What `tslab install` writes (`tslab kernel --config-path …`), turned into our launcher around the same tslab. */
function throughLauncher(argv: readonly string[], folder: string, path: string | undefined): string[] | undefined {
  const words = commandOf({ argv: [...argv] }, { resource_dir: folder, connection_file: '{connection_file}' })
  const node = /^node(\.exe)?$/.test(basename(words[0]!)) ? words.shift()! : process.execPath
  const [program, command, ...rest] = words
  if (program === undefined || basename(program) !== 'tslab' || command !== 'kernel') return undefined
  if (rest.filter((word) => word !== '--js').join(' ') !== '--config-path {connection_file}') return undefined
  const main = mainOf(program, path)
  if (main === undefined) return undefined
  return [node, launcherFile(), '--tslab', main, ...rest.filter((word) => word !== '--config-path')]
}

/** A spec that says `python` means the one of the environment that it is installed in, whatever the PATH has. */
function withOwnPython([program, ...rest]: readonly string[], folder: string): string[] {
  // share/jupyter/kernels/NAME
  const prefix = resolve(folder, '..', '..', '..', '..')
  const ways = [['bin', program!], [`${program}.exe`], ['Scripts', `${program}.exe`]]
  const places = ways.map((way) => join(prefix, ...way))
  const own = /^python(\d(\.\d+)?)?$/.test(program!) ? places.find((place) => existsSync(place)) : undefined
  return [own ?? program!, ...rest]
}

function noKernel(reason: string, found: readonly FoundKernel[]): UnknownKernelError {
  const names = [...new Set([...Object.keys(flags), ...found.map(({ name }) => name)])]
  return new UnknownKernelError(`${reason}; name one with --kernel: ${names.join(', ')}`, names)
}

/** The content of a `kernel.json` with which Jupyter starts the tslab nearest the notebook, or the bundled one. */
export function tslabKernelJson(): KernelSpec {
  return {
    argv: [process.execPath, launcherFile(), '{connection_file}'],
    display_name: 'TypeScript (tslab)',
    language: 'typescript',
    interrupt_mode: 'signal',
  }
}
