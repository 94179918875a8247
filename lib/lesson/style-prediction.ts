/** What questions look like, asked and answered. */
export const predictionStyle: string = `
.prediction { position: relative; margin: 1.75rem 0 1.25rem; padding: .9rem 1rem .75rem; border: 1px solid var(--line); border-radius: .6rem; }
.prediction fieldset { margin: 0; padding: 0; border: 0; min-width: 0; }
.prediction legend { padding: 0; margin-bottom: .35rem; font-weight: 600; }
.kicker { display: block; font-size: .8125rem; font-weight: 600; color: var(--accent); }
.prediction label { display: flex; gap: .65rem; align-items: baseline; padding: .3rem .6rem; margin: .1rem -.6rem; border-radius: .4rem; cursor: pointer; }
.prediction label > :nth-child(2) { flex: 1; min-width: 0; }
.prediction label:hover { background: var(--tint); }
.prediction label:has(:focus-visible) { outline: .18rem solid var(--accent); }
.prediction input { flex: none; margin: 0; accent-color: var(--accent); transform: translateY(.1em); }
.prediction input:focus-visible { outline: 0; }
.prediction label.right { background: var(--good-tint); }
.prediction label.wrong { background: var(--bad-tint); }
.prediction label.right::after { content: '✓' / ''; font-weight: 600; color: var(--good); }
.prediction label.wrong::after { content: '✗' / ''; font-weight: 600; color: var(--bad); }
.reason { margin: .1rem 0 .45rem 1.55rem; font-size: .9375rem; line-height: 1.45; color: var(--soft); }
.reason:empty, label:not(.wrong) + .reason > .wrong { display: none; }
:is(.right, .wrong) + .reason { color: inherit; }
.right > b, b.right { color: var(--good); }
b.wrong { color: var(--bad); }
.prediction .verdict { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.again { min-height: 1.5rem; padding: .1rem .5rem; margin-left: -.5rem; border: 0; border-radius: .3rem; background: none; font: inherit; font-size: .875rem; color: var(--accent); text-decoration: underline; text-underline-offset: .18em; cursor: pointer; }
.again:hover { background: var(--tint); }
.prediction li p { margin: 0; }
.prediction details { margin-top: .35rem; font-size: .9375rem; }
.prediction details ol { margin: .35rem 0 0; }
@media (forced-colors: active) { label.right { outline: 2px solid; } label.wrong { outline: 2px dashed; } }
@media print {
  .prediction { break-inside: avoid; }
  .prediction details[hidden] { display: block; }
  .again, .reason, .prediction label::after { display: none; }
  .prediction label:is(.right, .wrong) { background: none; }
}`

/** How far the reader is, where `browser/progress.js` says it. */
export const progressStyle: string = `
aside .all { padding: 0; margin: .5rem 0 1rem; font-size: .875rem; }
.progress { margin: 0 0 1rem; font-weight: 400; padding-top: .35rem; border-top: .2rem solid; border-image: linear-gradient(90deg, var(--accent) calc(100% * var(--part)), var(--line) 0) 1; font-size: .8125rem; color: var(--soft); }
.progress button { min-height: 1.5rem; padding: .1rem .3rem; border: 0; border-radius: .3rem; background: none; font: inherit; color: var(--accent); text-decoration: underline; text-underline-offset: .18em; cursor: pointer; }
.progress button:hover { background: var(--tint); }
.answered { color: var(--soft); font-weight: 400; white-space: nowrap; }
@media (forced-colors: active) { .progress { border-top: 0; } }
@media print { .progress { display: none; } }`
