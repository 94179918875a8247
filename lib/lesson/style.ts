import { codeStyle } from './style-code.ts'
import { printStyle } from './style-print.ts'

/**
 * The page's style sheet: system fonts, light and dark, screens from 320 px on. Text is 58 zeros wide, some 70 letters; boxes begin a
 * little to its left, so that what is in them stands below it, and take more room when they need it. Every pair of colours that
 * carries text has a contrast of at least 7 to 1.
 */
const pageStyle = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#fff, #12161b); --raised: light-dark(#f6f7f9, #1a2027); --tint: light-dark(#eff5fd, #1a2636);
  --ink: light-dark(#1b1f24, #e4e8ec); --soft: light-dark(#4b535c, #abb2ba); --line: light-dark(#d8dee5, #353d47);
  --accent: light-dark(#004ead, #8ebcff);
  --good: light-dark(#00592b, #83cf9a); --good-tint: light-dark(#e9f6ee, #14271c); --bad: light-dark(#9a1713, #ff9f93); --bad-tint: light-dark(#fdf1ef, #301c1a);
  --text: system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif;
  --mono: ui-monospace, 'Cascadia Code', 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace;
}
:root:where([data-theme=light]) { color-scheme: light; }
:root:where([data-theme=dark]) { color-scheme: dark; }
*, ::before, ::after { box-sizing: border-box; }
html { font: 100%/1.65 var(--text); background: var(--ground); color: var(--ink); -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scroll-padding-top: 4.5rem; }
body { margin: 0; overflow-wrap: break-word; }
a { color: var(--accent); text-underline-offset: .18em; text-decoration-thickness: .06em; }
a:hover { text-decoration-thickness: .12em; }
:focus-visible { outline: .18rem solid var(--accent); outline-offset: .15rem; border-radius: .2rem; }
.skip { position: absolute; left: .75rem; top: -5rem; z-index: 3; padding: .5rem 1rem; background: var(--accent); color: var(--ground); }
.skip:focus { top: .5rem; }

header.site { position: sticky; top: 0; z-index: 2; background: var(--ground); border-bottom: 1px solid var(--line); }
header.site div { display: flex; flex-wrap: wrap; align-items: center; justify-content: flex-end; gap: 0 .25rem; min-height: 3rem; max-width: 45rem; margin: 0 auto; padding: 0 1.25rem; font-size: .875rem; }
header.site .course { flex: 1 1 4rem; max-width: max-content; margin-right: auto; padding: .25rem 0; font-weight: 600; color: var(--ink); text-decoration: none; }
header.site button { min-height: 2rem; padding: 0 .6rem; border: 0; border-radius: .4rem; background: none; font: inherit; color: var(--ink); cursor: pointer; position: relative; left: .6rem; }
header.site button:hover { background: var(--tint); color: var(--accent); }
footer.site { margin-top: 3.5rem; border-top: 1px solid var(--line); font-size: .875rem; color: var(--soft); }
footer.site p { max-width: 45rem; margin: 0 auto; padding: 1rem 1.25rem 2rem; }

.page { max-width: 45rem; margin: 0 auto; padding: 0 1.25rem; }
main { --measure: 58ch; --box: 48rem; min-width: 0; padding: 2.75rem 0 0; font-size: 1.0625rem; }
main :is(p, ul, ol, dl, blockquote) { max-width: var(--measure); }
main :is(h1, h2, h3, h4, h5, h6) { max-width: 38ch; }
h1, h2, h3, h4, h5, h6 { line-height: 1.2; margin: 2.25rem 0 .75rem; letter-spacing: -.011em; text-wrap: balance; }
h1 { font-size: clamp(2rem, 1.6rem + 1.8vw, 2.75rem); line-height: 1.1; margin: 0 0 1rem; letter-spacing: -.028em; }
h2 { font-size: 1.625rem; margin-top: 3.5rem; letter-spacing: -.018em; }
h3 { font-size: 1.25rem; margin-top: 2.5rem; }
h4, h5, h6 { font-size: 1.0625rem; }
p, li { text-wrap: pretty; }
p, ul, ol, dl, blockquote, table, pre { margin: 0 0 1.15rem; }
li { margin: .3rem 0; }
li > p { margin-bottom: .5rem; }
ul, ol { padding-left: 1.5rem; }
li::marker { color: var(--soft); }
dd { margin: 0 0 .5rem 1.25rem; }
hr { width: 5rem; border: 0; border-top: 1px solid var(--line); margin: 2.5rem 0; }
img { max-width: 100%; height: auto; }
blockquote { margin-left: 0; padding: .1rem 0 .1rem 1.1rem; border-left: .2rem solid var(--line); color: var(--soft); }
blockquote > :last-child { margin-bottom: 0; }
mark { background: #ffe58a; color: #1c2127; }
kbd { font: .8em var(--mono); padding: .1em .4em; border: 1px solid var(--line); border-bottom-width: 2px; border-radius: .3em; }
.permalink { margin-left: .35em; color: var(--soft); text-decoration: none; font-weight: 400; opacity: 0; }
:is(h2, h3, h4, h5, h6):hover .permalink, .permalink:focus { opacity: 1; }
.standfirst { margin: 0 0 1.25rem; font-size: clamp(1.2rem, 1.1rem + .45vw, 1.4rem); line-height: 1.4; letter-spacing: -.011em; color: var(--soft); text-wrap: balance; }

.scroll { overflow-x: auto; margin: 0 0 1.4rem; }
.scroll > table { margin: 0; }
table { border-collapse: collapse; font-size: .9375rem; line-height: 1.5; font-variant-numeric: tabular-nums; }
th, td { padding: .5rem 1rem .5rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
thead th { border-bottom: 1px solid var(--soft); font-weight: 600; }
.output tbody tr:last-child > * { border-bottom: 0; }
td.n, th.n { text-align: right; }
.wide > table { font-size: .8125rem; }
.wide th, .wide td { padding: .3rem .6rem .3rem 0; }
caption { text-align: left; color: var(--soft); padding-bottom: .4rem; }
sup, sub { line-height: 0; font-size: .75em; }

.notes { margin: 0 0 1.75rem; font-size: .875rem; color: var(--soft); }
:where(.notes) p { display: inline; }
.notes p + p::before { content: '· '; }
.notes code { white-space: nowrap; }
.stamp.verified b { color: var(--good); }
.stamp.failed b { color: var(--bad); }

.cell { position: relative; width: fit-content; min-width: min(100% + 1rem, var(--box)); max-width: calc(100% + 1rem); margin: 0 0 1.75rem -1rem; }
:is(details, .starter, .prediction) .cell { min-width: 0; width: auto; max-width: none; margin-left: 0; }
main > :is(.prediction, .starter) { max-width: var(--box); margin-left: -1rem; }
.cell pre { margin: 0; }
.count { display: block; width: max-content; min-height: 1.5rem; padding-left: 1rem; font: .75rem/1.5rem var(--mono); color: var(--soft); text-decoration: none; }
.count:hover { color: var(--accent); }
.outputs { border: 1px solid var(--line); border-radius: .5rem; overflow: hidden; }
pre.code + .outputs, pre.code + details { border-top: 0; border-top-left-radius: 0; border-top-right-radius: 0; }
pre.code:has(+ .outputs, + details:not([hidden])) { border-bottom-left-radius: 0; border-bottom-right-radius: 0; }
.output { padding: .8rem 1rem; margin: 0; }
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

summary { cursor: pointer; width: fit-content; max-width: 100%; padding: .15rem .3rem; margin-left: -.3rem; border-radius: .25rem; color: var(--accent); font-size: .9375rem; }
summary:hover { background: var(--tint); }
details.fold { margin: 0 0 1.5rem -1rem; padding: .35rem 1rem; border: 1px solid var(--line); border-radius: .5rem; max-width: var(--box); }
details.fold:has(.large, .wide, pre)[open] { max-width: none; }
details.fold[open] > summary { margin-bottom: .5rem; }
details.fold details.fold { margin-left: 0; }
details.fold .cell { margin-bottom: .5rem; }
.cell > details.fold { margin: 0; max-width: none; }
.cell > details.fold + * { margin-top: .5rem; }
details.reveal { border: 1px solid var(--line); border-radius: .5rem; background: var(--tint); overflow: hidden; }
details.reveal[hidden] { border: 0; }
details.reveal > summary { width: auto; margin: 0; padding: .55rem 1rem; border-radius: 0; font-weight: 600; }
details.reveal > summary:focus-visible { outline-offset: -.2rem; }
details.reveal > .outputs { border: 0; border-top: 1px solid var(--line); border-radius: 0; background: var(--ground); }

.downloads { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; align-items: baseline; margin: 3.5rem 0 -2rem; font-size: .9375rem; }
.downloads p { margin: 0; color: var(--soft); }
.downloads ul { display: contents; list-style: none; }
.downloads a { display: inline-block; padding: .15rem 0; }
.turn { display: flex; flex-wrap: wrap; gap: 1rem; max-width: var(--box); margin: 4rem 0 0 -1rem; }
.turn a { flex: 1 1 14rem; padding: .8rem 1rem; border: 1px solid var(--line); border-radius: .5rem; text-decoration: none; font-weight: 600; line-height: 1.4; }
.turn a:hover { border-color: var(--accent); }
.turn small { display: block; font-weight: 400; color: var(--soft); }
.turn .next { text-align: right; }
aside { font-size: .875rem; color: var(--ink); background: var(--ground); }
aside[popover] { position: fixed; inset: 3rem 0 auto auto; width: min(24rem, 100%); max-height: calc(100dvh - 3rem); margin: 0; padding: 1.25rem; border: 1px solid var(--line); border-top: 0; overflow-y: auto; }
aside nav > p { font-size: .8125rem; font-weight: 600; margin: 0 0 .4rem; color: var(--soft); }
aside ul { list-style: none; margin: 0 0 1.75rem; padding: 0; line-height: 1.4; }
aside li { margin: 0; }
aside li a { display: block; padding: .3rem 0 .3rem .75rem; border-left: .125rem solid var(--line); color: var(--soft); text-decoration: none; }
aside li a:hover { color: var(--accent); }
aside .level-3 a { padding-left: 1.5rem; }
aside li a[aria-current] { border-color: var(--accent); font-weight: 600; color: var(--accent); }


@media (max-width: 46rem) {
  .page, header.site div, footer.site p { padding-left: 1rem; padding-right: 1rem; }
  header.site button { left: .45rem; padding: 0 .45rem; }
  main { padding-top: 1.75rem; }
  .cell { width: auto; min-width: 0; }
  .cell, details.fold, main > .prediction { max-width: none; margin-right: -1rem; }
  .cell > :is(pre, .outputs, details), details.fold, main > .prediction { border-radius: 0; border-left: 0; border-right: 0; }
  .downloads p { width: 100%; }
  .turn { margin-left: 0; }
  .to-jupyter { display: none; }
  details :is(.cell, details.fold) { margin-right: 0; }
}
@media screen and (min-width: 72rem) {
  .page:not(.index) { display: grid; grid-template-columns: 14.5rem minmax(0, 65rem); justify-content: center; gap: 4.5rem; max-width: none; padding: 0 1.25rem; }
  :is(header.site div, footer.lesson p) { max-width: none; padding-inline: max(1.25rem, (100% - 84rem) / 2); }
  .page:not(.index) > main { grid-column: 2; }
  aside[popover] { position: sticky; inset: 3rem auto auto; display: block; width: auto; max-height: calc(100vh - 3rem); padding: 3rem .5rem 1rem 0; border: 0; scrollbar-width: thin; }
  main:only-child { grid-column: 2; }
  .jump { display: none; }
  main > .cell > .count { position: absolute; right: 100%; margin: .8rem .6rem 0 0; padding: 0; }
}
@media screen and (min-width: 100rem) { html { font-size: 112.5%; } }
@media (forced-colors: active) { .outputs, details, button { border: 1px solid; } }
`

/** Lines and spaces are for those who read this file. No string of these rules has a brace, a semicolon or a comma. */
export const stylesheet: string = `${pageStyle}${codeStyle}${printStyle}`
  .replace(/\s*([{};])\s*/g, '$1')
  .replace(/;\}/g, '}')
  .replace(/([\w-]):\s+/g, '$1:')
  .replace(/,\s+/g, ',')
  .trim()
