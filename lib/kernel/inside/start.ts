import { existsSync, readFileSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import type { ConnectionInfo } from '../connection.ts'
import { tokenName } from '../strays.ts'
import { bundledTslab, nearestTslab } from '../tslab.ts'
import { Compiler } from './compiler.ts'
import { type ShowDisplay, type TslabModule, tslabModule } from './display.ts'
import { EditorAnswers } from './editor-answers.ts'
import { Interpreter } from './interpreter.ts'
import { InsideKernel } from './kernel.ts'
import { supplyAckbook, supplyMain, supplyModule } from './modules.ts'
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

/** @param main of a tslab, for its types */
export function loadCompiler(main: string): Compiler {
  return new Compiler(dirname(dirname(main)))
}

/** Starts the kernel in the working directory, and answers once it listens. Ends the process when it cannot listen. */
export async function startInside(
  options: LaunchOptions,
  load: (main: string) => Compiler = loadCompiler,
): Promise<void> {
  expectParent(options.parent)
  const folder = process.cwd()
  const compiler = load(options.tslab)
  compiler.folder = folder
  nameFolder(folder)
  supplyAckbook(folder)
  supplyMain(options.tslab)
  refuseStandardInput()
  // Node writes warnings past the notebook, with the number of the process: for a log, and our runner keeps none.
  if (process.env[tokenName] !== undefined) process.removeAllListeners('warning')
  readableStacks(folder)
  const show: ShowDisplay = (content, isUpdate) => kernel.display(content, isUpdate)
  const tslab = tslabModule(show, versionsSeen(options.tslab, compiler))
  supplyModule(join(dirname(options.tslab), 'public.js'), tslab)
  const interpreter = new Interpreter(compiler, options.isJs, tslab, show)
  const server = new Server(JSON.parse(readFileSync(options.connectionFile, 'utf8')) as ConnectionInfo)
  const kernel = new InsideKernel(server, interpreter, new EditorAnswers(compiler, interpreter, options.isJs))
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

function versionsSeen(main: string, { typescript }: Compiler): TslabModule['versions'] {
  const tslab = () => (JSON.parse(readFileSync(join(dirname(main), '..', 'package.json'), 'utf8')) as Versioned).version
  return { tslab: existsSync(main) ? tslab() : '', typescript: typescript.version, node: process.version }
}

interface Versioned {
  version: string
}
