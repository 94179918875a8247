import { browserScripts } from '../lesson/scripts.ts'
import { liveStyle } from './live-style.ts'

/** In the order in which they stand on one another. */
const liveScripts = [
  'live-values',
  'live-elements',
  'live-sift',
  'live-worker-client',
  'live-places',
  'live-tip',
  'live-targets',
  'live-picture',
  'live-controls',
  'live-moment',
  'live-actions',
  'live-views',
  'live-words',
  'live-said',
  'live-state',
  'live-figure',
  'live',
]

/**
 * The script that makes figures of a page live, for a file `live.js` beside the pages: `ackbook.live.page` and `ackbook.live.text` take
 * what a page and its worker need (see `LiveParts` of `browser/live.d.ts`). It loads a text NAME from `live/NAME.js` beside itself.
 */
export function liveRuntime(): string {
  const parts = { style: liveStyle, head: browserScripts('live-worker') }
  return `window.ackbook = { ...window.ackbook, live: ${JSON.stringify(parts)} }\n${browserScripts(...liveScripts)}\n`
}
