import {
  type Cell,
  isCode,
  isRemoved,
  type MarkdownCell,
  type Notebook,
  predictionOf,
  questionsIn,
} from '../notebook/index.ts'
import { renderNotes } from './about.ts'
import { reserveAnchors } from './anchors.ts'
import { type CodeContext, foldProse, renderCode, renderFinding } from './cell.ts'
import { descriptionOf } from './description.ts'
import type { PageFacts } from './facts.ts'
import { frontMatterOf, renderFrontMatter } from './front-matter.ts'
import { pageFacts } from './gather.ts'
import { type Html, html } from './html.ts'
import { leadOf } from './lead.ts'
import { type Inserted, type Prose, readMarkdown } from './markdown.ts'
import { kernelOf, langOf, languageIn } from './metadata.ts'
import { pageOpening } from './opening.ts'
import type { LessonOptions } from './options.ts'
import { outcomesOf } from './outcome.ts'
import { Page, type PageOptions } from './page.ts'
import { cellAnchor } from './place.ts'
import { renderProseCell } from './prose-cell.ts'
import { renderRaw } from './raw-cell.ts'
import { mathStyle } from './style-math.ts'
import { proseStyle } from './style-prose.ts'
import { linkTerms } from './terms.ts'
import { titleOf } from './title.ts'
import { foundOf } from './verdicts.ts'

/** What is on the page of a notebook, without all that is around it. */
export interface LessonContent {
  page: Page
  title: string
  /** A language tag. */
  lang: string
  facts: PageFacts
  content: Html
}

/** @param others how the page is made, apart from what the options say */
export function lessonContent(notebook: Notebook, options: LessonOptions, others: PageOptions = {}): LessonContent {
  const language = languageIn(notebook)
  const made = contentOn(new Page(language, { ...options, ...others }), notebook, options)
  const { labels, missed } = made.page.tex
  if (![...missed].some((label) => labels.has(label))) return made
  // Some text refers to an equation that comes later, whose number is known by now.
  return contentOn(new Page(language, { ...options, ...others, labels }), notebook, options)
}

function contentOn(page: Page, notebook: Notebook, options: LessonOptions): LessonContent {
  const { cells } = notebook
  const { kind = 'notebook', links, verification, glossary = [] } = options
  const anchors = cells.map((cell, at) => page.claim(cellAnchor(cell, at)))
  const matter = frontMatterOf(cells[0])
  const sources = cells.map((cell, at) => (at === 0 && matter ? matter.rest : cell.source))
  const head = renderFrontMatter(matter, notebook, page)
  const proses = readProses(cells, sources, page)
  const title = titleOf(notebook, options.name)
  const nameOf = (path: string) => nameOfPage(path, options)
  const facts = pageFacts({ notebook, title, matter, proses, anchors, nameOf })
  page.questions = questionsIn(notebook)
  const outcomes = outcomesOf(notebook, anchors)
  const findings = verification?.findings ?? []
  const opening = pageOpening(cells, proses, page)
  const lead = leadOf(notebook, anchors, page, options)
  const terms = linkTerms(cells, proses, glossary, page)
  const kernel = kernelOf(notebook)
  const notes = renderNotes(notebook, page, { kind, links, verification, kernel, jupyter: options.jupyter, terms })
  const body = cells.map((cell, at) => {
    page.at(at, cell.id)
    return renderCell(cell, at)
  })
  const onAll = findings.filter((finding) => finding.cell === undefined).map(renderFinding)
  const description = descriptionOf(options, proses, opening?.line)
  const content = html`${head}${!opening && notes}${onAll}${!opening && lead?.figure}${body}`
  return {
    ...{ page, title, content },
    lang: langOf(notebook, matter) ?? options.language ?? 'en',
    facts: { ...facts, description, questions: page.asked },
  }

  function renderCell(cell: Cell, at: number): Html | undefined {
    const [prose, anchor, opens, tellsOf] = [proses[at], anchors[at]!, outcomes.opens[at]!, outcomes.tellsOf[at]]
    if (prose) {
      const context = { anchor, opens, tellsOf, inserted: insertedIn(at) }
      return renderProseCell(cell as MarkdownCell, prose, page, context)
    }
    const own = findings.filter((finding) => finding.cell === at)
    if (lead?.cell === at) return html`${own.map(renderFinding)}`
    if (!isCode(cell)) {
      const raw = isRemoved(cell, 'cell') ? undefined : renderRaw(cell, sources[at]!, page, at)
      return raw && foldProse(cell, raw, anchor)
    }
    const found = verification && foundOf(cell, at, notebook, verification)
    return renderCode(cell, page, { anchor, findings: own, found, opens, tellsOf, ...runningOf(at, options) })
  }

  /** What comes between the paragraphs of a cell: in the one with the title, what is said of the page, and the figure that leads it. */
  function insertedIn(at: number): Inserted[] {
    if (opening?.cell !== at) return []
    const { head: title, length } = opening
    return [{ at: title, content: notes }, ...(lead ? [{ at: length, content: lead.figure }] : [])]
  }
}

/** Whether the page runs a cell, as {@link CodeContext} has it. */
function runningOf(at: number, { inPage }: LessonOptions): Pick<CodeContext, 'runs' | 'instead'> {
  if (!inPage) return {}
  if (inPage.runs.includes(at)) {
    const instead = inPage.replaced.find(({ cell }) => cell === at)
    return { runs: true, ...(instead && { instead }) }
  }
  const hindrance = inPage.hindered.find(({ cell }) => cell === at)
  // Where most cannot run, those alone say so that are the reason.
  const says = hindrance && (hindrance.isOwn || inPage.hindered.length < inPage.runs.length)
  return says ? { runs: hindrance.needs } : {}
}

/** The Markdown of the cells; the ids of all places are given out by then. */
function readProses(cells: readonly Cell[], sources: readonly string[], page: Page): (Prose | undefined)[] {
  const proses = cells.map((cell, at) => {
    page.at(at, cell.id)
    return isMarkdown(cell) && !isRemoved(cell, 'cell') ? readMarkdown(sources[at]!, page, at) : undefined
  })
  const trees = proses.flatMap((prose, at) => (prose?.tree && !predictionOf(cells[at]!) ? [prose.tree] : []))
  reserveAnchors(trees, page)
  return proses
}

interface StyleSources {
  tex: { drawn: boolean }
  sheets: { css: string }
}

/** The rules that a page has beside those of every page. */
export function contentStyle({ tex, sheets }: StyleSources, { markup }: Html): string {
  return `${tex.drawn ? mathStyle : ''}${proseStyle(markup)}${sheets.css}`
}

/** The name of the page that was made of a notebook. */
function nameOfPage(path: string, { links, pageOf }: LessonOptions): string | undefined {
  if (!pageOf) return links.find(({ name }) => `${name}.ipynb` === path)?.name
  const href = pageOf(path)
  return links.find((link) => link.href === href)?.name
}

function isMarkdown(cell: Cell): cell is MarkdownCell {
  return cell.cell_type === 'markdown'
}
