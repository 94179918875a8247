// @ts-check
import { fileURLToPath } from 'node:url'
import { prepareTslab } from '../lib/dist/kernel/index.js'

/**
 * The last step of a build: makes what the kernels of the course start from, unless it is there. Without it they start all the same, so
 * it fails nothing.
 */
const cwd = fileURLToPath(new URL('../notebooks', import.meta.url))
await prepareTslab({ cwd, env: process.env, say: (sentence) => void process.stderr.write(`${sentence}\n`) })
