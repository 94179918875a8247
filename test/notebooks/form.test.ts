/** Notebooks are stored as JupyterLab saves them: one that is opened, run and saved there changes only where something else came. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { tslabKernelJson } from '../../lib/kernel/choose.ts'
import { EditorAnswers } from '../../lib/kernel/inside/editor-answers.ts'
import {
  formatNotebook,
  isCode,
  type Output,
  parseNotebook,
  splitLines,
  withOutputs,
} from '../../lib/notebook/index.ts'
import { asJupyter } from '../helpers/as-jupyter.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const course = readdirSync(join(root, 'notebooks')).filter((name) => name.endsWith('.ipynb'))
const files = [...course.map((name) => join('notebooks', name)), join('lib', 'starter.ipynb')]
const { language_info } = new EditorAnswers({} as never, {} as never, false).info()
const { display_name, language } = tslabKernelJson()

for (const path of files) {
  const text = readFileSync(join(root, path), 'utf8')

  test(`${path}: its file → keys in order, one space, texts in lines`, () => {
    const stored = JSON.parse(text) as { cells: { source: unknown; outputs?: { text?: unknown }[] }[] }
    assert.ok(text === asJupyter(stored), 'keys, spaces or escapes are others')
    for (const { source, outputs = [] } of stored.cells) {
      for (const lines of [source, ...outputs.flatMap((output) => output.text ?? [])]) {
        if (Array.isArray(lines)) assert.equal(lines, splitLines(lines.join('')))
      }
    }
  })

  test(`${path}: what it says of kernel and language → what JupyterLab writes there`, () => {
    const { metadata } = parseNotebook(text, path)
    assert.equal(metadata.kernelspec, { display_name, language, name: 'tslab' })
    assert.equal(metadata.language_info, language_info)
  })

  test(`${path}: no output is stored collapsed → nothing that JupyterLab forgets when a cell runs`, () => {
    const collapsed = parseNotebook(text, path).cells.filter(
      ({ metadata }) => metadata.jupyter?.outputs_hidden !== undefined || metadata.collapsed !== undefined,
    )
    assert.equal(
      collapsed.map(({ id }) => id),
      [],
    )
  })

  test(`${path}: new outputs written by us → the same form`, () => {
    const notebook = parseNotebook(text, path)
    const display = { output_type: 'display_data', metadata: {}, data: { 'text/plain': 'a\nb', 'image/png': 'aGk=' } }
    const outputs: Output[] = [{ output_type: 'stream', name: 'stdout', text: 'é\n"b"\n' }, display as Output]
    const results = notebook.cells.flatMap((cell, index) =>
      isCode(cell) ? [{ index, outputs, executionCount: 9 }] : [],
    )
    const written = formatNotebook(withOutputs(notebook, results))
    assert.ok(written === asJupyter(JSON.parse(written)))
    assert.ok(formatNotebook(notebook) === text, 'unchanged, it is the same to the byte')
  })
}

test.run()
