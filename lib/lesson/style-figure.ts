/** Rules for figures: two layouts, the fold with their words, what enlarges them, where they lead. For {@link proseStyle}. */
export const figureRules: readonly (readonly [use: RegExp, css: string])[] = [
  [
    // What follows the page's themes stands on the page's own ground, whatever it takes for it; paper is light.
    /<svg[^>]* class="[^"]*_ackfig/,
    `@media (forced-colors: none) { .figure > svg[class*="_ackfig"] { --bg: var(--ground); } }
@media print { .figure > svg[class*="_ackfig"] { color-scheme: light; } }`,
  ],
  [
    /<div class="figure two/,
    `.two { container-type: inline-size; width: var(--width, auto); max-width: 100%; margin: 0 auto; overflow: visible; }
.two > svg { min-width: 0; }
@media screen {
  .two:not(.large) { width: min(100%, 1.4 * var(--width)); }
  .two:not(.large) > svg:first-child { width: 100%; }
}
.two > svg + svg { display: none; width: var(--narrow, 100%); }
@container not (min-width: 640px) {
  .two > svg:first-child { display: none; }
  .two > svg + svg { display: block; }
}
@media (max-width: 46rem) { .outputs .two { width: auto; margin: 0 -.5rem; } }
@media print { .two { container-type: normal; } }`,
  ],
  [
    /<div class="figure two[^"]* sheet[ "]/,
    // In a column it would have letters of 8 pixels.
    `@media (min-width: 60rem) and (max-width: 71.99rem) {
  main > .cell:has(.sheet) { --out: min(65rem, 100vw - 4rem); width: var(--out); max-width: none; margin-left: calc(50% - var(--out) / 2); }
}
@container not (min-width: 880px) {
  .sheet > svg:first-child { display: none; }
  .sheet > svg + svg { display: block; }
}`,
  ],
  [
    /class="words"/,
    `.words { margin-top: .5rem; font-size: .875rem; }
.words > summary { font-size: .8125rem; color: var(--soft); }
.words > p { margin: .3rem 0 .5rem; }
.words > pre { clear: both; }
@media print { details.words:not([open]) { display: none; } }`,
  ],
  [
    /<div class="figure/,
    `.enlarge { float: right; margin-top: .5rem; padding: .15rem .4rem; border: 0; border-radius: .25rem; font: .8125rem var(--text); color: var(--soft); background: none; cursor: pointer; }
.enlarge:hover { background: var(--tint); }
.enlarge[hidden] { display: none; }
.enlarge + :not(.words) { clear: both; }
.scaled { cursor: zoom-in; }
.lens { box-sizing: border-box; width: 100%; height: 100%; max-width: none; max-height: none; margin: 0; padding: 1rem; border: 0; overflow: auto; background: var(--ground); color: var(--ink); }
.lens > button { position: sticky; left: 0; top: 0; padding: .3rem .8rem; border: 1px solid var(--line); border-radius: .4rem; font: .9375rem var(--text); color: var(--ink); background: var(--ground); cursor: pointer; }
.lens > .figure { margin: 1rem 0 0; overflow: visible; cursor: zoom-out; }
.lens > .figure > * { max-width: none; }
@media print { .enlarge { display: none; } }`,
  ],
  [
    /<div class="lead[ "]/,
    `.lead { max-width: 53rem; margin: 1.75rem 0 2rem; }
.lead > .output { padding: 0; border: 0; }`,
  ],
  [
    // For what a script brings.
    /<div class="lead r\d/,
    `@media screen and (scripting: enabled) {
  .lead { padding-bottom: var(--room); }
  @media (max-width: 44rem) { .lead { padding-bottom: var(--narrow-room); } }
}`,
  ],
]
