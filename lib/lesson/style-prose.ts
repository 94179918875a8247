import { ansiStyle } from './style-code.ts'
import { figureRules } from './style-figure.ts'
import { rareMathStyle } from './style-math.ts'
import { predictionStyle } from './style-prediction.ts'
import { printRules } from './style-print.ts'

/** Rules for what few notebooks hold: a page carries those that it has a use for. */
const rulesByUse: readonly (readonly [use: RegExp, css: string])[] = [
  ...figureRules,
  [
    /class="box /,
    `.box { --edge: var(--accent); margin: 1.1rem 0; padding: .7rem 1rem; border-left: .2rem solid var(--edge); border-radius: .3rem; background: color-mix(in srgb, var(--edge) 7%, var(--ground)); }
.box.tip { --edge: var(--good); }
.box.important { --edge: var(--magenta); }
.box.warning { --edge: var(--yellow); }
.box.caution { --edge: var(--bad); }
.box > :last-child { margin-bottom: 0; }
.box > .box-title { margin-bottom: .3rem; color: var(--edge); }
details.box > summary { margin-left: 0; padding: 0; }
@media print { .box { border: 1px solid var(--line); break-inside: avoid; } }`,
  ],
  [/class="[^"]*\bansi-/, ansiStyle],
  [
    /class="footnote/,
    `sup.footnote-ref a { text-decoration: none; padding: 0 .15em; }
.footnotes { margin: 0 0 1.5rem; font-size: .875rem; color: var(--soft); }
.footnotes::before { content: ''; display: block; width: 5rem; margin: 0 0 .5rem; border-top: 1px solid var(--line); }
.footnotes p { margin: 0; }
.footnotes ol { margin: 0; }`,
  ],
  [
    /class="finding"/,
    `.finding { margin: .5rem 0 1rem; padding: .6rem .9rem; border-left: .2rem solid var(--bad); background: var(--bad-tint); }
.finding p { margin: 0; }
.finding b { color: var(--bad); }
.finding pre { margin: .5rem 0 0; }`,
  ],
  [/<menclose|class="[^"]*\b(?:tml-(?:over|under|fbox|x?cancel|tilde|hat)|longdiv|phasor|actuarial)/, rareMathStyle],
  [/class="box-title"/, '.box-title { font-weight: 600; }'],
  [/class="task"/, 'li.task { list-style: none; }\nli.task input { margin: 0 .45em 0 -1.35em; }'],
  [/<dl/, 'dt { font-weight: 600; }'],
  [/<figcaption/, 'figure { margin: 0 0 1.1rem; }\nfigcaption { font-size: .9375rem; color: var(--soft); }'],
  [
    /class="chips"/,
    `.chips { display: flex; flex-wrap: wrap; align-items: baseline; gap: .4rem .6rem; max-width: none; margin: 0 0 .6rem; padding: 0; list-style: none; }
.chips li { margin: 0; }
.chip { display: inline-block; padding: .1rem .7rem; border: 1px solid var(--line); border-radius: 1rem; font-size: .875rem; color: var(--ink); text-decoration: none; }
a.chip, summary.chip { color: var(--accent); }
a.chip:hover { border-color: var(--accent); }
.chips details > .chip { margin: 0; }
.chips li:has([open]) { flex-basis: 100%; }
.chips details ul { display: flex; flex-wrap: wrap; gap: .2rem 1.1rem; margin: .5rem 0 .25rem; padding: 0; list-style: none; }`,
  ],
  [
    /<a [^>]*title="/,
    `.term { color: inherit; text-decoration: underline dotted var(--soft); }
.term:hover { color: var(--accent); }
#page_note { position: fixed; inset: auto; width: max-content; max-width: min(24rem, calc(100vw - 1rem)); margin: 0; padding: .6rem .85rem; border: 1px solid var(--line); border-radius: .5rem; box-shadow: 0 .25rem 1rem rgb(0 0 0 / .12); font-size: .9375rem; line-height: 1.5; color: var(--ink); background: var(--ground); }
@media print { .term { text-decoration: none; } }`,
  ],
  [
    /class="byline"/,
    '.subtitle { margin-top: -.75rem; font-size: 1.2rem; color: var(--soft); }\n.byline { color: var(--soft); }',
  ],
  [
    /class="fold check"/,
    `details.check { padding: 0; border: 0; font-size: .8125rem; }
details.check > summary { margin-left: .7rem; font-size: .8125rem; color: var(--soft); }
details.check .cell { margin: 0; }`,
  ],
  [
    /class="starter"/,
    `.starter { margin: 0 0 1.5rem; padding: .1rem 0 .1rem 1rem; border-left: .2rem solid var(--accent); }
.starter .cell { margin: 0; }
.starter .count { position: static; margin: 0 0 .2rem; }
.turn-head { margin: 0 0 .5rem; font-size: .9375rem; }
.turn-head b { color: var(--accent); }
.said { margin: 0; padding: .7rem .9rem 0; }
@media (max-width: 30rem) { .said { padding: .7rem .5rem 0; } }`,
  ],
  [
    /class="cell listing"/,
    `.listing > pre.code { padding: .35rem 1rem; font-size: .75rem; }
.listing > .outputs { background: var(--raised); }
.listing .output { padding: .85rem 1rem; }
.listing pre { overflow-x: auto; }`,
  ],
  [
    /class="(?:passed|missed)"/,
    `.passed { color: var(--good); font-weight: 600; }
.missed { color: var(--yellow); font-weight: 600; }
pre:has(> samp > :is(.passed, .missed)) { white-space: pre-wrap; }`,
  ],
  [/class="prediction"/, predictionStyle.trim()],
  [/class="magic"/, '.magic { color: var(--magenta); font-weight: 600; }'],
  [
    /<span class="figure/,
    'span.figure { display: block; }\nspan.between { display: inline-block; max-width: 100%; vertical-align: middle; }',
  ],
  [
    /<t[dh][^>]* class="[^"]*\bto-/,
    ['left', 'center', 'right'].map((side) => `:is(td, th).to-${side} { text-align: ${side}; }`).join('\n'),
  ],
  // Text on an author's own ground, which is the same in both themes.
  [/style="[^"]*color-scheme:/, '[style*="color-scheme:"] :is(a, code, pre) { color: inherit; background: none; }'],
  [
    /<div[^>]* style="[^"]*text-align:center/,
    '[style*="text-align:center"] > .scroll > table { margin-inline: auto; }',
  ],
  ...printRules,
]

/** The rules that the markup has a use for. */
export function proseStyle(markup: string): string {
  return rulesByUse
    .filter(([use]) => use.test(markup))
    .map(([, css]) => `\n${css}`)
    .join('')
}
