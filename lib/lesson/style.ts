import { codeStyle } from './style-code.ts'
import { printStyle } from './style-print.ts'

/**
 * The page's style sheet: system fonts, light and dark, paper, screens from 320 px on. Every pair of colours that carries text
 * has a contrast of at least 4.5 to 1.
 */
const pageStyle = `
:root {
  color-scheme: light dark;
  --ground: #fff; --raised: #f5f7f9; --ink: #1c2127; --soft: #565f69; --line: #d9dfe5; --accent: #0a58ca; --tint: #eef4fd;
  --good: #136c36; --good-tint: #e8f5ec; --bad: #b02a1f; --bad-tint: #fdf0ee;
  --text: system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif;
  --mono: ui-monospace, 'Cascadia Code', 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #12171d; --raised: #1a2028; --ink: #e3e7eb; --soft: #a2acb7; --line: #343b44; --accent: #82b4ff; --tint: #1a2636;
    --good: #7fd19a; --good-tint: #16291d; --bad: #ff9d92; --bad-tint: #331d1b;
  }
}
*, ::before, ::after { box-sizing: border-box; }
html { font: 100%/1.6 var(--text); background: var(--ground); color: var(--ink); -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scroll-padding-top: 4rem; }
body { margin: 0; overflow-wrap: break-word; }
main { font-size: 1.0625rem; }
a { color: var(--accent); text-underline-offset: .18em; text-decoration-thickness: .06em; }
a:hover { text-decoration-thickness: .12em; }
:focus-visible { outline: .18rem solid var(--accent); outline-offset: .15rem; border-radius: .2rem; }
.skip { position: absolute; left: .75rem; top: -5rem; z-index: 3; padding: .5rem 1rem; background: var(--accent); color: var(--ground); }
.skip:focus { top: .5rem; }

header.site { position: sticky; top: 0; z-index: 2; background: var(--ground); border-bottom: 1px solid var(--line); }
header.site div { display: flex; justify-content: space-between; gap: 1rem; max-width: 47.5rem; margin: 0 auto; padding: .6rem 1.25rem; font-size: .875rem; }
header.site a { text-decoration: none; }
header.site .course { font-weight: 600; color: var(--ink); }
header.site .jump { margin-left: auto; }
footer.site { margin-top: 3rem; border-top: 1px solid var(--line); font-size: .875rem; color: var(--soft); }
footer.site p { max-width: 47.5rem; margin: 0 auto; padding: 1rem 1.25rem 2rem; }

.page { max-width: 72rem; margin: 0 auto; padding: 0 1.25rem; }
main { min-width: 0; max-width: 45rem; margin: 0 auto; padding: 2rem 0 0; }
h1, h2, h3, h4, h5, h6 { line-height: 1.25; margin: 2.5rem 0 .75rem; letter-spacing: -.011em; text-wrap: balance; }
h1 { font-size: clamp(1.7rem, 1.35rem + 1.6vw, 2.2rem); margin: .25rem 0 1.25rem; letter-spacing: -.02em; }
h2 { font-size: 1.5rem; padding-top: .5rem; }
h3 { font-size: 1.2rem; }
h4, h5, h6 { font-size: 1rem; }
p, ul, ol, dl, blockquote, table, pre { margin: 0 0 1.1rem; }
li { margin: .25rem 0; }
li > p { margin-bottom: .5rem; }
ul, ol { padding-left: 1.5rem; }
dd { margin: 0 0 .5rem 1.25rem; }
hr { border: 0; border-top: 1px solid var(--line); margin: 2.5rem 0; }
img { max-width: 100%; height: auto; }
blockquote { margin-left: 0; padding: .1rem 0 .1rem 1.1rem; border-left: .2rem solid var(--line); color: var(--soft); }
blockquote > :last-child { margin-bottom: 0; }
mark { background: #ffe58a; color: #1c2127; }
kbd { font: .85em var(--mono); padding: .1em .4em; border: 1px solid var(--line); border-bottom-width: 2px; border-radius: .3em; }
.permalink { margin-left: .35em; color: var(--soft); text-decoration: none; font-weight: 400; opacity: 0; }
:is(h2, h3, h4, h5, h6):hover .permalink, .permalink:focus { opacity: 1; }

.scroll { overflow-x: auto; margin: 0 0 1.1rem; }
.scroll > table { margin: 0; }
table { border-collapse: collapse; font-size: .9375rem; font-variant-numeric: tabular-nums; }
th, td { padding: .4rem .8rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
thead th { border-bottom: 2px solid var(--line); }
td.n, th.n { text-align: right; }
.wide > table { font-size: .8125rem; }
.wide th, .wide td { padding: .3rem .5rem; }
caption { text-align: left; color: var(--soft); padding-bottom: .4rem; }
sup, sub { line-height: 0; font-size: .75em; }
sup.footnote-ref a { text-decoration: none; padding: 0 .15em; }
.footnotes { margin: 0 0 1.5rem; font-size: .875rem; color: var(--soft); }
.footnotes::before { content: ''; display: block; width: 5rem; margin: 0 0 .5rem; border-top: 1px solid var(--line); }
.footnotes p { margin: 0; }
.footnotes ol { margin: 0; }

:is(.stamp, .to-jupyter) { margin: 0 0 .5rem; font-size: .875rem; color: var(--soft); }
.stamp.verified b { color: var(--good); }
.stamp.failed b { color: var(--bad); }

.cell { position: relative; margin: 0 0 1.5rem; }
.cell pre { margin: 0; }
.count { display: block; width: max-content; margin: 0 0 .2rem; font: .75rem/1.5 var(--mono); color: var(--soft); text-decoration: none; }
.count:hover { color: var(--accent); }
.outputs { border: 1px solid var(--line); border-radius: .5rem; overflow: hidden; }
pre.code + .outputs, pre.code + details { border-top: 0; border-top-left-radius: 0; border-top-right-radius: 0; }
pre.code:has(+ .outputs, + details:not([hidden])) { border-bottom-left-radius: 0; border-bottom-right-radius: 0; }
.output { padding: .7rem .9rem; margin: 0; }
.output + .output { border-top: 1px solid var(--line); }
.output > :last-child { margin-bottom: 0; }
.output > .scroll:last-child, .output > .figure { margin: 0; }
.output .tall { max-height: 34rem; overflow: auto; }
.label { margin: 0 0 .2rem; font-size: .8125rem; color: var(--soft); }
.stderr { box-shadow: inset .2rem 0 #c98a00; }
.error { box-shadow: inset .2rem 0 var(--bad); background: var(--bad-tint); }
.figure { overflow-x: auto; }
.figure svg { display: block; width: var(--width, 100%); max-width: 100%; min-width: var(--least, 0px); height: auto; margin: 0 auto; font-family: var(--text); }
.figure img { display: block; margin: 0 auto; }
figure { margin: 0; }
.paper > * { color-scheme: light; background: #fff; color: #1c2127; border-radius: .25rem; }
.unchecked { margin: .3rem 0 0; }
.finding { margin: .5rem 0 1rem; padding: .6rem .9rem; border-left: .2rem solid var(--bad); background: var(--bad-tint); }
.finding p { margin: 0; }
.finding b { color: var(--bad); }
.finding pre { margin: .5rem 0 0; }

summary { cursor: pointer; width: fit-content; max-width: 100%; padding: .15rem .3rem; margin-left: -.3rem; border-radius: .25rem; color: var(--accent); font-size: .9375rem; }
summary:hover { background: var(--tint); }
details.fold { margin: 0 0 1.5rem; padding: .35rem .9rem; border: 1px solid var(--line); border-radius: .5rem; }
details.fold[open] > summary { margin-bottom: .5rem; }
details.fold .cell { margin-bottom: .5rem; }
.cell > details.fold { margin: 0; }
.cell > details.fold + * { margin-top: .5rem; }
details.reveal { border: 1px solid var(--line); border-radius: .5rem; background: var(--tint); overflow: hidden; }
details.reveal[hidden] { border: 0; }
details.reveal > summary { width: auto; margin: 0; padding: .55rem .9rem; border-radius: 0; font-weight: 600; }
details.reveal > summary:focus-visible { outline-offset: -.2rem; }
details.reveal > .outputs { border: 0; border-top: 1px solid var(--line); border-radius: 0; background: var(--ground); }

.turn { display: flex; flex-wrap: wrap; gap: 1rem; margin: 3rem 0 0; }
.turn a { flex: 1 1 14rem; padding: .7rem 1rem; border: 1px solid var(--line); border-radius: .5rem; text-decoration: none; line-height: 1.4; }
.turn a:hover { border-color: var(--accent); }
.turn small { display: block; color: var(--soft); }
.turn .next { text-align: right; }
aside { margin: 3rem auto 0; max-width: 45rem; font-size: .9375rem; }
aside h2 { font-size: .8125rem; margin: 0 0 .5rem; padding: 0; letter-spacing: 0; color: var(--soft); }
aside ul { list-style: none; margin: 0 0 1.75rem; padding: 0; line-height: 1.4; }
aside li { margin: 0; }
aside li a { display: block; padding: .28rem 0; color: var(--ink); text-decoration: none; }
aside li a:hover { color: var(--accent); text-decoration: underline; }
aside .level-3 a { padding-left: .9rem; color: var(--soft); }
aside [aria-current] { font-weight: 600; color: var(--accent); }

.index main { padding-top: 3rem; }
.index h1 { margin-bottom: .5rem; }
.lessons { list-style: none; margin: 1.5rem 0 0; padding: 0; }
.lessons li { margin: 0; padding: 1rem 0; border-top: 1px solid var(--line); }
.lessons a { font-weight: 600; font-size: 1.0625rem; text-decoration: none; }
.lessons a:hover { text-decoration: underline; }
.lessons p { margin: .15rem 0 0; color: var(--soft); }
.badge { margin-left: .4rem; padding: .05rem .45rem; border-radius: 1rem; font-size: .75rem; font-weight: 600; white-space: nowrap; }
.badge.verified { color: var(--good); background: var(--good-tint); }
.badge.failed { color: var(--bad); background: var(--bad-tint); }

@media (max-width: 30rem) {
  .page, header.site div, footer.site p { padding-left: 1rem; padding-right: 1rem; }
  .output { padding-left: .5rem; padding-right: .5rem; }
}
@media (min-width: 56rem) {
  .count { position: absolute; right: 100%; margin: .95rem .6rem 0 0; }
  details .count { position: static; margin: 0 0 .2rem; }
}
@media (min-width: 72rem) {
  .page:not(.index) { display: grid; grid-template-columns: minmax(0, 45rem) 15rem; justify-content: space-between; padding-left: 4rem; }
  main { margin: 0; width: 100%; }
  .index main { margin: 0 auto; }
  header.site div, footer.lesson p { max-width: 72rem; padding-left: 4rem; }
  aside { position: sticky; top: 2.75rem; max-height: calc(100vh - 2.75rem); overflow-y: auto; margin: 0; padding: 2.25rem .25rem 1rem; font-size: .875rem; }
  .jump { display: none; }
}
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
@media (forced-colors: active) { .outputs, details { border: 1px solid; } }
`

/** Comments and indentation are for those who read this file. */
export const stylesheet: string = `${pageStyle}${codeStyle}${printStyle}`.replace(/^ +/gm, '').trim()
