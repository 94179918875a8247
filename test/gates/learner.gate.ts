/** Learner's copies in JupyterLab: nothing answers a question before it is asked to, every choice is answered, all of it runs. */
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { formatNotebook, isCode, type Notebook, parseNotebook, withOutputs } from '../../lib/notebook/index.ts'
import { browserTests, withPage } from '../helpers/chromium.ts'
import { type Prediction, predictionIn } from '../helpers/course.ts'
import { ackbookIn, hasJupyter, withJupyterLab } from '../helpers/jupyter.ts'
import { Lab, type SeenCell } from '../helpers/lab.ts'
import { says } from '../helpers/says.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const course = join(root, 'notebooks')
const fixture = join(root, 'test', 'input', 'learner', 'lesson.ipynb')
/** `LESSON=2.1,3` for others, `LESSON=all`: a minute and a half for the course. */
const asked = (process.env.LESSON ?? '2.0.2,2.1.3').split(',')
const isAsked = (name: string) => asked.includes('all') || asked.includes(name.split('-')[0]!)
const lessons = readdirSync(course).filter((name) => name.endsWith('.ipynb') && isAsked(name))

const learner = suite('learner')
const inBrowser = browserTests(learner)
if (hasJupyter('jupyter-lab') || process.env.CI) {
  inBrowser(
    "learner's copies in JupyterLab → no answer in sight, each choice answered, Run All without an error",
    async (browser) => {
      // Below the repository, so that the package is found as from there.
      const place = mkdtempSync(join(root, '.build-learner-'))
      const folder = join(place, 'notebooks')
      mkdirSync(folder)
      copyFileSync(fixture, join(folder, 'lesson.ipynb'))
      for (const name of lessons) copyFileSync(join(course, name), join(folder, name))
      try {
        await ackbookIn(place, ['learn', folder])
        const copies = join(place, 'learn')
        await withJupyterLab(
          copies,
          (url) =>
            withPage(browser, url, { viewport: { width: 1280, height: 900 } }, async (page) => {
              const lab = await Lab.in(page)
              for (const name of ['lesson.ipynb', ...lessons]) await tryOut(lab, join(copies, name))
            }),
          { drawsAll: true },
        )
      } finally {
        rmSync(place, { recursive: true, force: true })
      }
    },
  )
} else {
  process.stdout.write("skipped: Jupyter is not on the PATH (learner's copies in JupyterLab)\n")
  learner.skip("learner's copies in JupyterLab")
}
inBrowser.run()

async function tryOut(lab: Lab, file: string): Promise<void> {
  const name = basename(file)
  const text = readFileSync(file, 'utf8')
  const copy = parseNotebook(text, name)
  await lab.open(name)
  const cells = await lab.seen()
  assert.is((await lab.outputs()).count, 0, `${name}: outputs before anything ran`)
  const undrawn = cells.filter(({ blocks }, at) => blocks.length === 0 && copy.cells[at]!.source.trim() !== '')
  assert.equal(undrawn, [], `${name}: cells that are not drawn`)
  const told = cells
    .filter(({ blocks }) => /\bassert\b/.test(textOf(blocks)))
    .map(({ id }) => `${id} shows what is asserted`)
  for (const [at, cell] of copy.cells.entries()) {
    const prediction = predictionIn(cell)
    if (prediction) told.push(...spoilers(prediction, cells[at]!.id, sectionAround(cells, copy, at)))
  }
  assert.equal(told, [], name)
  for (const [at, cell] of copy.cells.entries()) {
    const prediction = predictionIn(cell)
    if (prediction) await chooseEach(lab, at, prediction, `${name}: ${cells[at]!.id}`)
  }
  await lab.runAll(copy.cells.filter((cell) => isCode(cell) && cell.source !== '').length)
  assert.equal((await lab.outputs()).errors, [], name)
  if (process.env.SCREENSHOTS) await lab.page.screenshot({ path: join(process.env.SCREENSHOTS, `learner-${name}.png`) })
  await lab.save()
  const saved = parseNotebook(readFileSync(file, 'utf8'), name)
  const unrun = saved.cells.map((_, index) => ({ index, outputs: [], executionCount: null }))
  assert.ok(formatNotebook(withOutputs(saved, unrun)) === text, `${name}: saved, it has more in it than outputs`)
  await lab.close()
}

function spoilers({ keys = [] }: Prediction, id: string, inSight: { id: string; text: string }[]): string[] {
  if (keys.length === 0) return [`${id} has no keys`]
  return keys.flatMap((key) =>
    inSight.filter(({ text }) => says(text, key)).map((where) => `${id}: "${key}" stands in ${where.id}`),
  )
}

/** A choice is a fold: what is said of it is not in sight before it is opened, and then it is. */
async function chooseEach(lab: Lab, at: number, { choices }: Prediction, name: string): Promise<void> {
  const folds = lab.page
    .locator('.jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell')
    .nth(at)
    .locator('.jp-MarkdownOutput details')
  assert.is(await folds.count(), choices.length, name)
  for (const [choice, { why = '', right }] of choices.entries()) {
    const fold = folds.nth(choice)
    const verdict = right ? 'Right.' : 'Not this one.'
    assert.not.match(await fold.innerText(), verdict, name)
    await fold.locator('summary').click()
    const said = await fold.innerText()
    assert.match(said, verdict, name)
    const words = (text: string) =>
      text
        .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
        .replace(/\W+/g, ' ')
        .trim()
    assert.match(words(said), words(why), name)
  }
}

const textOf = (blocks: SeenCell['blocks']) => blocks.map(({ text }) => text).join('\n')

/** What is in sight from the heading above a question on, to the heading below it or the next question: both choices' cells aside. */
function sectionAround(cells: SeenCell[], { cells: own }: Notebook, question: number): { id: string; text: string }[] {
  const isHeading = ({ level }: { level: number }) => level >= 1 && level <= 3
  const above: { id: string; text: string }[] = []
  for (let at = question - 1; at >= 0; at -= 1) {
    const { id, blocks } = cells[at]!
    const from = blocks.findLastIndex(isHeading)
    if (!predictionIn(own[at]!)) above.unshift({ id, text: textOf(blocks.slice(Math.max(0, from))) })
    if (from >= 0) break
  }
  const below: { id: string; text: string }[] = []
  for (let at = question + 1; at < cells.length && !predictionIn(own[at]!); at += 1) {
    const { id, blocks } = cells[at]!
    const to = blocks.findIndex(isHeading)
    below.push({ id, text: textOf(to < 0 ? blocks : blocks.slice(0, to + 1)) })
    if (to >= 0) break
  }
  return [...above, ...below]
}
