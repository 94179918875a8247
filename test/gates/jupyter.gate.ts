/** Jupyter itself opens and runs the course: nbconvert gives the outputs that are stored, JupyterLab shows them without an error. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type CodeCell, formatNotebook, type Notebook, parseNotebook } from '../../lib/notebook/index.ts'
import type { NotebookRun } from '../../lib/run/index.ts'
import { verifyRun } from '../../lib/verify/index.ts'
import { browserTests, withPage } from '../helpers/chromium.ts'
import { hasJupyter, nbconvert, withJupyterLab } from '../helpers/jupyter.ts'

/** Milliseconds after which what has not come will not. */
const HANGS = 180_000
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
  inBrowser('JupyterLab, Run All → every cell done, none in error, pictures shown', async (browser) => {
    // Beside the course, so that the package is found as from there; a copy, without what is stored.
    const copy = mkdtempSync(join(folder, '..', '.build-lab-'))
    for (const name of names) writeFileSync(join(copy, name), formatNotebook(withoutOutputs(join(folder, name))))
    try {
      await withJupyterLab(copy, async (url) => {
        const waiting = [...names]
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
  })
  inBrowser.run()
}

/** Opens notebooks in a JupyterLab, one after another, until none is waiting. */
async function runInTurn(lab: Page, waiting: string[]): Promise<void> {
  await lab.waitForFunction(() => 'jupyterapp' in window, undefined, { timeout: HANGS })
  await lab.evaluate(() => (window as unknown as LabWindow).jupyterapp.restored)
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
    // Its widget is nothing that could be handed over.
    await lab.evaluate(async (path) => {
      await (window as unknown as LabWindow).jupyterapp.commands.execute('docmanager:open', { path })
    }, name)
    await runAll(lab, name)
    await lab.evaluate(endNotebook)
  }
}

/** "Run All" in an open notebook; waits for the last cell; every cell must have run, and none may be in error. */
async function runAll(page: Page, name: string): Promise<void> {
  const count = read(join(folder, name)).cells.filter((cell) => cell.cell_type === 'code' && cell.source !== '').length
  await page.waitForFunction(isIdle, name, { timeout: HANGS })
  await page.click('.lm-MenuBar-itemLabel:text-is("Run")')
  await page.click('.lm-Menu-itemLabel:text-is("Run All Cells")')
  // Cells outside the view are drawn only when scrolled to, so the end is read from the model.
  await page.waitForFunction(executed, count, { timeout: HANGS, polling: 200 }).catch(async (cause) => {
    const done = await page.evaluate(outputs)
    throw new Error(`${name}: not all of ${count} cells ran; in error: ${done.errors.join(', ') || 'none'}`, { cause })
  })
  const shown = await page.evaluate(outputs)
  if (process.env.SCREENSHOTS) await page.screenshot({ path: join(process.env.SCREENSHOTS, `${name}.png`) })
  assert.equal(shown.errors, [], name)
  assert.is(shown.pictures, picturesOf(name), `${name}: pictures`)
}

interface LabWindow {
  jupyterapp: {
    restored: Promise<void>
    commands: { execute(id: string, args: { path: string }): Promise<unknown> }
    shell: { currentWidget: LabNotebook }
  }
}

interface LabNotebook {
  content: {
    model: { cells: Iterable<{ type: string; executionCount: number | null; outputs: LabOutputs; id: string }> }
  }
  context: { path: string }
  sessionContext: { kernelDisplayName: string; kernelDisplayStatus: string; shutdown(): Promise<void> }
  /** Without asking whether to save. */
  dispose(): void
}

interface LabOutputs {
  toJSON(): { output_type: string }[]
}

function isIdle(name: string): boolean {
  const notebook = (window as unknown as LabWindow).jupyterapp.shell.currentWidget as LabNotebook | null
  if (notebook?.context?.path !== name) return false
  const { kernelDisplayName, kernelDisplayStatus } = notebook.sessionContext
  return /tslab|TypeScript/i.test(kernelDisplayName) && kernelDisplayStatus === 'idle'
}

async function endNotebook(): Promise<void> {
  const notebook = (window as unknown as LabWindow).jupyterapp.shell.currentWidget
  await notebook.sessionContext.shutdown()
  notebook.dispose()
}

function executed(count: number): boolean {
  const { model } = (window as unknown as LabWindow).jupyterapp.shell.currentWidget.content
  return [...model.cells].filter((cell) => cell.type === 'code' && cell.executionCount !== null).length === count
}

function outputs(): { errors: string[]; pictures: number } {
  const { model } = (window as unknown as LabWindow).jupyterapp.shell.currentWidget.content
  const code = [...model.cells].filter((cell) => cell.type === 'code')
  return {
    errors: code
      .filter((cell) => /"stderr"|"output_type":"error"/.test(JSON.stringify(cell.outputs.toJSON())))
      .map((cell) => cell.id),
    pictures: code.flatMap((cell) => cell.outputs.toJSON()).filter((output) => JSON.stringify(output).includes('<svg'))
      .length,
  }
}

function picturesOf(name: string): number {
  const code = read(join(folder, name)).cells.filter((cell) => cell.cell_type === 'code') as CodeCell[]
  return code.flatMap((cell) => cell.outputs).filter((output) => JSON.stringify(output).includes('<svg')).length
}
