import type { Element } from 'hast'
import {
  aboutOf,
  type Cell,
  isCode,
  isRemoved,
  type MarkdownCell,
  type Notebook,
  predictionOf,
} from '../notebook/index.ts'
import { renderNotes } from './about.ts'
import { reserveAnchors } from './anchors.ts'
import { type CodeContext, foldProse, isFoldedProse, renderCode, renderFinding } from './cell.ts'
import { renderDocument } from './document.ts'
import { type Download, renderDownloads } from './downloads.ts'
import { standfirst } from './elements.ts'
import type { PageFacts } from './facts.ts'
import { type FrontMatter, frontMatterOf, renderFrontMatter } from './front-matter.ts'
import { pageFacts } from './gather.ts'
import { type Html, type HtmlValue, html } from './html.ts'
import { keptBack } from './kept-back.ts'
import { leadOf } from './lead.ts'
import type { LinkCard } from './link-card.ts'
import { safeHref } from './links.ts'
import { type Inserted, type Prose, readMarkdown, renderPhrase, renderProse } from './markdown.ts'
import type { Omission } from './omission.ts'
import { pageOpening } from './opening.ts'
import { outcomesOf } from './outcome.ts'
import { Page, type PageOptions } from './page.ts'
import { type KnownTerm, type PlaceInSite, siteId } from './place.ts'
import { renderPrediction } from './prediction.ts'
import { colophon, type PageVerification } from './provenance.ts'
import type { Pictures } from './raster.ts'
import { renderRaw } from './raw-cell.ts'
import { browserScripts } from './scripts.ts'
import { mathStyle } from './style-math.ts'
import { progressStyle } from './style-prediction.ts'
import { proseStyle } from './style-prose.ts'
import { verdictStyle } from './style-verdict.ts'
import { linkTerms } from './terms.ts'
import { titleOf } from './title.ts'
import { treeText } from './tree.ts'
import { foundOf } from './verdicts.ts'

/** A page of a course, or any other. */
export type PageKind = 'lesson' | 'notebook'

/** A page as the lists name it. */
export interface LessonLink {
  /** What `LessonOptions.name` says of the page itself. */
  name: string
  title: string
  /** A relative address: names of files percent-encoded. */
  href: string
  /** One line. */
  summary?: string
  /** The page's file, as {@link PlaceInSite} has it. */
  file?: string
  /** How many it asks. */
  questions?: number
}

export interface LessonOptions {
  /** The notebook's name without its ending, as in `links`. */
  name: string
  /** The course in its order; `[]` for a page that stands alone. */
  links: readonly LessonLink[]
  /** What the pages are to their readers; `notebook` unless told. */
  kind?: PageKind
  /** The words that pages before this one explain. */
  glossary?: readonly KnownTerm[]
  /** The address of the page with the questions of all pages. */
  allQuestions?: string | undefined
  /** Unless told, the page is a site of its own. */
  place?: PlaceInSite
  /** The page that lists the others; `index.html` unless told, when there are links. */
  course?: { title: string; href: string }
  /** The language of a notebook that names none, by its tag; `en` unless told. */
  language?: string | undefined
  /** A line at the foot, in Markdown. */
  footer?: string | undefined
  /** The address at which all pages will be. */
  address?: string | undefined
  /**
   * The address of another notebook's page, given the notebook's path as this one names it; `undefined` when no page was made
   * of it. Without it every notebook is taken to have a page beside it.
   */
  pageOf?: (path: string) => string | undefined
  /** Whether there is a file at a path beside the page, as a link has it. Without it, nobody looks where other links lead. */
  isThere?: (path: string) => boolean
  /** Files beside the page for its reader to keep. */
  downloads?: readonly Download[]
  /** Pictures that are not in the notebook itself; {@link RenderedLesson.wanted} says which ones a page asks for. */
  pictures?: Pictures
  /** What verifying this very notebook found. Without it the page says that nobody looked. */
  verification?: PageVerification
}

export interface RenderedLesson {
  html: string
  /** In the order of the cells. */
  omissions: readonly Omission[]
  /** Addresses of pictures that the notebook shows and `pictures` has no answer for: relative to the notebook, or whole. */
  wanted: readonly string[]
  /** What the pages beside it may say of it. */
  facts: PageFacts
}

