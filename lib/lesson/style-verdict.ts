/** For pages that say what verifying found. */
export const verdictStyle = `
.verdict { margin: -.4rem .6rem .35rem; font-size: .75rem; line-height: 1.3; text-align: right; color: var(--soft); font-variant-emoji: text; }
:is(.outputs, .lead):has(> .ok) { position: relative; }
.verdict.ok { position: absolute; right: .35rem; bottom: .15rem; margin: 0; }
.verdict span { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
`
