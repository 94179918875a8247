/** What becomes of a figure of a lesson in a cell: the kernel knows nothing of figures but what they say of themselves. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inspect } from 'node:util'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { lostUpdate } from '../../../lib/concepts/figures/flow-control.ts'
import { NARROW, NARROW_TYPE, WIDE } from '../../../lib/draw/index.ts'
import { besideWide } from '../../../lib/draw/second-layout.ts'
import { Compiler } from '../../../lib/kernel/inside/compiler.ts'
import { Interpreter } from '../../../lib/kernel/inside/interpreter.ts'
import { bundledTslab } from '../../../lib/kernel/tslab.ts'
import { renderLesson } from '../../../lib/lesson/index.ts'
import { type CellMetadata, type MimeBundle, narrowSvg, settingsProblem } from '../../../lib/notebook/index.ts'
import { code, display, notebook } from '../../helpers/pages.ts'

const notebooks = fileURLToPath(new URL('../../../notebooks', import.meta.url))
const tslab = join(bundledTslab(), '..', '..')

const documentation = readFileSync(join(notebooks, '..', 'docs', 'pages.md'), 'utf8')

function fencesOf(language: string): string[] {
  return [...documentation.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(
    ([, text]) => text!,
  )
}

/** What a notebook of these cells shows and prints. */
async function run(cells: readonly string[]): Promise<{ shown: unknown[]; printed: string[] }> {
  const compiler = new Compiler(tslab)
  compiler.folder = notebooks
  const shown: unknown[] = []
  const printed: string[] = []
  const log = console.log
  console.log = (...values: unknown[]) => void printed.push(values.map((value) => inspect(value)).join(' '))
  try {
    const interpreter = new Interpreter(compiler, false, {}, ({ data }) => shown.push(data))
    for (const [at, cell] of cells.entries()) {
      const failure = await interpreter.execute(cell, `In[${at + 1}]`)
      assert.is(failure?.content.evalue, undefined, cell)
    }
  } finally {
    console.log = log
  }
  return { shown, printed }
}

const { sentence, table, svg } = lostUpdate()
const text = `${sentence}\n\n${table}`
const bundle = { 'image/svg+xml': svg(WIDE), [NARROW_TYPE]: besideWide(svg(NARROW), svg(WIDE)), 'text/plain': text }
const imported = "import { lostUpdate } from 'ackbook/concepts/figures/flow-control'"

test('a figure as a last expression, called, named or awaited → both layouts and its words, each a text', async () => {
  const cells = [
    `${imported}\nlostUpdate()`,
    'const figure = lostUpdate({})\nfigure',
    'const later = async () => lostUpdate()\nawait later()',
    'lostUpdate() satisfies { table: string, sentence: string }',
  ]
  const { shown, printed } = await run(cells)
  assert.equal(
    shown,
    cells.map(() => bundle),
  )
  assert.equal(printed, [])
})

test('a figure that is printed, alone or inside another value → its sentence and its table', async () => {
  const { shown, printed } = await run([`${imported}\nconsole.log(lostUpdate())`, 'console.log([lostUpdate()])'])
  assert.equal(shown, [])
  assert.is(printed[0], text)
  for (const line of text.split('\n')) assert.ok(printed[1]!.includes(line), line)
})

test('the data of a figure → what the cells after it go on with', async () => {
  const { printed } = await run([
    `${imported}\nconst { data } = lostUpdate()`,
    'console.log(data.trace.events.length > 3)',
  ])
  assert.equal(printed, ['true'])
})

test('the example in the documentation → a picture in two layouts on its page, with its words, nothing left out', async () => {
  const [example] = fencesOf('ts')
  const { shown } = await run([example!])
  const { html, omissions } = renderLesson(
    notebook([code(example!, [display(shown[0] as MimeBundle)], { ackbook: { lead: 'page' } })]),
    { name: 'x', links: [] },
  )
  assert.match(html, '<div class="lead"')
  assert.match(html, '<div class="figure two w680-n340">')
  assert.match(html, '.w680-n340{--width:680px;--narrow:340px}')
  assert.match(html, '<p>The second run took longest, 9 s.</p>')
  assert.equal(omissions, [])
})

test('the metadata in the documentation → what the schema takes', () => {
  const examples = fencesOf('json').map((text) => JSON.parse(text))
  // One is of a config, one of a package's manifest; a list is of parameters.
  const ofCells = examples.filter((each) => !('title' in each) && !each.ackbook?.rooms)
  assert.equal([examples.length, ofCells.length], [5, 4])
  for (const each of ofCells) {
    const metadata: CellMetadata = Array.isArray(each)
      ? { ackbook: { live: { module: './a.ts', export: 'a', parameters: each } } }
      : each
    assert.is(settingsProblem(notebook([code('x', [], metadata)])), undefined)
  }
})

test('the type of the narrow layout → the same to those who draw and to those who store', () => {
  assert.is(narrowSvg, NARROW_TYPE)
})

test.run()
