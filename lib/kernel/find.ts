import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { KernelSpecError } from './errors.ts'
import { type JupyterEnv, jupyterEnv, kernelFolders, type SpecOrigin } from './paths.ts'
import { type KernelSpec, parseKernelSpec } from './spec.ts'

/** A kernel spec that is installed. */
export interface FoundKernel {
  /** Its folder's name, in small letters. */
  name: string
  /** The folder of its `kernel.json`. */
  folder: string
  origin: SpecOrigin
  /** Absent when its `kernel.json` cannot be used; `problem` then says why. */
  spec?: KernelSpec
  problem?: KernelSpecError
}

/** All kernel specs that are installed, one a name, by Jupyter's discovery rules. */
export async function findKernelSpecs(around: JupyterEnv = jupyterEnv()): Promise<FoundKernel[]> {
  const found = new Map<string, FoundKernel>()
  for (const { folder, origin } of kernelFolders(around)) {
    for (const name of await folderNames(folder)) {
      const kernel = await readKernel(join(folder, name), name.toLowerCase(), origin)
      if (kernel && !found.has(kernel.name)) found.set(kernel.name, kernel)
    }
  }
  return [...found.values()]
}

async function folderNames(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((): string[] => [])
  return names.filter((name) => /^[\w.-]+$/.test(name)).sort()
}

async function readKernel(folder: string, name: string, origin: SpecOrigin): Promise<FoundKernel | undefined> {
  const file = join(folder, 'kernel.json')
  try {
    return { name, folder, origin, spec: parseKernelSpec(await readFile(file, 'utf8'), file) }
  } catch (error) {
    if (error instanceof KernelSpecError) return { name, folder, origin, problem: error }
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    return { name, folder, origin, problem: new KernelSpecError(file, message, { cause: error }) }
  }
}
