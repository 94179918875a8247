import { dirname, join, resolve } from 'node:path'
import { exitCodes, UsageError } from '../command/index.ts'
import { writeWhole } from '../files/index.ts'
import { removeTemporary, temporaryFolder } from '../files/temporary.ts'
import type { Chapter, PaperOptions } from '../lesson/index.ts'
import type { Notebook } from '../notebook/index.ts'
import { coloursFor } from '../report/index.ts'
import { count } from '../words.ts'
import { findChromium, type Printing, printPage } from './chromium.ts'
import type { Io } from './io.ts'
import { pdfPages } from './pdf.ts'
import { describeProblem, type Problem } from './problems.ts'
import { shownPath } from './shown-path.ts'
import type { SitePage } from './site.ts'

export interface Printed {
  page: SitePage
  /** Where it stands in the contents of the booklet. */
  group?: string | undefined
  notebook: Notebook
  options: Omit<PaperOptions, 'courseTitle'>
}

interface PrintOptions {
  /** The folder of all that is made, absolute. */
  folder: string
  /** Of the course: what the booklet is called. */
  title: string | undefined
  description?: string | undefined
}

interface PrintResult {
  /** The PDFs, absolute; the booklet first, if there is one. */
  made: readonly string[]
  problems: readonly Problem[]
  isInterrupted: boolean
}

/** A view for paper, and the PDF that is made of it. */
interface View {
  /** The file of the view without its ending, absolute. */
  base: string
  /** What it is made of, as people name it. */
  of: string
}

/**
 * Writes the pages for paper, a worksheet of each that asks something, and a booklet of all if there are several; then prints them
 * into PDFs, by the Chromium that is installed.
 *
 * @throws FileError; UsageError when there is no Chromium: the views are written then
 */
async function printPages(printed: readonly Printed[], options: PrintOptions, io: Io): Promise<PrintResult> {
  const { renderOnPaper, renderWorksheet } = await import('../lesson/index.ts')
  const { folder, title } = options
  const views: View[] = []
  for (const { page, notebook, options: own } of printed) {
    const paper: PaperOptions = { ...own, ...(title !== undefined && { courseTitle: title }) }
    const name = page.file.replace(/\.html$/, '')
    const of = page.loaded.path
    await write({ base: join(folder, 'pages', name), of }, renderOnPaper(notebook, paper))
    const sheet = renderWorksheet(notebook, paper)
    if (sheet !== undefined) await write({ base: join(folder, 'worksheets', name), of }, sheet)
  }
  const booklet = printed.length > 1 ? await bookletOf(printed, options, io) : undefined
  const all = { base: join(folder, 'booklet'), of: 'the booklet' }
  if (booklet) await writeWhole(`${all.base}.html`, booklet())
  const chromium = await findChromium(io.env)
  if (chromium === undefined) {
    throw new UsageError(
      'no Chromium, Chrome or Edge was found, which makes PDFs of pages: install one, or name it in CHROMIUM',
      { consequence: `What it would print is in ${shownPath(folder, io.cwd)}: any browser prints it.` },
    )
  }
  const ending = new AbortController()
  const end = io.onInterrupt(() => ending.abort())
  try {
    return await printAll(views, { chromium, signal: ending.signal }, io.cpus, booklet && { ...all, booklet })
  } finally {
    end()
  }

  async function write(view: View, html: string): Promise<void> {
    await writeWhole(`${view.base}.html`, html)
    views.push(view)
  }
}

/**
 * The same, and tells what came of it.
 *
 * @returns the exit code
 */
export async function printSite(
  printed: readonly Printed[],
  options: PrintOptions,
  io: Io,
  verbose: boolean,
): Promise<number> {
  const { made, problems, isInterrupted } = await printPages(printed, options, io)
  for (const problem of problems) io.stderr.write(describeProblem(problem, verbose))
  const [first] = made
  const colours = coloursFor(io.env, io.stdout.isTTY === true)
  if (first !== undefined)
    io.stdout.write(` ${colours.green('✓')} ${count(made.length, 'PDF')}: ${shownPath(first, io.cwd)}\n`)
  if (isInterrupted) return exitCodes.interrupted
  return problems.length > 0 ? exitCodes.couldNot : exitCodes.good
}

/** The booklet's text, given the pages on which its chapters begin. */
type MakeBooklet = (numbers?: ReadonlyMap<string, number>) => string

async function bookletOf(printed: readonly Printed[], options: PrintOptions, { cwd }: Io): Promise<MakeBooklet> {
  const { chapterId, renderBooklet } = await import('../lesson/index.ts')
  const files = new Map(printed.map(({ page }) => [resolve(cwd, page.loaded.path), page.file]))
  const chapters = printed.map(
    ({ page, notebook, group, options: own }): Chapter => ({
      ...own,
      ...{ name: page.file, title: page.title, group, notebook },
      chapterOf: (path) => files.get(resolve(cwd, dirname(page.loaded.path), path)),
    }),
  )
  return (byId) => {
    const numbers = byId && new Map(chapters.flatMap(({ name }, at) => chapterNumber(name, byId.get(chapterId(at)))))
    const { title = 'Notebooks', description } = options
    return renderBooklet({ title, description, chapters, ...(numbers && { numbers }) })
  }
}

function chapterNumber(name: string, number: number | undefined): [string, number][] {
  return number === undefined ? [] : [[name, number]]
}

async function printAll(
  views: readonly View[],
  printing: Printing,
  cpus: number,
  all: (View & { booklet: MakeBooklet }) | undefined,
): Promise<PrintResult> {
  const made: string[] = []
  const problems: Problem[] = []
  const jobs = views.map((view) => ({
    view,
    print: () => printPage(`${view.base}.html`, `${view.base}.pdf`, printing),
  }))
  if (all) jobs.unshift({ view: all, print: () => printNumbered(all, printing) })
  const waiting = [...jobs]
  const lane = async () => {
    for (let job = waiting.shift(); job && !printing.signal.aborted; job = waiting.shift()) {
      const { view, print } = job
      const error = await print().then(
        () => undefined,
        (cause: unknown) => ({ cause }),
      )
      if (!error) made.push(`${view.base}.pdf`)
      else if (!printing.signal.aborted)
        problems.push({ error: error.cause, consequence: `No PDF was made of ${view.of}.` })
    }
  }
  await Promise.all(Array.from({ length: Math.min(4, Math.max(1, cpus)) }, lane))
  const order = jobs.map(({ view }) => `${view.base}.pdf`)
  return { made: order.filter((pdf) => made.includes(pdf)), problems, isInterrupted: printing.signal.aborted }
}

/** Twice: the contents say on which pages the first printing had the chapters. */
async function printNumbered(
  { base, booklet }: View & { booklet: MakeBooklet },
  printing: Printing,
): Promise<Uint8Array> {
  const { places } = pdfPages(await printPage(`${base}.html`, `${base}.pdf`, printing))
  const folder = await temporaryFolder(dirname(base), '.numbered')
  try {
    const numbered = join(folder, 'booklet.html')
    await writeWhole(numbered, booklet(places))
    return await printPage(numbered, `${base}.pdf`, printing)
  } finally {
    await removeTemporary(folder)
  }
}
