/** One page for people: what is stored and what came, side by side, with pictures. Nothing of a notebook runs or is fetched in it. */
export { htmlDiffPage } from './diff-page.ts'
export { htmlPage } from './page.ts'
export { HtmlSections } from './sections.ts'
