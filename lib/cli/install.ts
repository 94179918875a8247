import { resolve } from 'node:path'
import { exitCodes } from '../command/index.ts'
import { installKernel, isSwitchedOff, uninstallKernel } from '../kernel/index.ts'
import type { Io } from './io.ts'
import { prepareKernel } from './prepare.ts'

interface InstallOptions {
  name?: string
  prefix?: string
  displayName?: string
  replace?: boolean
  prepare?: boolean
}

/** `ackbook kernels install`: the TypeScript kernel for every Jupyter front end. */
export async function installHere(options: InstallOptions, io: Io): Promise<number> {
  const { displayName: title, replace: replaces, prepare } = options
  const folder = await installKernel({ ...namedWhere(options, io), title, replaces })
  io.stdout.write(`the TypeScript kernel is installed in ${folder}\n`)
  io.stdout.write('JupyterLab, Notebook and VS Code offer it from now on; "ackbook kernels uninstall" takes it away\n')
  // Without one it starts too, only later: what hinders it has been said.
  if (prepare !== false && !isSwitchedOff(io.env) && (await prepareKernel(io)) === exitCodes.interrupted)
    return exitCodes.interrupted
  return exitCodes.good
}

/** `ackbook kernels uninstall`: takes that away. */
export async function uninstallHere(options: InstallOptions, io: Io): Promise<number> {
  io.stdout.write(`${await uninstallKernel(namedWhere(options, io))} is removed\n`)
  return exitCodes.good
}

function namedWhere(
  { name, prefix }: InstallOptions,
  io: Io,
): { name?: string | undefined; prefix?: string | undefined } {
  return { name, prefix: prefix === undefined ? undefined : resolve(io.cwd, prefix) }
}
