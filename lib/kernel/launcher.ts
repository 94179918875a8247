#!/usr/bin/env node
/**
 * Starts a tslab on a connection file, in the folder it is started in, with what a plain tslab lacks: it ends with its
 * parent, loses no output, and finds Node's types and this package from any folder.
 *
 *     node launcher.js [--tslab MAIN] [--js] [--parent PID] CONNECTION_FILE
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { parseArgs } from 'node:util'
import { supplyTypes } from './inside/compiler.ts'
import { dropForeign, nameSockets, type ZeroMQ as Sockets } from './inside/inbox.ts'
import { supplyAckbook } from './inside/modules.ts'
import { queueMessages, type ZeroMQ } from './inside/outbox.ts'
import { refuseStandardInput } from './inside/standard-input.ts'
import { watchParent } from './inside/watch-parent.ts'
import { bundledTslab, nearestTslab } from './tslab.ts'

interface Tslab {
  startKernel(options: { configPath: string; enableFindLocal: boolean; jsKernel: boolean }): void
}

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
const main = values.tslab ?? nearestTslab(process.cwd()) ?? bundledTslab()
const requireFromTslab = createRequire(main)
const zeromq = requireFromTslab('zeromq') as ZeroMQ & Sockets
nameSockets(zeromq)
queueMessages(zeromq)
dropForeign(zeromq, JSON.parse(readFileSync(configPath, 'utf8')).key)
supplyTypes(requireFromTslab, process.cwd())
supplyAckbook()
refuseStandardInput()
const tslab: Tslab = requireFromTslab(main)
tslab.startKernel({ configPath, enableFindLocal: false, jsKernel: values.js })