/** What is on the page of a notebook, without all that is around it. */
export interface LessonContent {
  page: Page
  title: string
  /** A language tag. */
  lang: string
  facts: PageFacts
  content: Html
}

/** The notebook as one HTML file that needs no other and asks nothing of the network, and what that file lacks. */
export function renderLesson(notebook: Notebook, options: LessonOptions): RenderedLesson {
  return lessonOf(notebook, options, lessonContent(notebook, options))
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
  const anchors = notebook.cells.map((cell, at) =>
    page.claim(`cell-${/^[\w-]+$/.test(cell.id ?? '') ? cell.id : at + 1}`),
  )
  const matter = frontMatterOf(notebook.cells[0])
  const sources = notebook.cells.map((cell, at) => (at === 0 && matter ? matter.rest : cell.source))
  const head = renderFrontMatter(matter, notebook, page)
  const proses = notebook.cells.map((cell, at) => {
    page.at(at, cell.id)
    return isMarkdown(cell) && !isRemoved(cell, 'cell') ? readMarkdown(sources[at]!, page, at) : undefined
  })
  reserveAnchors(
    proses.flatMap((prose, at) => (prose?.tree && !predictionOf(notebook.cells[at]!) ? [prose.tree] : [])),
    page,
  )
  const title = titleOf(notebook, options.name)
  const nameOf = (path: string) => nameOfPage(path, options)
  const facts = pageFacts({ notebook, title, matter, proses, anchors, nameOf })
  page.questions = notebook.cells.filter((cell) => predictionOf(cell) && !isRemoved(cell, 'cell')).length
  const outcomes = outcomesOf(notebook, anchors)
  const findings = options.verification?.findings ?? []
  const opening = pageOpening(notebook.cells, proses, page)
  const lead = leadOf(notebook, anchors, page, options.verification)
  const terms = linkTerms(notebook.cells, proses, options.glossary ?? [], page)
  const { kind = 'notebook', links, verification } = options
  const notes = renderNotes(notebook, page, { kind, links, verification, kernel: kernelOf(notebook), terms })
  const body = notebook.cells.map((cell, at) => {
    page.at(at, cell.id)
    const [prose, opens, tellsOf] = [proses[at], outcomes.opens[at]!, outcomes.tellsOf[at]]
    const isOpening = opening?.cell === at
    const inserted: Inserted[] = isOpening ? [{ at: opening.head, content: notes }] : []
    if (isOpening && lead) inserted.push({ at: opening.length, content: lead.figure })
    const anchor = anchors[at]!
    if (prose) return renderProseCell(cell as MarkdownCell, prose, page, { anchor, opens, tellsOf, inserted })
    const own = findings.filter((finding) => finding.cell === at)
    if (lead?.cell === at) return html`${own.map(renderFinding)}`
    if (!isCode(cell)) {
      const raw = isRemoved(cell, 'cell') ? undefined : renderRaw(cell, sources[at]!, page, at)
      return raw && foldProse(cell, raw, anchor)
    }
    const found = options.verification && foundOf(cell, at, notebook, options.verification)
    return renderCode(cell, page, { anchor, findings: own, found, opens, tellsOf })
  })
  const onAll = findings.filter((finding) => finding.cell === undefined).map(renderFinding)
  const description = descriptionOf(options, proses, opening?.line)
  const content = html`${head}${!opening && notes}${onAll}${!opening && lead?.figure}${body}`
  return {
    ...{ page, title, content },
    lang: langOf(notebook, matter) ?? options.language ?? 'en',
    facts: { ...facts, description, questions: page.asked },
  }
}

