import type { Notebook } from '../notebook/index.ts'
import { contentStyle, type LessonContent, lessonContent } from './content.ts'
import { renderDocument } from './document.ts'
import type { PageFacts } from './facts.ts'
import { frame } from './frame.ts'
import type { Html } from './html.ts'
import type { LinkCard } from './link-card.ts'
import { kernelOf } from './metadata.ts'
import type { Omission } from './omission.ts'
import type { LessonOptions } from './options.ts'
import type { Page } from './page.ts'
import { siteId } from './place.ts'
import { colophon } from './provenance.ts'
import { browserScripts } from './scripts.ts'
import { hinderedStyle } from './style-cells.ts'
import { progressStyle } from './style-prediction.ts'
import { verdictStyle } from './style-verdict.ts'

export interface RenderedLesson {
  html: string
  /** In the order of the cells. */
  omissions: readonly Omission[]
  /** Addresses of pictures that the notebook shows and `pictures` has no answer for: relative to the notebook, or whole. */
  wanted: readonly string[]
  /** What the pages beside it may say of it. */
  facts: PageFacts
}

/** The notebook as one HTML file that needs no other and asks nothing of the network, and what that file lacks. */
export function renderLesson(notebook: Notebook, options: LessonOptions): RenderedLesson {
  return lessonOf(notebook, options, lessonContent(notebook, options))
}

function lessonOf(notebook: Notebook, options: LessonOptions, made: LessonContent): RenderedLesson {
  const { page, title, lang, facts, content } = made
  const kernel = kernelOf(notebook)
  const foot = colophon(options.verification, notebook, kernel)
  const hasVerdicts = content.markup.includes('<p class="found')
  const runs = runsCells(content.markup)
  const document = renderDocument({
    title: options.course ? `${title} · ${options.course.title}` : title,
    description: facts.description,
    lang,
    place: options.place ?? { site: siteId(title), file: `${options.name}.html` },
    ...(options.place && {
      card: linkCard(title, facts, options),
      hasSiblings: true,
      hasWorkers: runs || options.isLive === true,
    }),
    scripts: [browserScripts(...scriptsOf(content, options))],
    style: `${contentStyle(page, content)}${hasProgress(page, options) ? progressStyle : ''}${hasVerdicts ? verdictStyle : ''}${content.markup.includes('hindered') ? hinderedStyle : ''}`,
    body: frame(page, options, { title, foot }, content),
  })
  // Cells are gone through twice, prose first.
  const omissions = page.omissions.toSorted((a, b) => (a.cell ?? -1) - (b.cell ?? -1))
  return { html: document, omissions, wanted: [...page.wanted], facts }
}

function linkCard(title: string, { description }: PageFacts, { course, address }: LessonOptions): LinkCard {
  return { ...{ title, description, address }, kind: 'article', site: course?.title }
}

/**
 * The few lines of script that a page carries. Without them everything is there and can be opened by hand; with them a prediction
 * answers, its outcome and the text that tells of it wait until then, boxes that scroll can be reached by keyboard, and paper shows
 * what is folded.
 */
const lessonScripts = 'dress store predictions progress kept-back reach print target reading copy'.split(' ')

function hasProgress({ questions }: Page, { links }: LessonOptions): boolean {
  return questions > 0 || links.some((link) => (link.questions ?? 0) > 0)
}

function runsCells(markup: string): boolean {
  return /<div class="cell[^>]* data-runs/.test(markup)
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
