/**
 * For pages with formulas. The fonts are those with a table of mathematical constants that systems have or people install:
 * without one, limits come too near and brackets do not grow. What is framed or struck out is drawn here, since of the browsers
 * only Firefox draws `menclose` itself.
 */
const style = `
.formula { display: block; overflow-y: hidden; padding: .25rem 0; text-align: center; }
p:has(> math) { overflow-x: auto; overflow-y: hidden; }
.tml-left { text-align: left; }
.tml-right { text-align: right; }
math { line-height: normal; font-family: 'STIX Two Math', 'Cambria Math', 'Latin Modern Math', 'Libertinus Math', 'TeX Gyre Termes Math', 'DejaVu Math TeX Gyre', 'Noto Sans Math', 'Asana Math', math, serif; }
munderover > :nth-child(2), munder > mi + mrow { padding-top: .12em; }
munderover > :nth-child(3) { padding-bottom: .15em; }
td > .formula, th > .formula { margin: 0; }
pre.tex { white-space: pre-wrap; }
`

/** For what is framed, struck out, or under a wide accent. */
const rareStyle = `
@supports (not (-moz-appearance: none)) {
  menclose { position: relative; padding: .5ex 0; }
  .tml-overline { padding: .1em 0 0; border-top: .065em solid; }
  .tml-underline { padding: 0 0 .1em; border-bottom: .065em solid; }
  .tml-fbox { padding: 3pt; border: 1px solid; }
  .tml-cancel, .phasor-angle { position: absolute; left: .5px; bottom: 0; width: 100%; height: 100%; background-color: currentColor; }
  .upstrike, .phasor-angle { clip-path: polygon(.05em 100%, 0 calc(100% - .05em), calc(100% - .05em) 0, 100% .05em); }
  .downstrike { clip-path: polygon(0 .05em, .05em 0, 100% calc(100% - .05em), calc(100% - .05em) 100%); }
  .sout { clip-path: polygon(0 calc(55% + .0333em), 0 calc(55% - .0333em), 100% calc(55% - .0333em), 100% calc(55% + .0333em)); }
  .tml-xcancel { clip-path: polygon(.05em 0, 0 .05em, calc(50% - .05em) 50%, 0 calc(100% - .05em), .05em 100%, 50% calc(50% + .05em), calc(100% - .05em) 100%, 100% calc(100% - .05em), calc(50% + .05em) 50%, 100% .05em, calc(100% - .05em) 0, 50% calc(50% - .05em)); }
  .longdiv-top { border-top: .067em solid; padding: .1em .2em .2em .433em; }
  .longdiv-arc { position: absolute; top: 0; bottom: .1em; left: -.4em; width: .7em; border: .067em solid; border-radius: 70%; clip-path: inset(0 0 0 .4em); }
  .phasor-bottom { border-bottom: .067em solid; padding: .2em .2em .1em .6em; }
  .phasor-angle { width: auto; aspect-ratio: .5; }
  .actuarial { padding: .04em .04em 0; border: solid; border-width: .08em .08em 0 0; }
  .tml-tilde-2 { transform: scale(2, 1.1); }
  .tml-tilde-3 { transform: scale(3, 1.1); }
  .tml-tilde-4 { transform: scale(4, 1.1); }
  .tml-hat-1 { transform: scale(1.9, 1); }
  .tml-hat-2 { transform: scale(3.9, 1); }
  .tml-hat-3 { transform: scale(5.8, 1); }
  .tml-hat-4 { transform: scale(7.8, 1); }
}
`

export const mathStyle: string = style.replace(/^ +/gm, '').trim()
export const rareMathStyle: string = rareStyle.replace(/^ +/gm, '').trim()
