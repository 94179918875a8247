/** Rules for what is made for paper from the first: views of A4 without navigation, with a head on each page. */

export const paperStyle: string = `
@page { size: A4; }
details:not(.words)::details-content { content-visibility: visible; block-size: auto; }
.permalink { display: none; }
`

export const worksheetStyle: string = `
.whose { display: flex; gap: 2rem; margin: 0 0 1.5rem; color: var(--soft); }
.whose span { flex: 1; border-bottom: 1px solid; }
.whose span + span { flex: 0 0 10rem; }
.asked { margin: 1.5rem 0 1rem; }
.asked .legend { margin-bottom: .4rem; font-weight: 600; }
.asked .kicker { display: block; font-size: .85em; }
.asked ol { margin: 0; padding: 0; list-style: none; counter-reset: choice; }
.asked li { counter-increment: choice; display: flex; gap: .6em; align-items: baseline; }
.asked li::before { content: counter(choice, lower-alpha); flex: none; width: 1.5em; line-height: 1.5em; text-align: center; border: 1px solid; border-radius: 50%; font-size: .8em; }
.because { margin: .8rem 0 0; }
.rule { height: 1.9em; border-bottom: 1px solid #888; }
.because + .rule { margin-top: -1em; margin-left: 5em; }
.starter { border-left: 0; padding-left: 0; }
.notes { display: none; }
@media print {
  .asked { break-inside: avoid; break-after: avoid; }
  .worksheet > :has(+ :is(.asked, .starter)) { break-after: avoid; }
  .worksheet > .cell { break-inside: avoid; }
  .worksheet .figure svg { max-height: 80mm; }
}
`

export const bookletStyle: string = `
@page:first { @top-left { content: none; } @top-right { content: none; } @bottom-right { content: none; } }
.title-page { padding-top: 25vh; text-align: center; }
.title-page h1 { font-size: 2.6rem; }
.title-page .size { color: var(--soft); }
.chapters ul { list-style: none; padding: 0; }
.chapters li { display: flex; gap: 1rem; justify-content: space-between; }
.chapters .group { margin-top: 1rem; font-weight: 600; }
.chapters a { text-decoration: none; color: inherit; }
@media print {
  .title-page { padding-top: 80mm; }
  .chapters { break-before: page; }
  .chapter { break-before: page; }
}
`

/**
 * The head of pages.
 *
 * @param id of the part of the document whose pages they are; '' for all of it
 */
export function runningHead(id: string, left: string, right = ''): string {
  const look = 'font: 8pt sans-serif; color: #444;'
  const boxes = `@top-left { content: ${cssString(left)}; ${look} }${right && ` @top-right { content: ${cssString(right)}; ${look} }`}`
  return id === '' ? `@page { ${boxes} }\n` : `@page ${id} { ${boxes} }\n#${id} { page: ${id}; }\n`
}

/** A text as CSS quotes it, within a style element. */
function cssString(text: string): string {
  const escaped = (character: string) => `\\${character.codePointAt(0)!.toString(16)} `
  return `"${text.replace(/[^\p{L}\p{M}\p{N} .,:;!?()'’“”–—-]/gu, escaped)}"`
}
