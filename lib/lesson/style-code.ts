/** Code, highlighting and terminal colours: eight hues, each legible on the ground and on the raised ground, light and dark. */
export const codeStyle: string = `
:root {
  --red: #b02a1f; --green: #136c36; --yellow: #7d5200; --blue: #0b57b0; --magenta: #8a2a96; --cyan: #00677a; --gray: #5c6670;
}
@media (prefers-color-scheme: dark) {
  :root {
    --red: #ff9d92; --green: #8fd6a0; --yellow: #e8c172; --blue: #8dc1ff; --magenta: #d9abff; --cyan: #7fd6e3; --gray: #98a3ae;
  }
}
pre, code, samp { font-family: var(--mono); font-size: .875em; font-variant-ligatures: none; tab-size: 2; }
pre { overflow-x: auto; font-size: .8125rem; line-height: 1.55; }
pre code, pre samp { font-size: 1em; }
:not(pre) > code { padding: .12em .25em; border-radius: .25em; background: var(--raised); }
:is(h1, h2, h3, h4, h5, h6, summary) > code { padding: 0; background: none; }
.prediction :not(pre) > code { background: var(--ground); }
.prediction label :not(pre) > code { background: var(--raised); }
main pre:not(.output pre) { padding: .85rem 1rem; background: var(--raised); border: 1px solid var(--line); border-radius: .5rem; }
.hljs-keyword, .hljs-literal, .hljs-selector-tag, .hljs-doctag { color: var(--magenta); }
.hljs-string, .hljs-regexp, .hljs-addition, .hljs-char { color: var(--green); }
.hljs-number, .hljs-symbol, .hljs-bullet { color: var(--yellow); }
.hljs-comment, .hljs-quote, .hljs-meta { color: var(--gray); }
.hljs-comment { font-style: italic; }
.hljs-title, .hljs-section, .hljs-attr, .hljs-attribute, .hljs-name { color: var(--blue); }
.hljs-built_in, .hljs-type, .hljs-class .hljs-title, .hljs-title.class_ { color: var(--cyan); }
.hljs-deletion { color: var(--red); }
.hljs-subst { color: inherit; }
.hljs-emphasis { font-style: italic; }
.hljs-strong { font-weight: 600; }
.ansi-bold { font-weight: 600; }
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
.ansi-on-cyan { background: var(--cyan); }
`
