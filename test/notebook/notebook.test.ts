import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type CodeCell,
  formatNotebook,
  hasTag,
  ignoresOutput,
  isHidden,
  type Notebook,
  parseNotebook,
  raisesException,
  skipsExecution,
  splitLines,
  withIds,
  withOutputs,
} from '../../lib/notebook/index.ts'

const test = suite('notebook')
const input = (name: string) => readFileSync(new URL(`../input/notebook/${name}`, import.meta.url), 'utf8')
const parse = (text: string) => parseNotebook(text, 'x.ipynb')
const small = (cells: unknown[], more: object = {}) =>
  parse(JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5, ...more }))
const code = (source: string, metadata: object = {}) => ({
  cell_type: 'code',
  execution_count: null,
  id: 'a',
  metadata,
  outputs: [],
  source,
})

for (const name of [
  'by-nbformat.ipynb',
  'by-nbformat-5.11.ipynb',
  'by-vscode.ipynb',
  'by-colab.ipynb',
  'one-line.ipynb',
  'crlf-tabs.ipynb',
]) {
  test(`${name}: read and written → the same bytes`, () => {
    const text = input(name)
    assert.is(formatNotebook(parse(text)), text)
  })
}

test('texts as lists of lines → joined; JSON data → as it was', () => {
  const notebook = parse(input('by-nbformat.ipynb'))
  const cell = notebook.cells[1] as CodeCell
  assert.is(cell.source, 'console.log("a")\n// é \u2028 end')
  const display = cell.outputs[1] as { data: Record<string, unknown> }
  assert.is(display.data['text/plain'], 'one\ntwo')
  assert.equal(display.data['application/vnd.x+json'], ['a', 'b'])
  assert.is((display.data['application/json'] as { ratio: number }).ratio, 1)
})

test('one output changed → only its lines differ in the file', () => {
  const text = input('by-vscode.ipynb')
  const notebook = parse(text)
  const index = notebook.cells.findIndex((cell) => cell.cell_type === 'code')
  const outputs = [{ output_type: 'stream' as const, name: 'stdout' as const, text: 'new\nlines\n' }]
  const after = formatNotebook(withOutputs(notebook, [{ index, outputs, executionCount: 1 }]))
  const gone = text.split('\n').filter((line) => !after.split('\n').includes(line))
  assert.equal(gone, ['          "text": "old\\n"'])
  assert.equal((parse(after).cells[index] as CodeCell).outputs, outputs)
  assert.is(formatNotebook(notebook), text, 'the notebook that was passed in is as it was')
})

test('new outputs in a notebook of nbformat → keys in order, text in lines, what it knows no type of in one', () => {
  const notebook = parse(input('by-nbformat.ipynb'))
  const data = { 'text/plain': 'a\nb', 'image/vnd.ackbook.narrow-svg+xml': '<svg>\n</svg>', 'image/png': 'AAAA\n' }
  const outputs = [{ output_type: 'display_data' as const, metadata: {}, data }]
  const after = formatNotebook(withOutputs(notebook, [{ index: 1, outputs, executionCount: 7 }]))
  assert.ok(
    after.includes(
      `   "outputs": [\n    {\n     "data": {\n      "image/png": "AAAA\\n",\n      "image/vnd.ackbook.narrow-svg+xml": "<svg>\\n</svg>",\n      "text/plain": [\n       "a\\n",\n       "b"\n      ]\n     },\n     "metadata": {},\n     "output_type": "display_data"\n    }\n   ],`,
    ),
    after,
  )
})

test('a notebook made in code → what nbformat would write', () => {
  const notebook: Notebook = {
    nbformat: 4,
    nbformat_minor: 4,
    metadata: {},
    cells: [{ cell_type: 'code', metadata: {}, source: 'a\nb', outputs: [], execution_count: null }],
  }
  assert.is(
    formatNotebook(notebook),
    `{\n "cells": [\n  {\n   "cell_type": "code",\n   "execution_count": null,\n   "metadata": {},\n   "outputs": [],\n   "source": [\n    "a\\n",\n    "b"\n   ]\n  }\n ],\n "metadata": {},\n "nbformat": 4,\n "nbformat_minor": 4\n}\n`,
  )
})

test('nbformat 4.4 → no ids; asked for 4.5 → unique ids, the same each time', () => {
  const old = small(
    [
      { ...code('1'), id: undefined },
      { ...code('1'), id: undefined },
    ],
    { nbformat_minor: 4 },
  )
  assert.not.ok(formatNotebook(old).includes('"id"'))
  const ids = withIds(old).cells.map((cell) => cell.id)
  assert.is(new Set(ids).size, 2)
  assert.ok(ids.every((id) => /^[0-9a-f]{8}$/.test(id!)))
  assert.equal(
    withIds(old).cells.map((cell) => cell.id),
    ids,
  )
  assert.is(withIds(old).nbformat_minor, 5)
})

