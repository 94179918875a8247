/** The page on paper. */
export const printStyle: string = `
@media print {
  :root { color-scheme: light; --ground: #fff; --raised: #fff; --ink: #000; --soft: #444; --line: #bbb; --accent: #000; --tint: #fff; --good: #000; --bad: #000; --bad-tint: #fff; --good-tint: #fff; }
  html { font-size: 10pt; }
  header.site, aside, .turn, .skip, .permalink { display: none; }
  .page, main { max-width: none; padding: 0; display: block; }
  pre { white-space: pre-wrap; }
  .output .tall { max-height: none; }
  :is(.explanation, details.reveal)[hidden] { display: block; content-visibility: visible; }
  pre, .figure, tr { break-inside: avoid; }
  h1, h2, h3 { break-after: avoid; }
}
`
