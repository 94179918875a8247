/** Jupyter itself opens and runs the course: nbconvert gives the outputs that are stored, JupyterLab shows them without an error, and saves a lesson as it was. */
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { lostUpdate } from '../../lib/concepts/figures/flow-control.ts'
import { type CodeCell, formatNotebook, isCode, type Notebook, parseNotebook } from '../../lib/notebook/index.ts'
import type { NotebookRun } from '../../lib/run/index.ts'
import { verifyRun } from '../../lib/verify/index.ts'
import { browserTests, withPage } from '../helpers/chromium.ts'
import { drawnFrom, seedFrom } from '../helpers/draws.ts'
import { ackbookIn, hasJupyter, nbconvert, withJupyterLab } from '../helpers/jupyter.ts'
import { Lab } from '../helpers/lab.ts'

const folder = fileURLToPath(new URL('../../notebooks', import.meta.url))
const names = readdirSync(folder).filter((name) => name.endsWith('.ipynb') && name.includes(process.env.ONLY ?? ''))
const read = (path: string) => parseNotebook(readFileSync(path, 'utf8'), path)

function withoutOutputs(path: string): Notebook {
  const notebook = read(path)
  const bare = (cell: Notebook['cells'][number]) =>
    cell.cell_type === 'code' ? { ...cell, outputs: [], execution_count: null } : cell
  return { ...notebook, cells: notebook.cells.map(bare) }
}

/** What another runner left in a notebook, as if it had been our run. */
function runOf(path: string): NotebookRun {
  const cells = read(path).cells.flatMap((cell, index) => {
    if (cell.cell_type !== 'code') return []
    const { outputs, execution_count } = cell as CodeCell
    return [{ index, status: 'ok' as const, outputs, executionCount: execution_count, milliseconds: 0 }]
  })
  return { path, kernel: 'tslab', cells, findings: [], milliseconds: 0 }
}

const jupyter = suite('jupyter')
const able = hasJupyter('jupyter-nbconvert') && hasJupyter('jupyter-lab')
if (!able && !process.env.CI) {
  process.stdout.write('skipped: Jupyter is not on the PATH (nbconvert runs the course; JupyterLab runs the course)\n')
  jupyter.skip('nbconvert and JupyterLab run the course')
  jupyter.run()
} else {
  jupyter('nbconvert executes the course → the outputs that are stored', async () => {
    const out = mkdtempSync(join(tmpdir(), 'ackbook-nbconvert-'))
    try {
      const paths = names.map((name) => join(folder, name))
      const halves = [0, 1].map((half) => paths.filter((_, at) => at % 2 === half))
      await Promise.all(halves.map((half) => (half.length > 0 ? nbconvert(half, out) : undefined)))
      for (const name of names) {
        const { findings } = verifyRun(read(join(folder, name)), runOf(join(out, name)))
        assert.equal(findings, [], name)
      }
    } finally {
      rmSync(out, { recursive: true, force: true })
    }
  })
  const inBrowser = browserTests(jupyter)
  // nbconvert has run all of them: with a page around it, some are enough.
  const seed = seedFrom('LAB_SEED')
  const drawn = drawnFrom(names, 1, seed)
  inBrowser(
    `JupyterLab, Run All of lessons drawn by LAB_SEED=${seed} → every cell done, none in error, pictures shown`,
    async (browser) => {
      // Beside the course, so that the package is found as from there; a copy, without what is stored.
      const copy = mkdtempSync(join(folder, '..', '.build-lab-'))
      for (const name of drawn) writeFileSync(join(copy, name), formatNotebook(withoutOutputs(join(folder, name))))
      try {
        await withJupyterLab(copy, async (url) => {
          const waiting = [...drawn]
          const inOnePage = (lab: Page): Promise<void> => runInTurn(lab, waiting)
          const size = { viewport: { width: 1280, height: 900 } }
          // Each page writes down a workspace of its own.
          await Promise.all(
            [0, 1].map((at) => withPage(browser, url.replace('/lab?', `/lab/workspaces/page-${at}?`), size, inOnePage)),
          )
        })
      } finally {
        rmSync(copy, { recursive: true, force: true })
      }
    },
  )
  // It prints no number that the machine makes: what differs in its file is what JupyterLab changes.
  const still = '2.0.2-flow-control.ipynb'
  inBrowser('a lesson opened, run and saved in JupyterLab → its file, byte for byte', async (browser) => {
    const copy = mkdtempSync(join(folder, '..', '.build-lab-'))
    const file = join(copy, still)
    copyFileSync(join(folder, still), file)
    try {
      await withJupyterLab(copy, (url) =>
        withPage(browser, url, {}, async (page) => {
          const lab = await Lab.in(page)
          await lab.open(still)
          await lab.runAll(read(file).cells.filter((cell) => isCode(cell) && cell.source !== '').length)
          await lab.save()
          const text = (path: string) => readFileSync(path, 'utf8').split('\n')
          const [before, after] = [text(join(folder, still)), text(file)]
          assert.equal(
            after.filter((line) => !before.includes(line)),
            [],
            'lines that JupyterLab adds',
          )
          assert.equal(
            before.filter((line) => !after.includes(line)),
            [],
            'lines that it takes away',
          )
          assert.ok(before.join('\n') === after.join('\n'), 'the same lines, in another order or number')
        }),
      )
    } finally {
      rmSync(copy, { recursive: true, force: true })
    }
  })
  inBrowser(
    'a figure in two layouts in JupyterLab → one picture and no other form of it; saved as we store it',
    (browser) =>
      withFigure(async (copy, name, text) => {
        await withJupyterLab(copy, (url) =>
          withPage(browser, url, {}, async (page) => {
            const lab = await Lab.in(page)
            await lab.open(name)
            await lab.runAll(1)
            assert.equal(await lab.outputs(), { errors: [], pictures: 1, count: 1 })
            const seen = await page.locator('.jp-OutputArea-output').allTextContents()
            if (process.env.SCREENSHOTS) await page.screenshot({ path: join(process.env.SCREENSHOTS, `${name}.png`) })
            assert.equal(
              seen.map((each) => each.trim()),
              [''],
            )
            await lab.save()
            assert.is(readFileSync(join(copy, name), 'utf8'), text)
          }),
        )
      }),
  )
  inBrowser('a verified notebook that is new here → its picture not before ackbook jupyter --trust', (browser) =>
    withFigure(async (copy, name, text) => {
      await ackbookIn(copy, ['verify', name])
      await withJupyterLab(copy, (url) =>
        withPage(browser, url, {}, async (page) => {
          const lab = await Lab.in(page)
          const pictures = page.locator('.jp-OutputArea-output.jp-RenderedSVG')
          await lab.open(name)
          await page.locator('.jp-OutputArea-output.jp-RenderedText').waitFor()
          assert.is(await pictures.count(), 0)
          await lab.close()
          assert.match(
            await ackbookIn(copy, ['jupyter', '--author', '--trust', 'lab', name, '--version']),
            /^1 notebook is trusted$/m,
          )
          await lab.open(name)
          await pictures.waitFor()
          assert.is(readFileSync(join(copy, name), 'utf8'), text)
        }),
      )
    }),
  )
  inBrowser.run()
}