test('any JSON in unknown keys, in any layout → read and written the same', () => {
  const layouts: (string | number | undefined)[] = [undefined, 1, 2, 4, '\t']
  fc.assert(
    fc.property(
      fc.jsonValue(),
      fc.dictionary(fc.string(), fc.jsonValue()),
      fc.constantFrom(...layouts),
      (value, metadata, indent) => {
        const cell = { cell_type: 'strange', source: 'a\u0085b\nc', metadata, value }
        const text = JSON.stringify(
          { metadata: { value }, nbformat_minor: 4, nbformat: 4, cells: [cell] },
          null,
          indent,
        )
        assert.is(formatNotebook(parse(text)), text)
      },
    ),
    { numRuns: 300 },
  )
})

test('a file on one line with a comma and a blank in a name → written without the blank', () => {
  const text = '{"cells":[],"metadata":{", ":false},"nbformat":4,"nbformat_minor":5}'
  assert.is(formatNotebook(parse(text)), text)
  assert.is(formatNotebook(parse(text.replaceAll(',"', ', "'))), text.replaceAll(',"', ', "'))
})

for (const [name, end, length] of [
  ['a pair of surrogates at every place', '\\n', 65_530],
  ['a spelling of its own far behind', '\\u00e9', 200_000],
] as const) {
  test(`a long text with ${name} → read and written the same`, () => {
    for (let more = 0; more < 8; more += 1) {
      const long = `"${'a'.repeat(length + more)}😀${'b'.repeat(70_000)}${end}"`
      const text = `{\n "cells": [],\n "metadata": {\n  "long": ${long}\n },\n "nbformat": 4,\n "nbformat_minor": 5\n}\n`
      const notebook = parse(text)
      assert.is(formatNotebook(notebook), text)
      assert.is(notebook.metadata.long, JSON.parse(long))
      const literals = notebook.metadata as unknown as Record<symbol, { literals?: Map<string, unknown> }>
      const kept = Object.getOwnPropertySymbols(literals).some((key) => literals[key]!.literals?.has('long'))
      assert.is(kept, end !== '\\n', 'what JSON.stringify writes is not kept twice')
    }
  })
}

test("Python's line ends → split there, nothing lost", () => {
  assert.equal(splitLines('a\r\nb\u2028c\fd\n\ne'), ['a\r\n', 'b\u2028', 'c\f', 'd\n', '\n', 'e'])
  assert.equal(splitLines(''), [])
  assert.equal(splitLines('\n'), ['\n'])
})

const bad: [string, string][] = [
  ['', 'not a notebook: not JSON (the file is empty)'],
  [
    'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n',
    'not the notebook, but a pointer of Git LFS to it: git lfs pull gets it',
  ],
  [
    '{\n<<<<<<< HEAD\n "a": 1\n=======\n "a": 2\n>>>>>>> other\n}\n',
    'not a notebook: it holds the conflict marks of a merge, the first in line 2: settle it, or take one side (git checkout --ours or --theirs)',
  ],
  ['{"cells": [', 'not a notebook: not JSON (the file ends where a value should be, line 1, column 12)'],
  ['{\n "a": 1,\n}', 'not a notebook: not JSON ("}" stands where a key in double quotes should be, line 3, column 1)'],
  ['{"a": "x\ny"}', 'not a notebook: not JSON ("\\n" stands where the rest of a string should be, line 1, column 9)'],
  [
    '{"a": "\\q"}',
    'not a notebook: not JSON ("\\"" stands where a string with valid escapes should be, line 1, column 7)',
  ],
  ['{} {}', 'not a notebook: not JSON ("{" stands where the end of the file should be, line 1, column 4)'],
  ['['.repeat(5000), 'not a notebook: not JSON (nested deeper than 1000 levels)'],
  ['[]', 'not a notebook: JSON, but a list (nbformat wants an object)'],
  ['{"name": "x"}', 'not a notebook: JSON, but "nbformat" is missing (a notebook says 4)'],
  ['{"nbformat": "4"}', 'not a notebook: "nbformat" is text (a notebook says 4)'],
  [
    '{"nbformat": 3, "worksheets": []}',
    'nbformat 3 is too old to read (4 is wanted): open it in Jupyter and save it, which upgrades it',
  ],
  ['{"nbformat": 5, "cells": []}', 'nbformat 5 is not known (4 is wanted): save it as nbformat 4'],
  ['{"nbformat": 4}', 'not a notebook: "cells" is missing (nbformat 4 wants a list)'],
  ['{"nbformat": 4, "cells": {}}', 'not a notebook: "cells" is an object (nbformat 4 wants a list)'],
  [
    '{"nbformat": 4, "nbformat_minor": "5", "cells": []}',
    'not a notebook: "nbformat_minor" is "5" (nbformat 4 wants a number from 0 to 5)',
  ],
  [
    '{"nbformat": 4, "cells": [], "metadata": {"kernelspec": "tslab"}}',
    'not a notebook: "kernelspec" in the metadata is text (nbformat 4 wants an object)',
  ],
  [
    '{"nbformat": 4, "cells": [], "metadata": {"language_info": {"name": 1}}}',
    'not a notebook: the name in "language_info" is a number (nbformat 4 wants text)',
  ],
  ['{"nbformat": 4, "cells": [1]}', 'not a notebook: cell 1 is a number (nbformat 4 wants an object)'],
  ['{"nbformat": 4, "cells": [{}]}', 'not a notebook: "cell_type" of cell 1 is missing'],
  [
    '{"nbformat": 4, "cells": [{"cell_type": "code"}]}',
    'not a notebook: "source" of cell 1 is missing (nbformat 4 wants text)',
  ],
  [
    '{"nbformat": 4, "cells": [{"cell_type": "code", "source": [1]}]}',
    'not a notebook: "source" of cell 1 is a list (nbformat 4 wants text or a list of texts)',
  ],
  [
    '{"nbformat": 4, "cells": [{"cell_type": "code", "source": [], "outputs": [{"output_type": "stream", "name": "stdout"}]}]}',
    'not a notebook: "text" of output 1 of cell 1 is missing',
  ],
  [
    '{"nbformat": 4, "cells": [{"cell_type": "code", "source": [], "outputs": [{"output_type": "display_data"}]}]}',
    'not a notebook: "data" of output 1 of cell 1 is missing (nbformat 4 wants an object)',
  ],
]
for (const [text, message] of bad) {
  test(`${text.slice(0, 60)} → ${message}`, () => {
    try {
      parse(text)
    } catch (error) {
      assert.is((error as Error).name, 'NotebookError')
      assert.is((error as Error).message, message)
      assert.is((error as { path?: string }).path, 'x.ipynb')
      return
    }
    assert.unreachable('read')
  })
}

