import type { Element } from 'hast'
import { standfirst } from './elements.ts'
import type { Prose } from './markdown.ts'
import type { LessonOptions } from './options.ts'
import { treeText } from './tree.ts'

/** The page's line in the course, else what its first paragraph says; not the line below its title. */
export function descriptionOf(
  { links, name }: LessonOptions,
  proses: readonly (Prose | undefined)[],
  line?: string,
): string {
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