function lessonOf(notebook: Notebook, options: LessonOptions, made: LessonContent): RenderedLesson {
  const { page, title, lang, facts, content } = made
  const kernel = kernelOf(notebook)
  const foot = colophon(options.verification, notebook, kernel)
  const hasVerdicts = content.markup.includes('<p class="found')
  const document = renderDocument({
    title: options.course ? `${title} · ${options.course.title}` : title,
    description: facts.description,
    lang,
    place: options.place ?? { site: siteId(title), file: `${options.name}.html` },
    ...(options.place && { card: linkCard(title, facts, options), hasSiblings: true }),
    scripts: [browserScripts(...scriptsOf(content, options))],
    style: `${contentStyle(page, content)}${hasProgress(page, options) ? progressStyle : ''}${hasVerdicts ? verdictStyle : ''}`,
    body: frame(page, options, { title, foot }, content),
  })
  // Cells are gone through twice, prose first.
  const omissions = page.omissions.toSorted((a, b) => (a.cell ?? -1) - (b.cell ?? -1))
  return { html: document, omissions, wanted: [...page.wanted], facts }
}

function linkCard(title: string, { description }: PageFacts, { course, address }: LessonOptions): LinkCard {
  return { ...{ title, description, address }, kind: 'article', site: course?.title }
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

/**
 * The few lines of script that a page carries. Without them everything is there and can be opened by hand; with them a prediction
 * answers, its outcome and the text that tells of it wait until then, boxes that scroll can be reached by keyboard, and paper shows
 * what is folded.
 */
const lessonScripts = ['store', 'predictions', 'progress', 'kept-back', 'reach', 'print', 'target', 'reading', 'copy']

function hasProgress({ questions }: Page, { links }: LessonOptions): boolean {
  return questions > 0 || links.some((link) => (link.questions ?? 0) > 0)
}

function scriptsOf({ markup }: Html, { place }: LessonOptions): string[] {
  const hasFigures = markup.includes('<div class="figure')
  // Links that say where they lead.
  const hasTitles = /<a [^>]*title="/.test(markup)
  return [
    ...lessonScripts,
    ...(hasFigures ? ['figure'] : []),
    ...(hasTitles ? ['notes'] : []),
    ...(place ? ['siblings'] : []),
  ]
}

function isMarkdown(cell: Cell): cell is MarkdownCell {
  return cell.cell_type === 'markdown'
}

function renderProseCell(
  cell: MarkdownCell,
  prose: Prose,
  page: Page,
  {
    anchor,
    opens,
    tellsOf,
    inserted,
  }: Pick<CodeContext, 'anchor' | 'opens' | 'tellsOf'> & { inserted: readonly Inserted[] },
): Html {
  const prediction = predictionOf(cell)
  // The cell's own text asks the same in Jupyter, which knows nothing of predictions.
  if (prediction) return renderPrediction(prediction, page, anchor, opens)
  if (aboutOf(cell)) return html``
  const isFolded = isFoldedProse(cell)
  const text = renderProse(prose, page, {
    attachments: cell.attachments,
    explained: isFolded ? undefined : tellsOf,
    inserted,
  })
  if (!text) return html``
  return isFolded && tellsOf !== undefined
    ? keptBack(tellsOf, foldProse(cell, text, anchor), true)
    : foldProse(cell, text, anchor)
}

/** The landmarks around the lesson. In reading order: where we are, the lesson, what else there is. */
function frame(
  page: Page,
  options: LessonOptions,
  { title, foot }: { title: string; foot: Html },
  content: HtmlValue,
): Html {
  const { links, name, footer, kind = 'notebook' } = options
  const at = links.findIndex((link) => link.name === name)
  const course = options.course ?? (links.length > 0 ? { title: `All ${kind}s`, href: 'index.html' } : undefined)
  const headings = page.headings.filter(({ level }) => level === 2 || level === 3)
  const pages = links.map((link) => linkItem(link, link.name === name))
  const headed = page.headings.some(({ level }) => level === 1)
  const contents = [
    navigation('page_toc', 'On this page', headings.map(headingItem)),
    navigation('page_lessons', listName[kind], pages),
    options.allQuestions !== undefined &&
      html`<p class="all"><a href="${safeHref(options.allQuestions)}">All questions</a></p>`,
  ]
  const hasContents = contents.some((list) => list)
  return html`<a class="skip" href="#page_main">Skip to the ${kind}</a>
<header class="site"><div>
${course && html`<a class="course" href="${safeHref(course.href)}">${course.title}</a>`}
${links.length > 0 && html`<button type="button" id="page_search" hidden>Search</button>`}
<button type="button" id="page_theme" hidden>Theme</button>
${hasContents && html`<button type="button" class="jump" popovertarget="page_contents">Contents</button>`}
</div></header>
<div class="page">
${
  hasContents &&
  html`<aside id="page_contents" aria-label="Contents" popover>
${contents}
</aside>
`
}<main id="page_main">
${!headed && html`<h1>${title}</h1>`}
${content}
${options.downloads && renderDownloads(options.downloads)}
${at >= 0 && turns(kind, links[at - 1], links[at + 1])}
</main>
</div>
<footer class="site lesson">${
    footer !== undefined &&
    html`<p>${renderPhrase(footer, page)}</p>
`
  }${foot}</footer>`
}

export const listName: Readonly<Record<PageKind, string>> = { lesson: 'Lessons', notebook: 'Notebooks' }

function navigation(id: string, title: string, items: readonly Html[]): Html | undefined {
  if (items.length === 0) return undefined
  return html`<nav aria-labelledby="${id}"><p id="${id}">${title}</p>
<ul>${items}</ul></nav>`
}

function headingItem({ level, id, text }: Page['headings'][number]): Html {
  return html`<li class="level-${level}"><a href="#${id}">${text}</a></li>`
}

function linkItem(link: LessonLink, isCurrent: boolean): Html {
  const { href, title } = link
  return html`<li><a href="${safeHref(href)}"${isCurrent && html` aria-current="page"`}${asking(link)}>${title}</a></li>`
}

/** What a link says of the questions on its page, for the script that tells how many are answered. */
export function asking({ file, questions = 0 }: Pick<LessonLink, 'file' | 'questions'>): Html | false {
  return file !== undefined && questions > 0 && html` data-page="${file}" data-questions="${questions}"`
}

function turns(kind: PageKind, previous: LessonLink | undefined, next: LessonLink | undefined): Html {
  const [back, on] = [turnLink('previous', 'prev', 'Previous', previous), turnLink('next', 'next', 'Next', next)]
  return html`<nav class="turn" aria-label="Previous and next ${kind}">${back}${on}</nav>`
}

function turnLink(name: string, rel: string, word: string, link: LessonLink | undefined): Html | undefined {
  if (!link) return undefined
  return html`<a class="${name}" href="${safeHref(link.href)}" rel="${rel}"><small>${word}</small> ${link.title}</a>`
}

/** The page's line in the course, else what its first paragraph says; not the line below its title. */
function descriptionOf({ links, name }: LessonOptions, proses: readonly (Prose | undefined)[], line?: string): string {
  const summary = links.find((link) => link.name === name)?.summary
  if (summary !== undefined) return summary
  for (const prose of proses) {
    for (const child of prose?.tree?.children ?? []) {
      if (child.type !== 'element' || child.tagName !== 'p' || isLine(child)) continue
      const text = treeText(child).replace(/\s+/g, ' ').trim()
      const lastWord = text.lastIndexOf(' ', 198)
      if (text !== '' && text !== line)
        return text.length > 200 ? `${text.slice(0, lastWord > 0 ? lastWord : 199)}…` : text
    }
  }
  return ''
}

/** The line below the title, which is a question on most pages. */
function isLine({ properties }: Element): boolean {
  return [properties.className].flat().includes(standfirst)
}

function languageIn({ metadata }: Notebook): string {
  const language = metadata.kernelspec?.language ?? metadata.language_info?.name ?? metadata.kernelspec?.name
  return typeof language === 'string' && /^[\w+#-]+$/.test(language) ? language.toLowerCase() : 'text'
}

function kernelOf({ metadata }: Notebook): string {
  const name = metadata.kernelspec?.display_name ?? metadata.kernelspec?.name
  return typeof name === 'string' ? name : ''
}

/** Metadata `ackbook.lang`, or the front matter's `lang`: what language the prose is in. */
function langOf({ metadata }: Notebook, matter: FrontMatter | undefined): string | undefined {
  const lang = metadata.ackbook?.lang ?? matter?.data.lang
  return typeof lang === 'string' && /^[a-zA-Z]{2,8}(?:-[a-zA-Z0-9]{1,8})*$/.test(lang) ? lang : undefined
}
