/**
 * From a saved Markdown cell to its page: `ackbook serve` of the course. Milliseconds from the moment at which the notebook's file is
 * written until an open page is told and has the new words, and until a browser shows them.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { chromium } from 'playwright-core'
import { root } from '../worktree.ts'
import { copyCourse } from './course-copy.ts'
import { treeSeconds } from './processes.ts'
import { brief, row } from './report.ts'
import { median } from './statistics.ts'

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'
/** How often a cell is saved; the first times are not counted. */
const SAVES = { first: 4, counted: brief ? 5 : 20 }
/** The lightest lesson, and the heaviest. */
const lessons = ['2.1-client-and-server', '3-summary']

const folder = await mkdtemp(join(tmpdir(), 'ackbook-bench-serve-'))
await copyCourse(folder)
const server = execa(process.execPath, [join(root, 'lib', 'ackbook.js'), 'serve'], { cwd: folder, reject: false })
try {
  const address = await addressOf(server.stdout)
  console.log('A Markdown cell of the course is saved')
  for (const lesson of lessons) await overHttp(lesson, address)
  if (existsSync(executablePath)) for (const lesson of lessons) await inBrowser(lesson, address)
} finally {
  server.kill('SIGINT')
  await server
  await rm(folder, { recursive: true, force: true })
}

/** As a page listens, without a browser. */
async function overHttp(lesson: string, address: string): Promise<void> {
  const page = `${address}${lesson}.html`
  await measure(`${lesson}: there`, lesson, async (save) => {
    const [, events, name, version] = /data-events="\/(.*?)" data-page="(.*?)" data-version="(.*?)"/.exec(
      await (await fetch(page)).text(),
    )!
    const ends = new AbortController()
    const query = new URLSearchParams({ page: name!, version: version! })
    const { body } = await fetch(`${address}${events}?${query}`, { signal: ends.signal })
    const words = save()
    let told = ''
    for await (const piece of body!.pipeThrough(new TextDecoderStream())) {
      told += piece
      if (/^event: (?:changed|replaced)\n.*\n/m.test(told)) break
    }
    if (!told.includes(words) && !(await (await fetch(page)).text()).includes(words))
      throw new Error(`${page} has not what was saved`)
    ends.abort()
  })
}

async function inBrowser(lesson: string, address: string): Promise<void> {
  const browser = await chromium.launch({ executablePath, args: ['--headless', '--no-sandbox', '--disable-gpu'] })
  try {
    const page = await browser.newPage()
    let shown = (_: string): void => undefined
    await page.exposeFunction('tellShown', (words: string) => shown(words))
    await page.addInitScript(tellWords)
    await page.goto(`${address}${lesson}.html`)
    await measure(`${lesson}: shown by Chromium`, lesson, async (save) => {
      const words = save()
      await new Promise<void>((resolve) => {
        shown = (told) => told === words && resolve()
      })
    })
  } finally {
    await browser.close()
  }
}

/** Runs in the page, however its words come: tells them once the frame with them is drawn. */
function tellWords(): void {
  let last = ''
  new MutationObserver((records) => {
    for (const node of records.flatMap(({ addedNodes }) => [...addedNodes])) {
      const [words] = /Saved at [\d.]+\./.exec(node.textContent ?? '') ?? []
      if (words === undefined || words === last) continue
      last = words
      requestAnimationFrame(() => setTimeout(() => (window as unknown as Telling).tellShown(words)))
    }
  }).observe(document, { childList: true, subtree: true })
}

interface Telling {
  tellShown(words: string): void
}

/** @param once saves a cell, and waits until its page is there */
async function measure(what: string, lesson: string, once: (save: () => string) => Promise<void>): Promise<void> {
  const walls: number[] = []
  let seconds: number | undefined
  for (let turn = -SAVES.first; turn < SAVES.counted; turn += 1) {
    if (turn === 0) seconds = treeSeconds(server.pid!)
    let saved = 0
    await once(() => {
      const words = writeWords(lesson)
      saved = performance.now()
      return words
    })
    if (turn >= 0) walls.push(performance.now() - saved)
  }
  const spent = seconds === undefined ? undefined : treeSeconds(server.pid!)! - seconds
  const cpu = spent === undefined ? '' : `${Math.round((spent / SAVES.counted) * 1000)} ms of a processor, `
  const note = `${cpu}${Math.round(Math.min(...walls))} to ${Math.round(Math.max(...walls))}`
  console.log(row(what, `${Math.round(median(walls))} ms`, note))
}

/** Writes some words into the first Markdown cell. @returns them */
function writeWords(lesson: string): string {
  const path = join(folder, 'notebooks', `${lesson}.ipynb`)
  const notebook = JSON.parse(readFileSync(path, 'utf8')) as {
    cells: { cell_type: string; source: string | string[] }[]
  }
  const words = `Saved at ${performance.now()}.`
  const cell = notebook.cells.find(({ cell_type }) => cell_type === 'markdown')!
  cell.source = `${[cell.source]
    .flat()
    .join('')
    .replace(/\n\nSaved at .*/, '')}\n\n${words}`
  writeFileSync(path, JSON.stringify(notebook, null, 1))
  return words
}

async function addressOf(stdout: AsyncIterable<unknown>): Promise<string> {
  for await (const piece of stdout) {
    const [address] = /http:\S+/.exec(String(piece)) ?? []
    if (address !== undefined) return address
  }
  throw new Error('ackbook serve ended before it served anything')
}