/** A notebook of one figure, alone in a folder beside the course. */
async function withFigure(body: (folder: string, name: string, text: string) => Promise<void>): Promise<void> {
  const copy = mkdtempSync(join(folder, '..', '.build-lab-'))
  const name = 'figure.ipynb'
  const text = formatNotebook(figureNotebook())
  writeFileSync(join(copy, name), text)
  try {
    await body(copy, name, text)
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
}

/** A figure of a lesson, as it is stored. */
function figureNotebook(): Notebook {
  const figure = lostUpdate() as unknown as Record<symbol, () => Record<string, string>>
  const data = figure[Symbol.for('Jupyter.display')]!()
  const metadata = { ackbook: { digest: figure[Symbol.for('ackbook.digest')]!() } }
  const source = "import { lostUpdate } from 'ackbook/concepts/figures/flow-control'\n\nlostUpdate()"
  const cell: CodeCell = {
    cell_type: 'code',
    id: 'figure',
    metadata: {},
    source,
    outputs: [{ output_type: 'display_data', data, metadata }],
    execution_count: 1,
  }
  return { ...read(join(folder, '2.0.2-flow-control.ipynb')), cells: [cell] }
}

/** Opens notebooks in a JupyterLab, one after another, until none is waiting: every cell must run, and none may be in error. */
async function runInTurn(page: Page, waiting: string[]): Promise<void> {
  const lab = await Lab.in(page)
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
    const cells = (read(join(folder, name)).cells.filter(isCode) as CodeCell[]).filter((cell) => cell.source !== '')
    await lab.open(name)
    await lab.runAll(cells.length)
    const shown = await lab.outputs()
    if (process.env.SCREENSHOTS) await page.screenshot({ path: join(process.env.SCREENSHOTS, `${name}.png`) })
    assert.equal(shown.errors, [], name)
    const pictures = cells.flatMap((cell) => cell.outputs).filter((output) => JSON.stringify(output).includes('<svg'))
    assert.is(shown.pictures, pictures.length, `${name}: pictures`)
    await lab.close()
  }
}
