/** Of the search alone, which brings it along: no page carries it. */
export const searchStyle: string = `
#search { width: min(44rem, calc(100vw - 2rem)); max-width: none; max-height: calc(100dvh - 4rem); margin: 2rem auto auto; padding: 0; border: 1px solid var(--line); border-radius: .6rem; background: var(--ground); color: var(--ink); overflow: hidden; }
#search[open] { display: flex; flex-direction: column; }
#search::backdrop { background: rgb(0 0 0 / .45); }
#search > div { display: flex; gap: .5rem; padding: .75rem; border-bottom: 1px solid var(--line); }
#search input { flex: 1; min-width: 0; padding: .5rem .75rem; font: inherit; font-size: 1.0625rem; color: inherit; background: var(--raised); border: 1px solid var(--soft); border-radius: .4rem; }
#search button { padding: .25rem .75rem; font: inherit; font-size: .875rem; color: inherit; background: none; border: 1px solid var(--line); border-radius: .4rem; cursor: pointer; }
#search p { margin: 0; padding: .5rem .9rem 0; font-size: .875rem; color: var(--soft); }
#search p:empty { display: none; }
#search ol { list-style: none; margin: 0; padding: .25rem .4rem .5rem; overflow-y: auto; overscroll-behavior: contain; }
#search li { margin: 0; }
#search li a { display: block; padding: .5rem .6rem; border-radius: .4rem; color: inherit; text-decoration: none; }
#search li a:hover, #search li a:focus-visible { background: var(--tint); }
#search li a:focus-visible { outline-offset: -.15rem; }
#search small { white-space: nowrap; font-size: .8125rem; color: var(--soft); }
#search .words { display: block; margin-top: .1rem; font-size: .9375rem; line-height: 1.45; overflow-wrap: anywhere; }
#search code.words { padding: 0; border: 0; background: none; font: .8125rem/1.5 var(--mono); }
#search mark { padding: 0 .1em; border-radius: .15em; }
@media (forced-colors: active) { #search li a:focus-visible { outline: 2px solid Highlight; } }
@media print { #search { display: none; } }
`.trim()
