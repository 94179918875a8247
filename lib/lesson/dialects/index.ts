/// <reference path="../plugins.d.ts" />
import type { MarkdownIt } from 'markdown-it'
import definitions from 'markdown-it-deflist'
import { attributesAfter } from './attributes.ts'
import { blocks } from './blocks.ts'
import { roles } from './roles.ts'
import { tasks } from './tasks.ts'

/** What notebooks hold besides CommonMark: GitHub's, MyST's, Quarto's and Pandoc's own. */
export function dialects(md: MarkdownIt): void {
  md.use(definitions).use(blocks).use(roles).use(tasks).use(attributesAfter)
}