test('any text → a notebook or a NotebookError of one line', () => {
  const near = fc.constantFrom('{', '}', '[', ']', ',', ':', '"', '\\', 'cells', '"nbformat"', '4', 'null', '-', '1e9')
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(near).map((parts) => parts.join('')),
      ),
      (text) => {
        try {
          parse(text)
        } catch (error) {
          assert.is((error as Error).name, 'NotebookError')
          assert.not.ok((error as Error).message.includes('\n'))
        }
      },
    ),
    { numRuns: 500 },
  )
})

test('a key named __proto__ → data like any other', () => {
  const text = '{"cells":[],"metadata":{"__proto__":{"polluted":true}},"nbformat":4,"nbformat_minor":5}'
  assert.is(formatNotebook(parse(text)), text)
  assert.is(({} as { polluted?: boolean }).polluted, undefined)
})

test('nbformat 4.0 without minor version, metadata, outputs → read', () => {
  const notebook = parse('{"nbformat": 4, "cells": [{"cell_type": "code", "source": "1"}]}')
  const cell = notebook.cells[0] as CodeCell
  assert.is(notebook.nbformat_minor, 0)
  assert.equal([cell.metadata, cell.outputs, cell.execution_count], [{}, [], null])
})

test('tags with - and with _ → the same; nbval comments → tags', () => {
  const cell = (source: string, ...tags: string[]) => small([code(source, { tags })]).cells[0]!
  assert.ok(hasTag(cell('', 'remove_cell'), 'remove-cell'))
  assert.ok(skipsExecution(cell('', 'skip-execution')))
  assert.ok(skipsExecution(cell('1\n  // NBVAL_SKIP')))
  assert.ok(skipsExecution(cell('# NBVAL_SKIP: slow')))
  assert.not.ok(skipsExecution(cell('"// NBVAL_SKIP"')))
  assert.ok(raisesException(cell('//NBVAL_RAISES_EXCEPTION')))
  assert.ok(raisesException(cell('', 'raises_exception')))
  assert.ok(ignoresOutput(cell('// NBVAL_IGNORE_OUTPUT')))
  assert.ok(ignoresOutput(cell('', 'nbval-ignore-output')))
  assert.not.ok(ignoresOutput(cell('// NBVAL_CHECK_OUTPUT', 'nbval-ignore-output')))
  assert.not.ok(ignoresOutput(cell('1')))
  assert.ok(isHidden(small([code('', { jupyter: { outputs_hidden: true } })]).cells[0]!, 'output'))
  assert.ok(skipsExecution(cell('1'), small([], { metadata: { tags: ['skip-execution'] } })))
})

test.run()
