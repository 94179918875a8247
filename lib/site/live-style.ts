/** Of live figures alone, whose script brings it along: no page carries it. */
export const liveStyle: string = `
@media screen { .is-live > :is(.figure, .enlarge, .words) { display: none; } }
@media print { .live { display: none; } }
.lead.lead:has(.is-live) { padding-bottom: 0; }
:is(.outputs, details.reveal):has(.is-live) { overflow: clip; }
.live [hidden] { display: none; }
.live { font-size: .9375rem; line-height: 1.5; }
.live button, .live select { min-height: 2rem; padding: .2rem .7rem; border: 1px solid var(--line); border-radius: .4rem; background: var(--ground); color: var(--ink); font: inherit; font-size: .875rem; cursor: pointer; touch-action: manipulation; }
.live button:hover { border-color: var(--accent); color: var(--accent); }
.live button[aria-pressed=true] { border-color: var(--accent); background: var(--tint); color: var(--accent); font-weight: 600; }
.live button[aria-pressed=true]::before { content: '✓ ' / ''; }
.live button[aria-disabled=true] { border-color: var(--line); color: var(--soft); border-style: dashed; cursor: default; }
.live-controls { position: relative; display: grid; grid-template-columns: repeat(auto-fill, minmax(min(19rem, 100%), 1fr)); gap: .5rem 2rem; align-items: end; margin: 0 0 1rem; }
.live-frame ~ .live-controls { margin: .75rem 0 0; }
.live-frame ~ :is(.live-actions, .live-challenge) { margin: .75rem 0 0; }
.live-number { display: grid; grid-template-columns: 1fr auto; column-gap: .75rem; align-items: center; }
.live-number label { grid-column: 1; }
.live-number .live-value { grid-row: 1; grid-column: 2; text-align: right; font-weight: 600; font-variant-numeric: tabular-nums; white-space: nowrap; }
.live-number input { grid-column: 1 / 3; }
.live input[type=range] { width: 100%; min-width: 0; height: 1.75rem; margin: 0; accent-color: var(--accent); cursor: pointer; touch-action: pan-y pinch-zoom; }
@media (forced-colors: none) {
  .live input[type=range] { appearance: none; background: none; }
  .live input[type=range]::-webkit-slider-runnable-track { height: .25rem; border-radius: .125rem; background: linear-gradient(90deg, var(--accent) calc(.6rem + (100% - 1.2rem) * var(--part, 0)), var(--line) 0); }
  .live input[type=range]::-moz-range-track { height: .25rem; border-radius: .125rem; background: linear-gradient(90deg, var(--accent) calc(.6rem + (100% - 1.2rem) * var(--part, 0)), var(--line) 0); }
  .live input[type=range]::-webkit-slider-thumb { appearance: none; width: 1.2rem; height: 1.2rem; margin-top: -.475rem; border: .2rem solid var(--ground); border-radius: 50%; background: var(--accent); box-shadow: 0 0 0 1px var(--accent); }
  .live input[type=range]::-moz-range-thumb { width: 1.2rem; height: 1.2rem; border: .2rem solid var(--ground); border-radius: 50%; background: var(--accent); box-shadow: 0 0 0 1px var(--accent); }
}
.live fieldset { min-width: 0; margin: 0; padding: 0; border: 0; }
.live legend { padding: 0; margin: 0 0 .25rem; }
.live-choices { display: flex; flex-wrap: wrap; width: fit-content; max-width: 100%; border: 1px solid var(--line); border-radius: .4rem; overflow: hidden; }
.live-choices label { position: relative; flex: auto; display: flex; align-items: center; justify-content: center; gap: .35rem; min-height: 2rem; padding: .1rem .7rem; font-size: .875rem; cursor: pointer; touch-action: manipulation; }
.live-choices label:hover { background: var(--tint); }
.live-choices label:has(:checked) { background: var(--tint); color: var(--accent); font-weight: 600; }
.live-choices label:has(:focus-visible) { outline: .18rem solid var(--accent); outline-offset: -.18rem; border-radius: .4rem; }
.live-choices input { margin: 0; accent-color: var(--accent); }
.live-choices input:focus-visible { outline: 0; }
.live-choice label { display: block; margin: 0 0 .25rem; }
.live-choice select { max-width: 100%; }
.live-list { display: flex; flex-wrap: wrap; gap: .25rem .75rem; align-items: center; }
.live-actions { margin: 0 0 1rem; }
.live-actions > div { display: flex; flex-wrap: wrap; gap: .35rem .6rem; align-items: baseline; margin: 0 0 .4rem; }
.live-actions > div > span { min-width: 5rem; color: var(--soft); }
.live-buttons { display: flex; flex-wrap: wrap; gap: .35rem; }
.live-frame { max-width: 100%; margin: 0 auto; }
.live-picture { position: relative; contain: layout style; max-width: 100%; margin: 0 auto; }
.live-frame.stale { opacity: .45; }
.live-over, .live-targets { position: absolute; inset: 0; pointer-events: none; }
.live-targets { width: 100%; height: 100%; overflow: visible; touch-action: manipulation; }
.live-target { scroll-margin: 4rem 0 5.5rem; cursor: pointer; outline: 0; -webkit-tap-highlight-color: transparent; }
.live-target.still { cursor: default; }
.live-target path { vector-effect: non-scaling-stroke; fill: none; stroke-linecap: round; stroke-linejoin: round; }
.live-hit { stroke: transparent; pointer-events: stroke; }
.live-hit.area { fill: transparent; pointer-events: all; }
.live-mark { stroke: none; pointer-events: none; }
.live-picture:hover .live-target:not(.still) .live-mark { stroke: var(--accent); stroke-opacity: .14; stroke-width: 9px; }
.live-picture:hover .live-target:not(.still) .live-mark.area { stroke-width: 3px; }
.live-picture .live-target:is(.pointed, .linked, :focus-visible) .live-mark { stroke: var(--accent); stroke-opacity: .45; stroke-width: 10px; }
.live-picture .live-target:is(.pointed, .linked, :focus-visible) .live-mark.area { fill: var(--accent); fill-opacity: .12; stroke-opacity: 1; stroke-width: 2px; }
.live-picture .live-target:focus-visible .live-mark { stroke-opacity: .6; }
.live-tip { position: absolute; z-index: 1; width: max-content; max-width: 16rem; padding: .2rem .55rem; border-radius: .35rem; background: var(--ink); color: var(--ground); font-size: .8125rem; line-height: 1.4; pointer-events: none; }
.live-moment { position: sticky; bottom: 0; z-index: 1; display: grid; grid-template-columns: auto 1fr; gap: 0 .75rem; align-items: center; margin: .75rem 0 0; padding: .4rem 0; background: var(--ground); border-top: 1px solid var(--line); }
.live-steps { display: flex; gap: .25rem; }
.live-steps button { min-width: 2.25rem; padding: .2rem .5rem; }
.live-steps button:nth-child(2) { min-width: 4.2rem; }
.live-moment-words { grid-column: 1 / 3; min-height: 1lh; font-size: .875rem; }
.live-hint:not([hidden]) + .live-said { display: none; }
.live .live-hint { margin: 0; font-size: .9375rem; color: var(--soft); }
.live-end { display: flex; gap: 1rem; justify-content: space-between; align-items: start; min-height: 2rem; margin: .5rem 0 0; }
.live-end > div { padding: .2rem 0; max-width: var(--measure, 58ch); }
.live-said { display: block; }
.live-run { flex: none; display: flex; gap: .75rem; align-items: center; }
.live-working { color: var(--soft); font-size: .875rem; }
@media (prefers-reduced-motion: no-preference) { .live-working { animation: live-working 1.2s ease-in-out infinite alternate; } }
@keyframes live-working { to { opacity: .45; } }
.live-reset[aria-disabled=true]:not(:focus-visible) { visibility: hidden; }
.live-challenge { margin: 0 0 .9rem; padding: .4rem .8rem; border-left: .2rem solid var(--accent); }
.live-challenge b { color: var(--accent); }
.live-challenge.met { border-left-color: var(--good); background: var(--good-tint); }
.live-challenge.met b, .live-challenge output { color: var(--good); font-weight: 600; }
.live-challenge.met output::before { content: '✓ ' / ''; }
.live-views { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); gap: 1rem 2rem; margin: 1rem 0 0; }
.live-views > :not(.text) { grid-column: 1 / -1; }
.live .live-name { margin: 0 0 .35rem; font-weight: 600; }
.live-lines { margin: 0; padding: 0; list-style: none; font-size: .8125rem; max-width: none; }
.live-lines li { position: relative; margin: 0; padding: .05rem .5rem .05rem 1.4rem; border-left: .2rem solid transparent; white-space: pre-wrap; overflow-wrap: anywhere; }
.live .live-lines code { padding: 0; background: none; font-size: 1em; }
.live-lines li[aria-current] { border-color: var(--accent); background: var(--tint); font-weight: 600; }
.live-lines li[aria-current]::before { content: '▸' / ''; position: absolute; left: .4rem; color: var(--accent); }
.live-note { margin-left: 1rem; overflow-wrap: normal; font-weight: 400; color: var(--soft); }
.live-facts { margin: 0; font-size: .875rem; }
.live-facts div { display: grid; grid-template-columns: minmax(7rem, 2fr) 3fr; gap: 0 1rem; padding: .15rem .5rem; border-bottom: 1px solid var(--line); border-left: .2rem solid transparent; }
.live-facts :is(dt, dd) { margin: 0; font-weight: 400; }
.live-facts dt { color: var(--soft); }
.live-facts dd { font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.live-facts .changed { border-left-color: var(--accent); background: var(--tint); }
.live-facts .changed dd { font-weight: 600; }
.live-facts .changed dd::after { content: ' ●' / ' changed'; font-size: .7em; color: var(--accent); }
@media (forced-colors: active) {
  .live-lines li, .live-facts div { border-left-color: Canvas; }
  .live-choices label:has(:checked), .live-lines li[aria-current], .live-facts .changed { outline: 2px solid Highlight; outline-offset: -2px; }
  .live-target:is(.pointed, .linked, :focus-visible) .live-mark { stroke: Highlight !important; stroke-opacity: 1 !important; stroke-width: 3px !important; }
  .live-tip { border: 1px solid; }
}
`.trim()
