#!/usr/bin/env node
/**
 * Starts a kernel on a connection file, in the folder it is started in: the compiler of a tslab, behind a server that keeps
 * to the protocol. It ends with its parent, loses no output, shows errors where they stand in the source, and finds
 * Node's types and this package from any folder.
 *
 *     node launcher.js [--tslab MAIN] [--js] [--parent PID] CONNECTION_FILE
 */
import { readFileSync, writeSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import type { ConnectionInfo } from './connection.ts'
import { amendCompiler } from './inside/compiler.ts'
import { Interpreter, type TslabParts } from './inside/interpreter.ts'
import { InsideKernel } from './inside/kernel.ts'
import { supplyAckbook } from './inside/modules.ts'
import { Server } from './inside/server.ts'
import { readableStacks } from './inside/stack.ts'
import { refuseStandardInput } from './inside/standard-input.ts'
import { watchParent } from './inside/watch-parent.ts'
import { tokenName } from './strays.ts'
import { bundledTslab, nearestTslab } from './tslab.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { tslab: { type: 'string' }, parent: { type: 'string' }, js: { type: 'boolean', default: false } },
})
const [configPath] = positionals
if (configPath === undefined) {
  process.stderr.write('launcher: a connection file is missing: launcher.js [--tslab MAIN] CONNECTION_FILE\n')
  process.exit(2)
}

watchParent(values.parent === undefined ? undefined : Number(values.parent))
const cwd = process.cwd()
const tslabMain = values.tslab ?? nearestTslab(cwd) ?? bundledTslab()
const requireFromTslab = createRequire(tslabMain)
const part = (name: string) => requireFromTslab(join(dirname(tslabMain), name))
const typescript = amendCompiler(requireFromTslab, cwd)
supplyAckbook(cwd)
refuseStandardInput()
// Node writes warnings past the notebook, with the number of the process: for a log, and our runner keeps none.
if (process.env[tokenName] !== undefined) process.removeAllListeners('warning')
readableStacks(cwd, tslabMain)
const handlers = part('jupyter.js') as Pick<TslabParts, 'JupyterHandlerImpl'> & { lastWriteDisplayData: unknown }
const tslabParts: TslabParts = { ...part('converter.js'), ...part('executor.js'), ...handlers }
const interpreter = new Interpreter(tslabParts, cwd, values.js)
const server = new Server(JSON.parse(readFileSync(configPath, 'utf8')) as ConnectionInfo)
const kernel = new InsideKernel(server, interpreter, (code) => typescript.hasSyntaxError(code, values.js))
handlers.lastWriteDisplayData = kernel.display
try {
  await server.open(kernel.answer)
} catch (error) {
  // In these words: by them whoever started us knows that a port was taken, and tries others.
  writeSync(2, `launcher: ${(error as Error).message}\n`)
  process.exit(1)
}
