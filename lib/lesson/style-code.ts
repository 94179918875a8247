/** Code, highlighting and terminal colours: nine hues, each with a contrast of 7 to 1 on every ground of the page, light and dark. */
export const codeStyle: string = `
:root {
  --red: light-dark(#a11a17, #fd9588); --orange: light-dark(#863c00, #e8a37c); --yellow: light-dark(#714a00, #d9b680); --green: light-dark(#005f2e, #86c596);
  --cyan: light-dark(#005a6a, #79c3d5); --blue: light-dark(#0251a0, #83b8fc); --violet: light-dark(#6333b3, #bba4fd); --magenta: light-dark(#862195, #e297ed); --gray: light-dark(#4b535c, #abb2ba);
}
pre, code, samp { font-family: var(--mono); font-size: .85em; font-variant-ligatures: none; tab-size: 2; }
pre { overflow-x: auto; font-size: .875rem; line-height: 1.6; }
pre code, pre samp { font-size: 1em; }
:not(pre) > code { padding: .1em .2em; border-radius: .25em; background: var(--raised); }
:is(h1, h2, h3, h4, h5, h6, summary, .standfirst, a) > code { padding: 0; background: none; }
.prediction :not(pre) > code { background: var(--ground); }
.prediction label :not(pre) > code { background: var(--raised); }
main pre:not(.output pre) { padding: .8rem 1rem; background: var(--raised); border: 1px solid var(--line); border-radius: .5rem; }
pre:has(> .copy) { position: relative; }
.copy { position: absolute; top: .45rem; right: .5rem; min-height: 1.5rem; padding: 0 .5rem; border: 1px solid var(--line); border-radius: .35rem; background: var(--ground); color: var(--soft); font: .75rem var(--text); text-indent: 0; cursor: pointer; user-select: none; opacity: 0; }
:is(pre:hover > .copy, .copy:focus-visible) { opacity: 1; }
.copy:hover { color: var(--accent); border-color: var(--accent); }
@media (hover: none) { .copy { position: static; float: right; margin: -.3rem -.5rem 0 .5rem; border: 0; background: none; opacity: 1; } }
@media print { .copy { display: none; } }
@media (max-width: 46rem) {
  pre { font-size: .8125rem; }
  pre.code, .listing pre { white-space: pre-wrap; overflow-wrap: anywhere; text-indent: 2ch hanging each-line; }
}
code .k { color: var(--magenta); }
code .s { color: var(--green); }
code .m { color: var(--yellow); }
code .c { color: var(--gray); font-style: italic; }
code .nf { color: var(--blue); }
code .na { color: var(--violet); }
code .nv { color: var(--orange); }
code .nc { color: var(--cyan); }
code .gd { color: var(--red); }
code .p { color: var(--ink); }
code .ge { font-style: italic; }
code .gs { font-weight: 600; }
`

/** For what a program colours in a terminal. */
export const ansiStyle: string = `.ansi-bold { font-weight: 600; }
.ansi-dim { color: var(--gray); }
.ansi-italic { font-style: italic; }
.ansi-underline { text-decoration: underline; }
.ansi-black, .ansi-white { color: inherit; }
.ansi-red { color: var(--red); }
.ansi-green { color: var(--green); }
.ansi-yellow { color: var(--yellow); }
.ansi-blue { color: var(--blue); }
.ansi-magenta { color: var(--magenta); }
.ansi-cyan { color: var(--cyan); }
[class*='ansi-on-'], .ansi-inverse { padding: 0 .15em; border-radius: .15em; color: var(--ground); background: var(--soft); }
.ansi-on-red { background: var(--red); }
.ansi-on-green { background: var(--green); }
.ansi-on-yellow { background: var(--yellow); }
.ansi-on-blue { background: var(--blue); }
.ansi-on-magenta { background: var(--magenta); }
.ansi-on-cyan { background: var(--cyan); }`
