import type { Ready } from './messages.ts'

/** The page of the live view; the script fills it. @param nonce of the policy, for its style and its script */
export function viewPage(ready: Ready, nonce: string, script: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Our TCP on ${ready.interface}</title>
<link rel="icon" href="data:,">
<style nonce="${nonce}">${STYLE}</style>
<main>
<h1>Our TCP on <code>${ready.interface}</code></h1>
<p>Your Linux is ${ready.address}, our host ${ready.host}. In a terminal: <code>curl http://${ready.host}/</code>, <code>curl -o /dev/null http://${ready.host}/1M</code>, <code>nc ${ready.host} 7</code>.</p>
<section aria-label="Controls" class="controls">
<div class="buttons">
<button type="button" data-drop="next">Drop the next segment</button>
<button type="button" data-drop="out">… our next with data</button>
<button type="button" data-drop="in">… your next with data</button>
</div>
<label>Loss, each way <output id="loss-now"></output><input type="range" id="loss" min="0" step="1"></label>
<label>Delay, each way <output id="delay-now"></output><input type="range" id="delay" min="0" step="1"></label>
<label>Rate, each way <output id="rate-now"></output><input type="range" id="rate" min="0" step="1"></label>
<label>Connection <select id="connection"><option value="">the newest</option></select></label>
<div class="buttons"><button type="button" id="pause" aria-pressed="false">Pause</button><button type="button" id="clear">Clear</button></div>
</section>
<p id="status" role="status">Nothing has happened yet.</p>
<figure id="ladder" hidden><img alt=""><figcaption></figcaption></figure>
<figure id="cwnd" hidden><img alt=""><figcaption></figcaption></figure>
</main>
<script nonce="${nonce}">${script}</script>
</html>
`
}

const STYLE = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; --line: light-dark(#d9dee4, #333c46) }
body { margin: 0; background: light-dark(#fff, #12171d); color: light-dark(#1b1f24, #e8edf2) }
main { max-width: 60rem; margin: 0 auto; padding: 1rem }
h1 { font-size: 1.5rem; margin: 0 }
code { font-size: .95em; overflow-wrap: anywhere }
.controls { display: grid; grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); gap: .5rem 1.5rem; align-items: end; border: 1px solid var(--line); border-radius: .5rem; padding: .75rem 1rem }
.buttons { display: flex; flex-wrap: wrap; gap: .5rem; grid-column: 1 / -1 }
label { display: block }
input, select { width: 100%; box-sizing: border-box; font: inherit }
button { font: inherit; padding: .3rem .8rem }
button[aria-pressed=true] { font-weight: 700 }
output { float: right; font-variant-numeric: tabular-nums }
#status { font-variant-numeric: tabular-nums; min-height: 3em }
figure { margin: 1rem 0 }
img { display: block; max-width: 100%; height: auto; color-scheme: inherit }
figcaption { font-size: .9rem; color: light-dark(#475058, #b2b9c1) }
`
