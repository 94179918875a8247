import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { believed, leftVerdict, Verdicts } from '../../lib/cache/index.ts'
import type { Cell, CellMetadata, CodeCell, Notebook } from '../../lib/notebook/index.ts'
import { verifyRun } from '../../lib/verify/index.ts'
import { withFolder } from '../helpers/folder.ts'

const test = suite('verdicts that are left')

const code = (source: string, text = source): CodeCell => ({
  ...{ cell_type: 'code', metadata: {}, source, execution_count: 1 },
  outputs: [{ output_type: 'stream', name: 'stdout', text }],
})
const prose = (source: string): Cell => ({ cell_type: 'markdown', metadata: {}, source })
const notebookOf = (...cells: Cell[]): Notebook => ({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells })
const whole = notebookOf(prose('# T'), code('a'), code('b'), code('c'))

const circumstances = { date: '2026-11-30', kernel: 'k', versions: [{ name: 'Node', version: '26.1.0' }] }

/** What is left of it when each cell but those gave what is stored. */
function leftOf(notebook: Notebook, differing: readonly number[] = []) {
  const cells = notebook.cells.flatMap((cell, index) =>
    cell.cell_type === 'code'
      ? [
          {
            ...{ index, status: 'ok' as const, executionCount: 1, milliseconds: 1 },
            outputs: differing.includes(index)
              ? [{ output_type: 'stream', name: 'stdout', text: 'other' }]
              : (cell as CodeCell).outputs,
          },
        ]
      : [],
  )
  const run = { path: 'a.ipynb', kernel: 'k', cells, findings: [], milliseconds: 1 }
  return leftVerdict(notebook, run, verifyRun(notebook, run), circumstances)
}

test('the same notebook → all of it, with its circumstances', () => {
  assert.equal(believed(leftOf(whole), whole), {
    ...circumstances,
    ...{ verdict: 'verified', cells: 3, findings: [], changed: [] },
    outputs: [1, 2, 3].map((cell) => ({ cell, outputs: [{ verdict: 'verified' }] })),
  })
})

const changes: [what: string, now: Notebook, known: number[], changed: number[]][] = [
  ['text before the code', notebookOf(prose('# Other'), prose('more'), ...whole.cells.slice(1)), [2, 3, 4], []],
  ['the code of the second cell', notebookOf(prose('# T'), code('a'), code('x', 'b'), code('c')), [1], [2, 3]],
  ['the output of the second cell', notebookOf(prose('# T'), code('a'), code('b', 'x'), code('c')), [1, 3], [2]],
  ['a cell more at the end', notebookOf(...whole.cells, code('d')), [1, 2, 3], [4]],
  ['a cell less', notebookOf(prose('# T'), code('a'), code('c')), [1], [2]],
  ['two cells in another order', notebookOf(prose('# T'), code('a'), code('c'), code('b')), [1], [2, 3]],
  ['an empty cell', notebookOf(prose('# T'), code('', ''), code('a'), code('b'), code('c')), [2, 3, 4], []],
]
for (const [what, now, known, changed] of changes) {
  test(`another by now: ${what} → believed of cells ${known.join(', ')}`, () => {
    const found = believed(leftOf(whole), now)!
    assert.equal([found.outputs.map(({ cell }) => cell), found.changed, found.cells], [known, changed, known.length])
  })
}

const metadata: [what: string, ofNotebook: Notebook['metadata'], ofCell: CellMetadata, holds: boolean][] = [
  ['how it is shown', { ackbook: { summary: 's', lang: 'de' } }, { ackbook: { summary: 's' }, collapsed: true }, true],
  ['another kernel', { kernelspec: { name: 'other', display_name: 'o' } }, {}, false],
  ['what may differ, in the notebook', { ackbook: { normalise: ['port'] } }, {}, false],
  ['what may differ, in the first cell', {}, { ackbook: { ignore: ['stdout'] } }, false],
  ['a tag', {}, { tags: ['skip-execution'] }, false],
]
for (const [what, ofNotebook, ofCell, holds] of metadata) {
  test(`other metadata: ${what} → ${holds ? 'believed' : 'nothing is'}`, () => {
    const cells = whole.cells.map((cell, at) => (at === 1 ? { ...cell, metadata: ofCell } : cell))
    const found = believed(leftOf(whole), { ...whole, metadata: ofNotebook, cells })
    assert.is(found?.changed.length === 0, holds)
  })
}

