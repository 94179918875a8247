import { aboutOf, type Notebook } from '../notebook/index.ts'
import type { PageFacts } from './facts.ts'
import type { FrontMatter } from './front-matter.ts'
import { pagePicture } from './lead.ts'
import { type Prose, textOfPhrase } from './markdown.ts'
import { headingsIn, sectionsOf, shownWords } from './sections.ts'
import { isHeading } from './tree.ts'

/** What facts are gathered from. */
interface FactSources {
  notebook: Notebook
  title: string
  matter: FrontMatter | undefined
  /** Of the cells, before they are rendered. */
  proses: readonly (Prose | undefined)[]
  /** Of the cells. */
  anchors: readonly string[]
  /** The name of the page that was made of a notebook, by its path. */
  nameOf: (path: string) => string | undefined
}

/** What is known before anything is drawn. */
export function pageFacts(sources: FactSources): Omit<PageFacts, 'description' | 'questions'> {
  const { notebook, title, matter, proses, anchors, nameOf } = sources
  const [lead, picture] = [leadText(matter, proses), pagePicture(notebook)]
  const { minutes, presupposes = [], terms = [] } = notebook.cells.map(aboutOf).find((about) => about) ?? {}
  return {
    title,
    ...(lead !== undefined && { lead }),
    ...(minutes !== undefined && { minutes }),
    presupposes: presupposes.flatMap((path) => nameOf(path) ?? []),
    terms: terms.map(({ name }) => name),
    sections: sectionsOf(notebook, title, proses, anchors),
    ...(picture && { picture }),
  }
}

/** What is set as a heading right below the title and is none of a section, or the front matter's subtitle. */
function leadText(matter: FrontMatter | undefined, proses: readonly (Prose | undefined)[]): string | undefined {
  const { subtitle } = matter?.data ?? {}
  if (typeof subtitle === 'string' && subtitle.trim() !== '') return textOfPhrase(subtitle)
  const tree = proses.find((prose) => prose?.tree && headingsIn(prose.tree).length > 0)?.tree
  const elements = tree?.children.filter((child) => child.type === 'element') ?? []
  const title = elements.findIndex(isHeading)
  const next = elements[title + 1]
  return elements[title]?.tagName === 'h1' && next && /^h[3-6]$/.test(next.tagName) ? shownWords(next) : undefined
}
