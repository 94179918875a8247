#!/usr/bin/env node
/**
 * Starts a kernel on a connection file, in the folder it is started in: the compiler of a tslab, behind a server that keeps
 * to the protocol. It ends with its parent, loses no output, shows errors where they stand in the source, and finds
 * Node's types and this package from any folder.
 *
 *     node launcher.js [--tslab MAIN] [--js] [--parent PID] [--guarded] [--cwd DIR] CONNECTION_FILE
 */
import { launchOptions, startInside } from './inside/start.ts'

await startInside(launchOptions(process.argv.slice(2)))
