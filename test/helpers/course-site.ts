import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { command } from './command.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The course as it is published, in a folder that need not be there yet. */
export async function courseSite(folder: string): Promise<void> {
  const done = await command(['render', 'notebooks', '--out', folder], { cwd: root })
  assert.is(done.code, 0, done.err)
}
