import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { prepareTslab } from '../../lib/kernel/index.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Where kernels of tests start: with no types of Node above, and with those of the project. */
const folders = [tmpdir(), join(root, 'test', 'input', 'run')]

/**
 * Makes the snapshots that tests' kernels start from, where they are not there: of two suites that need one at once, the one would make
 * it and the other start plainly, which takes four times as long.
 */
export async function makeSnapshots(): Promise<void> {
  await Promise.all(folders.map((cwd) => prepareTslab({ cwd, env: process.env })))
}
