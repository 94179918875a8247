/** For pages that say what verifying found. */
export const verdictStyle = `
.verdict { margin: -.55rem .6rem .3rem; font-size: .75rem; line-height: 1.3; text-align: right; color: var(--soft); font-variant-emoji: text; }
.verdict span { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.provenance { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: 0 auto; }
.provenance dd { margin: 0; overflow-wrap: anywhere; }
`
