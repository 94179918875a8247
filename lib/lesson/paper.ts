import type { Notebook } from '../notebook/index.ts'
import { count } from '../words.ts'
import { contentStyle, lessonContent } from './content.ts'
import { renderDocument } from './document.ts'
import { type Html, type HtmlValue, html } from './html.ts'
import type { LessonOptions } from './options.ts'
import type { Page } from './page.ts'
import { bookletStyle, paperStyle, runningHead, worksheetStyle } from './style-paper.ts'
import { worksheetOf } from './worksheet.ts'

/** What a view for paper needs to know: links lead to places of the same view, or out into the world. */
export type PaperOptions = Omit<LessonOptions, 'links' | 'course' | 'pageOf' | 'isThere'> & {
  /** What the lesson is a part of. */
  courseTitle?: string
}

/** The page of a notebook as it is printed. One HTML file without script. */
export function renderOnPaper(notebook: Notebook, options: PaperOptions): string {
  return renderAlone(notebook, options, 'lesson')
}

/**
 * The questions and tasks of a notebook, with room for answers and without any. One HTML file without script.
 *
 * @returns `undefined` when the notebook asks nothing
 */
export function renderWorksheet(notebook: Notebook, options: PaperOptions): string | undefined {
  const sheet = worksheetOf(notebook)
  return sheet && renderAlone(sheet, options, 'worksheet')
}

function renderAlone(notebook: Notebook, options: PaperOptions, paper: 'lesson' | 'worksheet'): string {
  const { courseTitle } = options
  const { page, title, lang, facts, content } = lessonContent(notebook, linkless(options), {
    paper,
    pageOf: leadsNowhere,
  })
  const isSheet = paper === 'worksheet'
  const whose = isSheet && html`<p class="whose"><span>Name</span><span>Date</span></p>`
  const headed = page.headings.some(({ level }) => level === 1)
  const body = html`<main id="page_main" class="${paper}">${whose}${!headed && html`<h1>${title}</h1>`}${content}</main>`
  const head = runningHead('', isSheet ? `${title}: worksheet` : title, courseTitle)
  return renderDocument({
    title: isSheet ? `${title}: worksheet` : title,
    ...{ description: facts.description, lang, body, scripts: [] },
    style: `${contentStyle(page, body)}${paperStyle}${isSheet ? worksheetStyle : ''}${head}`,
  })
}

/** Addresses of pictures that the notebook shows and that are not in it, as {@link RenderedLesson.wanted}. */
export function picturesWanted(notebook: Notebook, options: PaperOptions): string[] {
  return [...lessonContent(notebook, linkless(options), { paper: 'lesson', pageOf: leadsNowhere }).page.wanted]
}

function linkless(options: PaperOptions): LessonOptions {
  const { courseTitle: _, ...others } = options
  return { ...others, links: [] }
}

function leadsNowhere(): undefined {
  return undefined
}

export interface Booklet {
  title: string
  /** What it is, for whom. */
  description?: string | undefined
  /** In their order. */
  chapters: readonly Chapter[]
  /** On which pages the chapters begin, by their names, when it has been printed before. */
  numbers?: ReadonlyMap<string, number>
}

export interface Chapter extends Omit<PaperOptions, 'courseTitle'> {
  notebook: Notebook
  title: string
  /** What stands above it in the contents, and above those that follow it. */
  group?: string | undefined
  /** The name of the chapter that is made of another notebook, given the notebook's path as this one names it. */
  chapterOf?: (path: string) => string | undefined
}

/** The id of the place where a chapter begins. It holds an underscore, which no slug does. */
export function chapterId(at: number): string {
  return `l${at + 1}_`
}

/** All lessons in their order, behind a title page and the contents. One HTML file without script. */
export function renderBooklet(booklet: Booklet): string {
  const { title, description, chapters } = booklet
  const ids = new Map(chapters.map(({ name }, at) => [name, chapterId(at)]))
  let before: Page | undefined
  let lang: string | undefined
  let isDrawn = false
  const sections = chapters.map((chapter, at) => {
    const { notebook, group: _, chapterOf, title: named, ...others } = chapter
    const prefix = chapterId(at)
    const pageOf = (path: string) => {
      const name = chapterOf?.(path)
      return name === undefined || !ids.has(name) ? undefined : `#${ids.get(name)}`
    }
    const made = lessonContent(notebook, { ...others, links: [] }, { paper: 'lesson', pageOf, before, prefix })
    before = made.page
    lang ??= made.lang
    isDrawn ||= made.page.tex.drawn
    const headed = made.page.headings.some(({ level }) => level === 1)
    const own = made.lang !== lang && html` lang="${made.lang}"`
    return html`<section class="chapter" id="${prefix}"${own}>${!headed && html`<h1>${named}</h1>`}${made.content}</section>
`
  })
  const body = html`<main id="page_main" class="booklet">${titlePage(booklet)}${contents(booklet, ids)}${sections}</main>`
  const heads = chapters.map((chapter, at) => runningHead(chapterId(at), chapter.title, title))
  const style = before ? contentStyle({ tex: { drawn: isDrawn }, sheets: before.sheets }, body) : ''
  return renderDocument({
    ...{ title, description: description ?? '', lang: lang ?? 'en', body, scripts: [] },
    style: `${style}${paperStyle}${bookletStyle}${heads.join('')}`,
  })
}

function titlePage({ title, description, chapters }: Booklet): Html {
  const said = description !== undefined && description !== '' && html`<p>${description}</p>`
  return html`<div class="title-page"><h1>${title}</h1>${said}<p class="size">${count(chapters.length, 'chapter')}</p></div>
`
}

function contents({ chapters, numbers }: Booklet, ids: ReadonlyMap<string, string>): Html {
  const items: HtmlValue[] = chapters.map(({ name, title, group }, at) => {
    const begins = group !== undefined && group !== chapters[at - 1]?.group
    const number = numbers?.get(name)
    return html`${begins && html`<li class="group">${group}</li>`}<li><a href="#${ids.get(name)}">${title}</a>${number !== undefined && html`<span>${number}</span>`}</li>
`
  })
  return html`<nav class="chapters" aria-labelledby="chapters_"><h2 id="chapters_">Contents</h2><ul>${items}</ul></nav>
`
}
