import { pathToFileURL } from 'node:url'
import type { Page } from 'playwright-core'
import * as assert from 'uvu/assert'
import { renderLesson } from '../../lib/lesson/index.ts'
import type { Cell } from '../../lib/notebook/index.ts'
import { browserTests, withPage } from '../helpers/chromium.ts'
import { withFolder } from '../helpers/folder.ts'
import { hostileSnippets } from '../helpers/hostile.ts'
import { code, display, notebook, prose } from '../helpers/pages.ts'

/** Where a notebook may hold markup, and what a page makes of that place. */
const places: Record<string, (markup: string) => Cell> = {
  'an HTML output': (markup) => code('x', [display({ 'text/html': markup })]),
  'an SVG output': (markup) => code('x', [display({ 'image/svg+xml': markup })]),
  'a Markdown output': (markup) => code('x', [display({ 'text/markdown': markup })]),
  'a raw cell': (markup) => ({ cell_type: 'raw', metadata: { format: 'text/html' }, source: markup }),
  'a block of Markdown': (markup) => prose(markup),
  'a line of Markdown': (markup) => prose(`before ${line(markup)} after`),
  'a heading': (markup) => prose(`## ${line(markup)}`),
  'a table': (markup) => prose(`| a | b |\n|--|--|\n| ${line(markup).replaceAll('|', '\\|')} | c |`),
  'a box of GitHub': (markup) => prose(`> [!NOTE] ${line(markup)}\n> ${line(markup)}`),
  'a box of MyST': (markup) =>
    prose(`\`\`\`{admonition} ${line(markup).replaceAll('`', '')}\n:class: dropdown\n${markup}\n\`\`\``),
  'a box of Quarto': (markup) =>
    prose(`::: {.callout-tip title="${line(markup).replaceAll('"', "'")}"}\n${markup}\n:::`),
  'a box of Jupyter': (markup) => prose(`<div class="alert alert-info" style="color:red">${markup}</div>`),
  'a figure of MyST': (markup) =>
    prose(`\`\`\`{figure} ${line(markup).replaceAll('`', '')}\n:alt: ${line(markup)}\n${markup}\n\`\`\``),
  'a role': (markup) =>
    prose(`{abbr}\`x (${line(markup).replaceAll('`', '')})\` {ref}\`${line(markup).replaceAll('`', '')}\``),
  'a label': (markup) =>
    prose(`(${line(markup).replace(/[()]/g, '')})=\n## x {#${line(markup).replace(/[\s{}]/g, '')}}`),
  'a chunk of HTML': (markup) => prose(`\`\`\`{=html}\n${markup}\n\`\`\``),
  'words in a figure': (markup) =>
    code('x', [display({ 'text/html': `<svg><foreignObject>${markup}</foreignObject><path d="M0 0h9"/></svg>` })]),
  'a cell of a table with colours': (markup) =>
    code('x', [
      display({
        'text/html': `<table><tr><td style="background:red" bgcolor="${line(markup).replaceAll('"', "'")}">${markup}</table>`,
      }),
    ]),
  'a style': (markup) =>
    code('x', [
      display({
        'text/html': `<p style="${markup.replaceAll('"', "'")}">x</p><font color="${markup.replaceAll('"', "'")}">x</font>`,
      }),
    ]),
  'a magic': (markup) => code(`%%html\n${markup}`),
}

function line(markup: string): string {
  return markup.replace(/\s*\n\s*/g, ' ')
}

/** The page without what would stop a script or a request that the sanitiser let through. */
function unguarded(cells: readonly Cell[]): string {
  const python = { kernelspec: { name: 'python3', display_name: 'Python 3', language: 'python' } }
  const { html } = renderLesson(notebook(cells, python), { name: 'hostile', links: [] })
  const bare = html.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>\n/, '')
  assert.ok(bare.length < html.length)
  return bare
}

/** What of the page lies over the rest of it. */
const overlays = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('main *')].flatMap((element) =>
      ['fixed', 'absolute', 'sticky'].includes(getComputedStyle(element).position) &&
      !element.matches('.count, .permalink, button.copy, math *, .formula *')
        ? [element.outerHTML.slice(0, 200)]
        : [],
    ),
  )

const test = browserTests()
const snippets = Object.entries(hostileSnippets)

for (const [place, cellOf] of Object.entries(places)) {
  test(`${snippets.length} payloads in ${place}, the page's policy taken away → nothing runs, loads, leaves or covers`, async (browser) => {
    const cells = snippets.map(([, markup]) => cellOf(markup))
    const front = prose(
      `---\ntitle: ${JSON.stringify(
        snippets
          .map(([, markup]) => line(markup))
          .join(' ')
          .slice(0, 15_000),
      )}\n---`,
    )
    await withFolder({ 'hostile.html': unguarded([front, ...cells]) }, async (folder) => {
      const url = pathToFileURL(`${folder}/hostile.html`).href
      await withPage(browser, url, {}, async (page, noise) => {
        let dialogs = 0
        page.on('dialog', (dialog) => {
          dialogs += 1
          void dialog.dismiss().catch(() => {})
        })
        await page.reload()
        await page.evaluate(() => {
          for (const box of document.querySelectorAll('details')) box.open = true
          for (const element of document.querySelectorAll('main *')) {
            for (const kind of ['mouseover', 'focus', 'load', 'error', 'click'])
              if (kind !== 'click' || !element.closest('a, summary, button')) element.dispatchEvent(new Event(kind))
          }
        })
        await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
        assert.is(dialogs, 0)
        assert.equal(noise, { requests: [], complaints: [] })
        assert.is(page.url(), url)
        assert.equal(await overlays(page), [])
        // What a payload left open would hold what follows it.
        assert.ok(await page.evaluate(() => document.querySelector('footer')?.parentElement === document.body))
      })
    })
  })
}

test('the same payloads as they are → the browser sees what they try', async (browser) => {
  // A page that goes elsewhere shows nothing of the others.
  const staying = snippets.filter(([name]) => name !== 'a refresh').map(([, markup]) => markup)
  await withFolder({ 'hostile.html': `<body>${staying.join('\n')}` }, async (folder) => {
    await withPage(browser, pathToFileURL(`${folder}/hostile.html`).href, {}, async (page, noise) => {
      let dialogs = 0
      page.on('dialog', (dialog) => {
        dialogs += 1
        void dialog.dismiss().catch(() => {})
      })
      await page.reload({ waitUntil: 'domcontentloaded' })
      assert.ok(dialogs > 0)
      assert.ok(noise.requests.length > 0)
    })
  })
})

test.run()
