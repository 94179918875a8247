/**
 * Our kernel before others' clients: jupyter_kernel_test finds its answers to be the protocol's, nbmake and nbval judge its
 * notebooks right, and JupyterLab shows what failed in red and what was not run as not run.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import type { Page } from 'playwright-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { tslabKernelJson } from '../../lib/kernel/index.ts'
import { formatNotebook } from '../../lib/notebook/index.ts'
import { browserTests, withPage } from '../helpers/chromium.ts'
import { hasJupyter, withJupyterLab } from '../helpers/jupyter.ts'
import { codeNotebook } from '../helpers/runs.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const suiteFile = fileURLToPath(new URL('../helpers/kernel_protocol.py', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'ackbook-protocol-'))
mkdirSync(join(folder, 'kernels', 'tslab'), { recursive: true })
writeFileSync(join(folder, 'kernels', 'tslab', 'kernel.json'), JSON.stringify(tslabKernelJson()))

const protocol = suite('protocol')
protocol.after(() => rmSync(folder, { recursive: true }))

const bin = (process.env.PATH ?? '').split(delimiter).find((each) => existsSync(join(each, 'jupyter-nbconvert'))) ?? ''
const python = (...args: string[]) =>
  execa(join(bin, 'python'), args, {
    ...{ cwd: folder, all: true, reject: false, stdin: 'ignore', timeout: 300_000 },
    env: { JUPYTER_PATH: folder, PYTHONDONTWRITEBYTECODE: '1' },
  })

/** A test that needs some package of Python's; without it, it is skipped by name, and fails in CI. */
async function withPython(name: string, packages: string[], body: () => Promise<void>): Promise<void> {
  const missing = bin === '' || (await python('-c', `import ${packages.join(', ')}`)).exitCode !== 0
  if (!missing || process.env.CI) protocol(name, body)
  else {
    process.stdout.write(`skipped, ${packages.join(' and ')} is not there: ${name}\n`)
    protocol.skip(name)
  }
}

await withPython('jupyter_kernel_test → nothing to find fault with', ['jupyter_kernel_test'], async () => {
  const { exitCode, all } = await python(suiteFile)
  assert.is(exitCode, 0, all)
  // What tslab's language has not: a pager, clear_output, and results that are no text on stdout (history asks for those).
  assert.match(all, /Ran 12 tests.*OK \(skipped=4\)/s)
})

const judged: [name: string, cells: string[], isGood: boolean][] = [
  ['good', ["console.log('x')", '1 + 1'], true],
  ['throws', ["console.log('x')", "throw new Error('no')", '3'], false],
  ['does not compile', ["const x: number = 'a'"], false],
  ['a rejection is lost', ["void Promise.reject(new Error('lost'))"], false],
]
await withPython('nbmake and nbval → pass what is good, fail what failed', ['nbmake', 'nbval'], async () => {
  for (const [name, sources, isGood] of judged) {
    const file = join(folder, `${name}.ipynb`)
    writeFileSync(file, formatNotebook(codeNotebook(sources)))
    for (const flag of ['--nbmake', '--nbval-lax']) {
      const { exitCode, all } = await python('-m', 'pytest', '-p', 'no:cacheprovider', flag, file)
      assert.is(exitCode, isGood ? 0 : 1, `${flag} ${name}: ${all}`)
    }
  }
})

const able = hasJupyter('jupyter-lab')
const inBrowser = browserTests(protocol)
if (able || process.env.CI) {
  inBrowser(
    'JupyterLab, Run All, the first cell fails → red; the others as not run; each runs when it is asked to',
    async (browser) => {
      const copy = mkdtempSync(join(root, '.build-lab-'))
      writeFileSync(
        join(copy, 'stops.ipynb'),
        formatNotebook(
          codeNotebook(["console.log('x')\nthrow new Error('stop')", "console.log('a')", "console.log('b')"]),
        ),
      )
      try {
        await withJupyterLab(copy, async (url) => {
          const page = url.replace('/lab?', '/lab/tree/stops.ipynb?reset&')
          await withPage(browser, page, { viewport: { width: 1280, height: 900 } }, stopsAtTheFirst)
        })
      } finally {
        rmSync(copy, { recursive: true, force: true })
      }
    },
  )
}
inBrowser.run()

async function stopsAtTheFirst(page: Page): Promise<void> {
  await page.waitForSelector('.jp-Notebook .jp-CodeCell', { state: 'attached', timeout: 60_000 })
  await page.waitForFunction(() => /tslab.*Idle/.test(document.querySelector('#jp-main-statusbar')?.textContent ?? ''))
  await page.click('.lm-MenuBar-itemLabel:text-is("Run")')
  await page.click('.lm-Menu-itemLabel:text-is("Run All Cells")')
  await page.waitForSelector(
    '.jp-RenderedText[data-mime-type="application/vnd.jupyter.stderr"], .jp-OutputArea-output',
    {
      timeout: 60_000,
    },
  )
  await page.waitForFunction(() => !document.body.textContent?.includes('[*]'))
  assert.equal(await prompts(page), ['[1]:', '[ ]:', '[ ]:'])
  assert.match((await page.textContent('.jp-CodeCell:first-child .jp-OutputArea')) ?? '', /Error: stop/)
  assert.equal(await page.evaluate(outputTypes), [['stream', 'error'], [], []])
  // At once: no rest after the error swallows it.
  await page.locator('.jp-CodeCell').nth(1).locator('.cm-content').click()
  await page.keyboard.press('Control+Enter')
  await page.waitForFunction(() => document.querySelectorAll('.jp-InputPrompt')[1]?.textContent === '[2]:')
  assert.equal(await prompts(page), ['[1]:', '[2]:', '[ ]:'])
}

function prompts(page: Page): Promise<(string | null)[]> {
  return page.$$eval('.jp-CodeCell .jp-InputPrompt', (all) => all.map(({ textContent }) => textContent))
}

interface LabWindow {
  jupyterapp: {
    shell: {
      currentWidget: { content: { model: { cells: Iterable<{ outputs: { toJSON(): { output_type: string }[] } }> } } }
    }
  }
}

function outputTypes(): string[][] {
  const { model } = (window as unknown as LabWindow).jupyterapp.shell.currentWidget.content
  return [...model.cells].map(({ outputs }) => outputs.toJSON().map(({ output_type }) => output_type))
}
