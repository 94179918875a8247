/** Runs one notebook, as a process of its own that a test can kill: `node --import tsx run-one.ts PATH`. */
import { readFileSync } from 'node:fs'
import { parseNotebook } from '../../lib/notebook/index.ts'
import { runNotebook } from '../../lib/run/index.ts'

const path = process.argv[2]!
await runNotebook(parseNotebook(readFileSync(path, 'utf8'), path), path, { timeout: 300, startTimeout: 120 })
