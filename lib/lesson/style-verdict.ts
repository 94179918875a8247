/** For pages that say what verifying found. */
export const verdictStyle = `
.found { margin: -.4rem .6rem .35rem; font-size: .75rem; line-height: 1.3; text-align: right; color: var(--soft); font-variant-emoji: text; }
:is(.outputs, .lead):has(> .same) { position: relative; }
.found.same { position: absolute; right: .35rem; bottom: .15rem; margin: 0; }
.found span { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
`
