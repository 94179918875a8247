import { readFileSync, writeSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import type { ConnectionInfo } from '../connection.ts'
import { tokenName } from '../strays.ts'
import { bundledTslab, nearestTslab } from '../tslab.ts'
import { amendCompiler, type Compiler } from './compiler.ts'
import type { ConverterKind } from './converter/index.ts'
import { Interpreter, type TslabParts } from './interpreter.ts'
import { InsideKernel } from './kernel.ts'
import { supplyAckbook, supplyMain } from './modules.ts'
import { Server } from './server.ts'
import { readableStacks } from './stack.ts'
import { refuseStandardInput } from './standard-input.ts'
import { nameFolder } from './traceback.ts'
import { expectParent, watchParent } from './watch-parent.ts'

/** What a launcher was told. */
export interface LaunchOptions {
  connectionFile: string
  /** The `main.js` of the tslab that is to be used. */
  tslab: string
  isJs: boolean
  /** Who started us, when known. */
  parent: number | undefined
  /** Somebody else ends this process when its parent is gone. */
  isGuarded: boolean
  /** Where cells work, if that is not where this process begins: there they import from. */
  cwd: string | undefined
}

/** @param words of the command line, after the launcher's name. Ends the process when they are wrong. */
export function launchOptions(words: readonly string[]): LaunchOptions {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      tslab: { type: 'string' },
      parent: { type: 'string' },
      js: { type: 'boolean', default: false },
      guarded: { type: 'boolean', default: false },
      cwd: { type: 'string' },
    },
  })
  const [connectionFile] = positionals
  if (connectionFile === undefined) {
    process.stderr.write('launcher: a connection file is missing: launcher.js [--tslab MAIN] CONNECTION_FILE\n')
    process.exit(2)
  }
  return {
    connectionFile,
    tslab: values.tslab ?? nearestTslab(process.cwd()) ?? bundledTslab(),
    isJs: values.js,
    parent: values.parent === undefined ? undefined : Number(values.parent),
    isGuarded: values.guarded,
    cwd: values.cwd,
  }
}

/** A tslab that has been loaded, its compiler amended. */
export interface LoadedTslab {
  main: string
  compiler: Compiler
  parts: TslabParts
  /** Where tslab hands over what a cell shows. */
  handlers: { lastWriteDisplayData: unknown }
}

/** @param requireFromTslab resolves as the tslab with this `main.js` does */
export function loadTslab(main: string, requireFromTslab: NodeJS.Require = createRequire(main)): LoadedTslab {
  const part = (name: string) => requireFromTslab(join(dirname(main), name))
  const compiler = amendCompiler(requireFromTslab)
  const handlers = part('jupyter.js') as Pick<TslabParts, 'JupyterHandlerImpl'> & { lastWriteDisplayData: unknown }
  const { version } = part('../package.json') as { version: string }
  // Of a tslab that we do not know, we do not know what its converter does.
  const converter = compiler.isKnownIn(version)
    ? { createConverter: (options: ConverterKind) => compiler.createConverter(dirname(dirname(main)), options) }
    : part('converter.js')
  return { main, compiler, parts: { ...converter, ...part('executor.js'), ...handlers }, handlers }
}

/** Starts the kernel in the working directory, and answers once it listens. Ends the process when it cannot listen. */
export async function startInside(
  options: LaunchOptions,
  load: (main: string) => LoadedTslab = loadTslab,
): Promise<void> {
  expectParent(options.parent)
  const folder = process.cwd()
  const { main, compiler, parts, handlers } = load(options.tslab)
  compiler.folder = folder
  nameFolder(folder)
  supplyAckbook(folder)
  supplyMain(main)
  refuseStandardInput()
  // Node writes warnings past the notebook, with the number of the process: for a log, and our runner keeps none.
  if (process.env[tokenName] !== undefined) process.removeAllListeners('warning')
  readableStacks(folder, main)
  const interpreter = new Interpreter(parts, folder, options.isJs)
  const server = new Server(JSON.parse(readFileSync(options.connectionFile, 'utf8')) as ConnectionInfo)
  const kernel = new InsideKernel(server, interpreter, (code) => compiler.hasSyntaxError(code, options.isJs))
  handlers.lastWriteDisplayData = kernel.display
  if (options.cwd !== undefined) process.chdir(options.cwd)
  try {
    await server.open(kernel.answer)
  } catch (error) {
    // In these words: by them whoever started us knows that a port was taken, and tries others.
    writeSync(2, `launcher: ${(error as Error).message}\n`)
    process.exit(1)
  }
  if (!options.isGuarded) watchParent()
}
