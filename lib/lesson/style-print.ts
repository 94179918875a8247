/**
 * The page on paper: numbered pages with margins of their own, all folds open, what belongs together on one page. Colours are those of
 * the light theme, whichever is chosen for the screen.
 */
export const printStyle: string = `
@page {
  margin: 17mm 18mm 19mm;
  @bottom-right { content: counter(page) ' / ' counter(pages); font: 8pt sans-serif; color: #444; }
}
@media print {
  :root, :root[data-theme] { color-scheme: light; --ground: #fff; --raised: #fff; --ink: #000; --soft: #444; --line: #bbb; --accent: #000; --tint: #fff; --good: #000; --bad: #000; --bad-tint: #fff; --good-tint: #fff; }
  html { font-size: 9.5pt; line-height: 1.45; }
  main { --measure: 47em; --box: 100%; font-size: 1rem; }
  header.site, aside, .downloads, .turn, .skip, .permalink, .to-jupyter, main button, .count { display: none; }
  .page, main { max-width: none; padding: 0; display: block; }
  main :is(h1, h2, h3, h4, h5, h6) { max-width: none; margin-top: 1.5em; break-after: avoid; }
  main h1 { margin-top: 0; font-size: 2.2rem; }
  .standfirst { font-size: 1.2rem; }
  p, li, dd, blockquote { orphans: 3; widows: 3; }
  pre { white-space: pre-wrap; font-size: .8rem; line-height: 1.4; }
  main pre:not(.output pre) { padding: .4rem .7rem; }
  main :is(.cell, details.fold, .starter, .prediction) { width: auto; min-width: 0; max-width: none; margin: 0 0 1rem; }
  .cell > :is(pre, .outputs, details), details.fold { border: 1px solid var(--line); border-radius: .4rem; }
  .output { padding: .4rem .7rem; }
  .output .tall { max-height: none; }
  .outputs, details { overflow: visible; }
  details:not(.words)::details-content { content-visibility: visible; block-size: auto; }
  :is(.explanation, details.reveal)[hidden] { display: block; content-visibility: visible; }
  summary { list-style: none; break-after: avoid; }
  summary::-webkit-details-marker { display: none; }
  details.fold { padding: .2rem .7rem .4rem; }
  .cell > details.fold, details.check { padding: 0; border: 0; }
  details.check { break-inside: avoid; }
  summary, .label { font-size: .8rem; color: var(--soft); }
  th, td { padding: .2rem .8rem .2rem 0; }
  table { font-size: .85rem; }
  pre.code:has(+ .outputs, + details), .cell > details.fold:has(+ .outputs), .label, caption, thead { break-after: avoid; }
  tr, .figure, .lead, .output:has(> .figure), .cell:has(.figure) { break-inside: avoid; }
  .figure svg { max-height: 235mm; }
  .scroll, .figure { overflow: visible; }
  footer.site { break-before: avoid; margin-top: 1rem; }
  footer.site p { max-width: none; padding: .3rem 0 0; }
}
`

/** Questions on paper: choices have letters in place of buttons, and the answers go by these. */
export const predictionPrintStyle: string = `
@media print {
  main .prediction { padding: 0; margin: 1.2rem 0 .8rem; border: 0; counter-reset: choice; }
  .prediction fieldset, .prediction li { break-inside: avoid; }
  .prediction label { counter-increment: choice; padding: 0; margin: .15rem 0; border: 0; box-shadow: none !important; }
  .prediction label::before { content: '(' counter(choice, lower-alpha) ')'; }
  .prediction :is(input, .mark, .verdict) { display: none; }
  .prediction details { font-size: .85rem; }
  .prediction details ol { padding-left: 2em; list-style: lower-alpha; }
  .prediction li p:first-child:not(:last-child) { display: none; }
  .prediction li p { display: inline; }
}`

/** Rules for what some pages alone have on paper; they stand behind all others. For {@link proseStyle}. */
export const printRules: readonly (readonly [use: RegExp, css: string])[] = [
  [/class="prediction"/, predictionPrintStyle.trim()],
  [/class="starter"/, '@media print { .starter { break-inside: avoid; } .said { padding: .4rem .7rem 0; } }'],
]
