/**
 * Runs one notebook, as a process of its own that a test can kill, and prints its findings: `node run-one.mjs PATH [FIRST LAST]`,
 * the ports that its kernel may get.
 */
import { readFileSync } from 'node:fs'
import { parseNotebook } from '../../lib/dist/notebook/index.js'
import { runNotebook } from '../../lib/dist/run/index.js'

const [path = '', ...range] = process.argv.slice(2)
const ports = range.length === 2 ? { ports: [Number(range[0]), Number(range[1])] } : {}
const notebook = parseNotebook(readFileSync(path, 'utf8'), path)
const { findings } = await runNotebook(notebook, path, { timeout: 300, startTimeout: 120, ...ports })
process.stdout.write(`${JSON.stringify(findings)}\n`)