test('a finding → told where its cell stands now; gone when that is another', () => {
  const left = leftOf(whole, [2])
  assert.is(left.verdict, 'differs')
  const later = believed(left, notebookOf(prose('more'), ...whole.cells))!
  assert.equal([later.verdict, later.findings.map(({ cell }) => cell)], ['differs', [3]])
  const mended = believed(left, notebookOf(prose('# T'), code('a'), code('b', 'other'), code('c')))!
  assert.equal([mended.findings, mended.changed], [[], [2]])
})

const read = async () => whole

interface Place {
  project: string
  path: string
  kept: string
  verdicts: Verdicts
  /** The file in which the verdict stands. */
  file(): string
}

function withProject(body: (place: Place) => Promise<void>): Promise<void> {
  return withFolder({ 'project/package.json': '{}', 'project/n/a.ipynb': '' }, async (folder) => {
    const [project, kept] = [join(folder, 'project'), join(folder, 'kept')]
    const below = join(project, '.ackbook', 'verdicts')
    const file = () => join(below, readdirSync(below)[0]!)
    await body({ project, kept, path: join(project, 'n', 'a.ipynb'), verdicts: new Verdicts(kept), file })
  })
}

test('left → found by another process, below the top of the project, which git passes over; also when the project is moved', () =>
  withProject(async ({ project, path, kept, verdicts, file }) => {
    assert.is((await verdicts.look(path, read)).status, 'unknown')
    await verdicts.leave(path, leftOf(whole))
    assert.is(readFileSync(join(project, '.ackbook', '.gitignore'), 'utf8'), '*\n')
    assert.ok(existsSync(file()))
    assert.is((await new Verdicts(kept).look(path, read)).status, 'known')
    renameSync(project, `${project}-moved`)
    const moved = path.replace(project, `${project}-moved`)
    assert.is((await new Verdicts(kept).look(moved, read)).status, 'known')
  }))

test('changed by hand, cut, no file → not believed, and said so', () =>
  withProject(async ({ path, verdicts, file }) => {
    await verdicts.leave(path, leftOf(whole, [2]))
    const text = readFileSync(file(), 'utf8')
    for (const wrong of [text.replace('"differs"', '"verified"'), text.slice(0, -9), '', '{}\n{}']) {
      assert.is.not(wrong, text)
      writeFileSync(file(), wrong)
      assert.is((await verdicts.look(path, read)).status, 'damaged')
    }
    await verdicts.leave(path, leftOf(whole))
    assert.is((await verdicts.look(path, read)).status, 'known')
  }))

test('brought from elsewhere, or of another notebook → not believed', () =>
  withProject(async ({ project, path, verdicts, file }) => {
    const foreign = new Verdicts(join(project, 'elsewhere'))
    await foreign.leave(path, leftOf(whole))
    assert.is((await verdicts.look(path, read)).status, 'damaged')
    await verdicts.leave(path, leftOf(whole))
    const other = join(project, 'n', 'b.ipynb')
    const before = file()
    await verdicts.leave(other, leftOf(notebookOf(code('z'))))
    const names = readdirSync(join(project, '.ackbook', 'verdicts')).map((name) =>
      join(project, '.ackbook', 'verdicts', name),
    )
    cpSync(before, names.find((name) => name !== before)!)
    assert.is((await verdicts.look(other, read)).status, 'damaged')
  }))

test('forgotten → unknown; what was never left can be forgotten', () =>
  withProject(async ({ path, verdicts }) => {
    verdicts.forget(path)
    await verdicts.leave(path, leftOf(whole))
    verdicts.forget(path)
    assert.is((await verdicts.look(path, read)).status, 'unknown')
  }))

test('a folder for it, or a file in it, that is a link out of the project → FileError, nothing written there', () =>
  withProject(async ({ project, path, verdicts, file }) => {
    const outside = `${project}-outside`
    mkdirSync(outside)
    const refusal = () => verdicts.leave(path, leftOf(whole)).then(String, String)
    await verdicts.leave(path, leftOf(whole))
    const place = file()
    rmSync(place)
    writeFileSync(join(outside, 'mine'), 'mine')
    symlinkSync(join(outside, 'mine'), place)
    assert.match(await refusal(), /leads out of the folder/)
    rmSync(join(project, '.ackbook'), { recursive: true })
    symlinkSync(outside, join(project, '.ackbook'))
    assert.match(await refusal(), /leads out of the folder/)
    assert.equal([readdirSync(outside), readFileSync(join(outside, 'mine'), 'utf8')], [['mine'], 'mine'])
  }))

test.run()
