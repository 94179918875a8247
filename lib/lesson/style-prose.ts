/** Rules for what few notebooks hold: a page carries those that it has a use for. */
const rulesByUse: readonly (readonly [use: RegExp, css: string])[] = [
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
  [/class="box-title"/, '.box-title { font-weight: 600; }'],
  [/class="task"/, 'li.task { list-style: none; }\nli.task input { margin: 0 .45em 0 -1.35em; }'],
  [/<dl/, 'dt { font-weight: 600; }'],
  [/<figcaption/, 'figure { margin: 0 0 1.1rem; }\nfigcaption { font-size: .9375rem; color: var(--soft); }'],
  [
    /class="byline"/,
    '.subtitle { margin-top: -.75rem; font-size: 1.2rem; color: var(--soft); }\n.byline { color: var(--soft); }',
  ],
  [/class="magic"/, '.magic { color: var(--magenta); font-weight: 600; }'],
  [
    /<span class="figure/,
    'span.figure { display: block; }\nspan.between { display: inline-block; max-width: 100%; vertical-align: middle; }',
  ],
  // Text on an author's own ground, which is the same in both themes.
  [/style="[^"]*color-scheme:/, '[style*="color-scheme:"] :is(a, code, pre) { color: inherit; background: none; }'],
  [
    /<div[^>]* style="[^"]*text-align:center/,
    '[style*="text-align:center"] > .scroll > table { margin-inline: auto; }',
  ],
]

/** The rules that the markup has a use for. */
export function proseStyle(markup: string): string {
  return rulesByUse
    .filter(([use]) => use.test(markup))
    .map(([, css]) => `\n${css}`)
    .join('')
}
