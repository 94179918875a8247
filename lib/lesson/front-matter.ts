import { createRequire } from 'node:module'
import type * as Yaml from 'yaml'
import { type Cell, isRemoved, type Notebook } from '../notebook/index.ts'
import { type Html, html } from './html.ts'
import { renderMarkdownOutput, renderPhrase } from './markdown.ts'
import type { Page } from './page.ts'

/** What a notebook says of itself before its text: YAML between lines of hyphens at the head of its first cell. */
export interface FrontMatter {
  data: Readonly<Record<string, unknown>>
  /** The cell's text after it. */
  rest: string
}

/** Few notebooks have any YAML, so its reader is loaded when one has. */
const yaml = (): typeof Yaml => createRequire(import.meta.url)('yaml')
const longestMatter = 20_000
/** Settings of the tools that make a page, and nothing for its readers. */
const toolSettings = new Set(
  `bibliography code-fold crossref csl css downloads editor engine execute exports filters format html_meta html_theme jupyter jupytext
  kernel kernelspec language_info lang language numbering output params project resources site slug thumbnail toc`.split(
    /\s+/,
  ),
)

/** The front matter of a cell; `undefined` when the cell begins with none, or it is not YAML that names things. */
export function frontMatterOf(cell: Cell | undefined): FrontMatter | undefined {
  if (!cell || !(cell.cell_type === 'markdown' || cell.cell_type === 'raw') || isRemoved(cell, 'cell')) return undefined
  const source = cell.source.replace(/\r\n?/g, '\n')
  const [whole, text = ''] = /^\s{0,3}---[ \t]*\n([\s\S]*?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)/.exec(source) ?? []
  if (whole === undefined || text.length > longestMatter) return undefined
  const document = yaml().parseDocument(text, { logLevel: 'silent', uniqueKeys: false })
  if (document.errors.length > 0) return undefined
  const data: unknown = safely(() => document.toJS({ maxAliasCount: 20 }))
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return undefined
  return { data: data as Record<string, unknown>, rest: source.slice(whole.length) }
}

/** The title in a front matter, as Markdown. */
export function titleIn(matter: FrontMatter | undefined): string | undefined {
  return line(matter?.data.title)
}

/** Title, subtitle, authors, date and summary; whatever else is there, of the authors too, in a fold. */
export function renderFrontMatter(matter: FrontMatter | undefined, notebook: Notebook, page: Page): Html | undefined {
  const data = matter?.data ?? {}
  const [title, subtitle] = [line(data.title), line(data.subtitle)]
  const by = ['author', 'authors'].find((key) => data[key] !== undefined && data[key] !== null)
  const authors = namesListed(by === undefined ? notebook.metadata.authors : data[by])
  const byline = [authors.join(', '), line(data.date)].filter((part) => part)
  const summary = ['description', 'abstract', 'summary'].find((key) => line(data[key]) !== undefined)
  const about = summary && line(data[summary])
  const isShown = (key: string, value: unknown) =>
    key === by ? isNameAlone(value) : key === summary || (heads.has(key) && line(value) !== undefined)
  const rest = Object.fromEntries(
    Object.entries(data).filter(([key, value]) => value !== null && !toolSettings.has(key) && !isShown(key, value)),
  )
  if (!title && byline.length === 0 && !subtitle && !about && Object.keys(rest).length === 0) return undefined
  return html`${title !== undefined && html`<h1 id="${page.titled(title)}">${renderPhrase(title, page)}</h1>`}
${subtitle !== undefined && html`<p class="subtitle">${renderPhrase(subtitle, page)}</p>`}
${byline.length > 0 && html`<p class="byline">${byline.join(' · ')}</p>`}
${about !== undefined && renderMarkdownOutput(about, page)}
${Object.keys(rest).length > 0 && renderRest(rest)}`
}

function renderRest(rest: Record<string, unknown>): Html {
  const text = safely(() => yaml().stringify(rest)) ?? ''
  return html`<details class="fold"><summary>About this notebook</summary><pre>${text}</pre></details>`
}

const heads = new Set(['title', 'subtitle', 'date'])

/** Whether {@link namesListed} says all that there is. */
function isNameAlone(value: unknown): boolean {
  if (Array.isArray(value)) return value.length <= 100 && value.every(isNameAlone)
  if (typeof value !== 'object' || value === null) return true
  return Object.entries(value).every(([key, each]) => /^(?:name|literal|given|family)$/.test(key) && isNameAlone(each))
}

function line(value: unknown): string | undefined {
  if (value instanceof Date) return value.toISOString().slice(0, 10)
  const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : ''
  return text === '' ? undefined : text
}

/** `Ada`, `[Ada, Grace]`, `{ name: Ada }`, `[{ name: { given: Ada, family: L. } }]` → their names. */
function namesListed(value: unknown): string[] {
  if (Array.isArray(value)) return value.slice(0, 100).flatMap(namesListed)
  if (typeof value !== 'object' || value === null) return line(value) === undefined ? [] : [line(value)!]
  const { name, literal, given, family } = value as Record<string, unknown>
  if (name !== undefined && name !== value) return namesListed(name)
  const parts = [line(literal) ?? line(given), line(family)].filter((part) => part !== undefined)
  return parts.length > 0 ? [parts.join(' ')] : []
}

function safely<T>(make: () => T): T | undefined {
  try {
    return make()
  } catch {
    return undefined
  }
}
