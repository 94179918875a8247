import { type About, aboutOf, hasTag, isRemoved, type Notebook, predictionOf } from '../notebook/index.ts'
import { count } from '../words.ts'
import { type Html, html } from './html.ts'
import { pageLink, safeHref } from './links.ts'
import type { Page } from './page.ts'
import { type PageVerification, stamp } from './provenance.ts'

interface NotesSources {
  kind: 'lesson' | 'notebook'
  /** The pages of the course. */
  links: readonly { title: string; href: string }[]
  verification: PageVerification | undefined
  /** As people call it; '' when the notebook has none. */
  kernel: string
  /** How the notebooks are opened in Jupyter: an address, or what one types. */
  jupyter: string | undefined
  /** Where the page explains its terms: name → id. */
  terms: ReadonlyMap<string, string>
}

/** What stands below the title in small: what the page asks for, and what its outputs are worth. */
export function renderNotes(notebook: Notebook, page: Page, sources: NotesSources): Html {
  const { kind, links, verification, kernel, jupyter, terms } = sources
  const about = notebook.cells
    .filter((cell) => !isRemoved(cell, 'cell'))
    .map(aboutOf)
    .find((each) => each)
  return html`<div class="notes">${about && renderAbout(about, page, links, terms)}
${stamp(verification, kernel, kind)}
${kind === 'lesson' && invitesWork(notebook) && toJupyter(jupyter)}</div>`
}

/** Its reader does something, which a page cannot take. */
function invitesWork({ cells }: Notebook): boolean {
  return cells.some((cell) => predictionOf(cell) || hasTag(cell, 'starter'))
}

function toJupyter(way = 'npx ackbook jupyter'): Html {
  const isAddress = /^https?:\/\//.test(way)
  const to = isAddress ? html`<a href="${safeHref(way)}" rel="external">in Jupyter</a>` : html`<code>${way}</code>`
  return html`<p class="to-jupyter">To write in: ${to}</p>`
}

/**
 * What a reader should know before reading, as a row of short notes.
 *
 * @param links the pages of the course, for the titles of those that the page presupposes
 * @param places where the page explains its terms: name → id
 */
function renderAbout(
  { minutes, presupposes, terms }: About,
  page: Page,
  links: readonly { title: string; href: string }[],
  places: ReadonlyMap<string, string>,
): Html | undefined {
  const notes = [
    minutes !== undefined && html`<li><span class="chip">${count(minutes, 'minute')}</span></li>`,
    terms.length > 0 &&
      html`<li class="new-terms"><details><summary class="chip">${count(terms.length, 'new term')}</summary>
<ul>${terms.map(({ name }) => html`<li>${termLink(name)}</li>`)}</ul></details></li>`,
    presupposes.map(
      (path, at) => html`<li>${at === 0 && html`<span class="chip-label">After</span> `}${linkTo(path)}</li>`,
    ),
  ]
  return notes.some((note) => note && (!Array.isArray(note) || note.length > 0))
    ? html`<ul class="chips">${notes}</ul>`
    : undefined

  function termLink(name: string): Html {
    const place = places.get(name)
    return place === undefined ? html`${name}` : html`<a href="#${place}">${name}</a>`
  }

  function linkTo(path: string): Html {
    const { href, why } = pageLink(path, page.pageOf, page.isThere)
    if (why !== undefined) page.omit('link', path, why)
    const title = links.find((link) => link.href === href)?.title ?? path.replace(/^.*\/|\.ipynb$/g, '')
    return href === undefined
      ? html`<span class="chip">${title}</span>`
      : html`<a class="chip" href="${href}">${title}</a>`
  }
}
