/** Of the page that lists the others. */
export const indexStyle: string = `
.index { max-width: 72rem; padding: 0 1.5rem; display: block; }
.index main { max-width: none; margin: 0; padding: 0; }
.index :is(p, h1, h2, h3, ul, ol) { max-width: none; }
header.site:has(~ .index) { border-bottom-color: transparent; }
header.site:has(~ .index) div, footer.site:where(.index ~ *) p { max-width: 72rem; padding-inline: 1.5rem; }
.hero { display: grid; gap: 2rem 4rem; align-items: center; padding: clamp(1rem, 4vw, 3rem) 0 clamp(2.5rem, 5vw, 4.5rem); }
.hero h1 { margin: 0 0 1rem; font-size: clamp(2.25rem, 1.5rem + 3.4vw, 3.75rem); line-height: 1.05; letter-spacing: -.035em; }
.hero .description { margin: 0 0 1.25rem; max-width: 34em; font-size: clamp(1.125rem, 1.05rem + .35vw, 1.3125rem); line-height: 1.5; text-wrap: pretty; }
.hero .lead { min-width: 0; margin: 0; }
.hero .output { padding: 0; }
.facts a { color: inherit; white-space: nowrap; }
main.missing { padding: clamp(2rem, 8vw, 6rem) 0 0; }
.facts { color: var(--soft); font-variant-numeric: tabular-nums; }
.hero .facts { margin: 0 0 1.5rem; font-size: 1rem; }
.elsewhere code { white-space: nowrap; }
.start { display: flex; flex-wrap: wrap; gap: .75rem; margin: 0 0 1.5rem; font-size: 1.0625rem; }
.button { padding: .7rem 1.25rem; border: 1px solid var(--accent); border-radius: .5rem; background: var(--accent); color: var(--ground); text-decoration: none; }
.button:hover { text-decoration: underline; }
.button.second { background: none; color: var(--accent); }
.button[hidden] { display: none; }
.elsewhere { margin: 0; font-size: .9375rem; color: var(--soft); }
.heard { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

.ways { padding: 2rem 0 2.25rem; border-top: 1px solid var(--line); }
.ways h2, .part h2 { margin: 0 0 .4rem; padding: 0; font-size: 1.625rem; letter-spacing: -.018em; }
.ways > ul { display: grid; gap: 1.25rem; margin: 1.25rem 0 0; padding: 0; list-style: none; }
.ways > ul > li { display: flex; flex-direction: column; margin: 0; padding: 1.25rem 1.4rem; border: 1px solid var(--line); border-radius: .75rem; }
.ways > ul > li.chosen { border-color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent); }
.ways h3 { margin: 0 0 .25rem; font-size: 1.125rem; }
.ways p { margin: 0 0 .75rem; color: var(--soft); }
.path { display: flex; flex-wrap: wrap; gap: .35rem 0; margin: auto 0 0; padding: 0; list-style: none; font-size: .9375rem; font-variant-numeric: tabular-nums; }
.path li { position: relative; margin: 0; }
.path li:first-child { margin-left: -.4rem; }
.path li:not(:last-child)::after { content: '→'; padding: 0 .35rem; color: var(--soft); }
.path a { display: inline-block; min-width: 1.5rem; padding: .1rem .15rem; text-align: center; text-decoration: none; }
.path a:hover { text-decoration: underline; }
.ways button { align-self: flex-start; min-height: 2.25rem; margin: 1rem 0 0; padding: .25rem .9rem; border: 1px solid var(--accent); border-radius: .4rem; background: none; font: inherit; font-size: .9375rem; color: var(--accent); cursor: pointer; }
.ways button[aria-pressed=true] { background: var(--accent); color: var(--ground); }
.ways button[hidden] { display: none; }

.part { padding: 2.5rem 0 1rem; border-top: 1px solid var(--line); }
.part .about { max-width: 44em; text-wrap: balance; margin: 0 0 1.5rem; color: var(--soft); }
.part .about .facts { display: block; font-size: .9375rem; }
.cards { display: grid; gap: 1.25rem; margin: 0 0 1.5rem; padding: 0; list-style: none; }
.cards > li { position: relative; display: flex; flex-direction: column; margin: 0; border: 1px solid var(--line); border-radius: .75rem; overflow: hidden; background: var(--ground); }
.cards > li:hover { border-color: var(--accent); }
.cards > li > div:last-child { flex: 1; display: flex; flex-direction: column; padding: 1rem 1.4rem 1.1rem; }
.mini { height: 13rem; padding: 1rem 1.25rem; border-bottom: 1px solid var(--line); }
.mini.paper { background: #fff; }
.mini svg { display: block; width: 100%; height: 100%; }
.cards :is(h2, h3) { margin: 0 0 .3rem; padding: 0; font-size: 1.25rem; letter-spacing: -.015em; }
.cards :is(h2, h3) a { color: var(--ink); text-decoration: none; }
.cards :is(h2, h3) a::after { content: ''; position: absolute; inset: 0; }
.cards :is(h2, h3) a:focus-visible { outline: 0; }
.cards > li:has(:is(h2, h3) a:focus-visible) { outline: .18rem solid var(--accent); outline-offset: .15rem; }
.cards > li:hover :is(h2, h3) a { color: var(--accent); }
.cards p { margin: 0 0 .75rem; line-height: 1.5; color: var(--soft); }
.cards .question { color: var(--ink); }
.meta { display: flex; flex-wrap: wrap; gap: .15rem 1.1rem; font-size: .875rem; font-variant-numeric: tabular-nums; }
.cards .meta { margin: auto 0 0; }
.badge { padding: .05rem .45rem; border-radius: 1rem; font-size: .8125rem; font-weight: 600; white-space: nowrap; }
.badge.failed { color: var(--bad); background: var(--bad-tint); }
.meta a { position: relative; display: inline-block; padding: 0 .1rem; min-height: 1.5rem; }

@media (max-width: 30rem) { .index { padding: 0 1rem; } .cards .question + p:not(.meta) { display: none; } }
@media (max-width: 56rem) {
  .mini { height: 10rem; }
  .mini svg text { display: none; }
}
@media (max-width: 44rem) {
  .index main { display: flex; flex-direction: column; }
  .hero.pictured { display: contents; }
  .hero .words { padding: 1rem 0 2rem; }
  .hero .lead { padding: 0 0 2rem; }
  .hero .lead:not(.moving) { order: 1; padding-top: 2rem; margin-bottom: 2rem; border-top: 1px solid var(--line); }
  #page_list { order: 2; }
  .mini { height: auto; padding: .75rem; }
  .mini svg { height: auto; max-height: 7rem; }
}
@media (min-width: 44rem) {
  .cards, .ways > ul { grid-template-columns: 1fr 1fr; }
  .cards > li:last-child:nth-child(odd) { grid-column: 1 / -1; flex-direction: row; }
  .cards > li:last-child:nth-child(odd) > div { flex: 1 1 50%; align-self: stretch; }
  .cards > li:last-child:nth-child(odd) > .mini { height: auto; min-height: 13rem; border: 0; border-right: 1px solid var(--line); }
}
@media (min-width: 56rem) {
  .cards, .ways > ul { gap: 1.5rem; }
  .hero.pictured { grid-template-columns: minmax(0, 24rem) minmax(0, 1fr); gap: 3.5rem; }
  .hero.pictured .figure { overflow: visible; }
}
@media print {
  .ways button, .start { display: none; }
  .hero { padding: 0 0 1.5rem; }
  .ways, .part { padding: 1rem 0 .5rem; }
  .cards { grid-template-columns: 1fr 1fr; gap: 1rem; }
  .cards > li { break-inside: avoid; }
  .cards > li > div:last-child { padding: .6rem .9rem; }
  .part .about { break-after: avoid; break-inside: avoid; }
  .mini { height: auto; padding: .5rem; }
  .mini svg { height: auto; max-height: 32mm; }
}
`
  .replace(/^ +/gm, '')
  .trim()
