import { renderDownloads } from './downloads.ts'
import { type Html, type HtmlValue, html } from './html.ts'
import { safeHref } from './links.ts'
import { renderPhrase } from './markdown.ts'
import type { LessonLink, LessonOptions, PageKind } from './options.ts'
import type { Page } from './page.ts'

export const listName: Readonly<Record<PageKind, string>> = { lesson: 'Lessons', notebook: 'Notebooks' }

/** Scripts show these where they can do something. */
export const searchButton: Html = html`<button type="button" id="page_search" hidden>Search</button>`
export const themeButton: Html = html`<button type="button" id="page_theme" hidden>Theme</button>`

/** The landmarks around the lesson. In reading order: where we are, the lesson, what else there is. */
export function frame(
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
${links.length > 0 && searchButton}
${themeButton}
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
