import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { FileError, reasonOf } from '../files/error.ts'
import { writeWhole } from '../files/write.ts'
import { tslabKernelJson } from './choose.ts'
import { InstallError } from './errors.ts'
import { type JupyterEnv, jupyterEnv, userDataFolder } from './paths.ts'
import type { KernelSpec } from './spec.ts'
import { starterFile } from './tslab.ts'

/** Under which name, and where. */
export interface Installation {
  /** Of its folder, and in notebooks' metadata. Default `tslab`. */
  name?: string | undefined
  /** What front ends show. */
  title?: string | undefined
  /** An environment, as of Python or conda: its `share/jupyter` has it then. Default: the user's own folder. */
  prefix?: string | undefined
  /** Puts it in place of one that was put there by others. */
  replaces?: boolean | undefined
}

/**
 * Installs a kernel spec by which every Jupyter front end starts the TypeScript kernel of this package: from a snapshot, and for
 * a notebook in a project with a tslab of its own, by that one.
 *
 * @returns its folder
 * @throws InstallError for a name that cannot be, and where there is one of others; FileError where it cannot be written
 */
export async function installKernel(wanted: Installation = {}, around: JupyterEnv = jupyterEnv()): Promise<string> {
  const { title, replaces = false } = wanted
  const { name, folder } = installationPlace(wanted, around)
  const starter = starterFile()
  if (/[\\/]_npx[\\/]/.test(starter))
    throw new InstallError(
      'this ackbook lies in a folder that npx empties: install it first, in a project or by "npm install --global ackbook", then say this again there',
    )
  const maker = await installerOf(folder)
  if (maker === 'others' && !replaces)
    throw new InstallError(
      `${folder} has a kernel that was not put there by ackbook: --replace puts this one in its place, --name NAME beside it`,
    )
  const plain = tslabKernelJson()
  const spec: KernelSpec = {
    ...plain,
    argv: [process.execPath, starter, '{connection_file}'],
    display_name: title ?? (name === usualName ? plain.display_name : `TypeScript (${name})`),
    metadata: { debugger: false, ackbook: true },
  }
  await writeWhole(join(folder, 'kernel.json'), `${JSON.stringify(spec, undefined, 2)}\n`)
  return folder
}

/**
 * Takes away what `installKernel` has put there.
 *
 * @returns the folder that it was in
 * @throws InstallError where there is none, or one of others; FileError where it cannot be removed
 */
export async function uninstallKernel(wanted: Installation = {}, around: JupyterEnv = jupyterEnv()): Promise<string> {
  const { folder } = installationPlace(wanted, around)
  const maker = await installerOf(folder)
  if (maker === undefined)
    throw new InstallError(`${folder} is not there: "ackbook kernels" lists what is installed, and where`)
  if (maker === 'others')
    throw new InstallError(
      `${folder} was not put there by ackbook: remove it by what did, or "jupyter kernelspec remove"`,
    )
  await rm(folder, { recursive: true }).catch((cause) => {
    throw new FileError(folder, `cannot be removed: ${reasonOf(cause)}`, { cause })
  })
  return folder
}

const usualName = 'tslab'

function installationPlace(
  { name = usualName, prefix }: Installation,
  around: JupyterEnv,
): { name: string; folder: string } {
  // As Jupyter finds them; it looks for the name in small letters.
  if (!/^[a-z0-9._-]+$/.test(name) || /^\.+$/.test(name))
    throw new InstallError(`a kernel cannot be named "${name}": small letters, digits, "-", "_" and "." make a name`)
  const data = prefix === undefined ? userDataFolder(around) : join(prefix, 'share', 'jupyter')
  return { name, folder: join(data, 'kernels', name) }
}

/** Who has put a kernel spec into a folder; `undefined`: there is none. */
async function installerOf(folder: string): Promise<'ackbook' | 'others' | undefined> {
  const names = await readdir(folder).catch((): undefined => undefined)
  if (names === undefined) return undefined
  const text = await readFile(join(folder, 'kernel.json'), 'utf8').catch(() => '')
  return saysAckbook(text) ? 'ackbook' : 'others'
}

function saysAckbook(text: string): boolean {
  try {
    const { metadata } = JSON.parse(text) as Partial<KernelSpec>
    return metadata?.ackbook === true
  } catch {
    return false
  }
}
