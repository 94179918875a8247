import { notebookFile } from './command.ts'

const fake = { kernelspec: { name: 'fake' } }
const prints = (text: string) => JSON.stringify([['print', 'stdout', text]])

/** A project with notebooks on the kernel that does what its cells say: one for each thing that can come of a test. */
export const project: Record<string, string> = {
  'package.json': '{ "type": "module" }',
  'n/broken.ipynb': '{',
  'n/chart/good.ipynb': notebookFile([[prints('a'), 'a']], fake),
  'n/differs.ipynb': notebookFile([[prints('a\nnew\n'), 'a\nold\n']], fake),
  'n/other.ipynb': notebookFile([['not to be run', '']], fake),
  'n/slow.ipynb': notebookFile([[JSON.stringify([['wait']]), '']], fake),
  'n/vain.ipynb': notebookFile([[' ', '']], fake),
}

/** What becomes of them, by what the runner says of each: it fails, with what must stand in its words. */
export const failures: readonly (readonly [name: string, message: string])[] = [
  ['n/broken.ipynb', 'not a notebook: not JSON (the file ends where a key in double quotes should be'],
  ['n/differs.ipynb', 'cell 1 of 1 (id cell-1) differs'],
  ['n/differs.ipynb', '- old'],
  ['n/differs.ipynb', '+ new'],
  ['n/slow.ipynb', 'it took longer than 4 s as a whole: '],
]

/** As it stands in a file of tests: one call for all, and one with a limit that is too short for its notebook. */
export const calls = `notebooks('n', { test, skip: 'other', rerun: false, filter: /^(?!.*slow)/ })
notebooks('n/slow.ipynb', { test, limit: 4 })`

/** A place in our own code, or in a library of ours: nothing that helps. */
export const noise = /^\s+at .*(?:ackbook|node:internal)/m
