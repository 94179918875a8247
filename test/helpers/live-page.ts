import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { renderLesson } from '../../lib/lesson/index.ts'
import type { Cell } from '../../lib/notebook/index.ts'
import { liveRuntime } from '../../lib/site/index.ts'
import { code, display, notebook, prose } from './pages.ts'

/**
 * The text of a page's own figures, as it stands in their worker. The first has all that a figure can have: `rate` is how many lines it
 * draws, those `lost` are dashed. A rate of 7 is an exception, of 8 an endless loop; 9 draws what may not be drawn.
 */
export const ownText = `define('pictures', (require, exports) => {
  const path = (width, line) => 'M10 ' + line * 30 + 'H' + (width - 10)
  exports.draw = (width, lines, lost, more = '') =>
    '<svg xmlns="http://www.w3.org/2000/svg" class="ackfig" role="img" aria-label="lines" viewBox="0 0 ' + width + ' ' + (lines * 30 + 30) + '" width="' + width + '">' +
    '<style>.ackfig{--bg:light-dark(#fff,#111);color:light-dark(#000,#eee)}.ackfig .l{stroke:currentColor}</style>' +
    Array.from({ length: lines }, (_, at) => '<path class="l" d="' + path(width, at + 1) + '"' + (lost.includes(at + 1) ? ' stroke-dasharray="4"' : '') + '/>').join('') + more + '</svg>'
  exports.targets = (width, lines, lost) =>
    Array.from({ length: lines }, (_, at) => {
      const line = at + 1
      const isOn = lost.includes(line)
      const set = { lost: isOn ? lost.filter((each) => each !== line) : [...lost, line] }
      return { shape: path(width, line), isLine: true, label: (isOn ? 'keep line ' : 'lose line ') + line, isOn, link: 'line' + line, set }
    })
})
define('own', (require, exports) => {
  const { draw, targets } = require('pictures')
  const evil = '<script>parent.hurt = 1</script><image href="x.png"/><rect width="9" height="9" onhurt="hurt=1" fill="url(http://x/)"/><style>@import "x.css";</style><a href="x"><text>a</text></a><foreignObject><b>b</b></foreignObject>'
  exports.figures = {
    'cell-lines': ({ rate = 4, kind = 'plain', lost = [], at }) => {
      if (rate === 7) throw new Error('seven is one too many')
      while (rate === 8);
      const shown = at === undefined ? rate : Math.min(at + 1, rate)
      const sentence = 'There are ' + shown + ' ' + kind + ' lines.'
      return {
        svg: (width) => draw(width, shown, lost, rate === 9 ? evil : ''),
        table: 'lines  ' + shown,
        sentence,
        play: {
          moments: Array.from({ length: rate }, (_, line) => 'line ' + (line + 1) + ' is drawn'),
          targets: (width) => targets(width, shown, lost),
          actions: [
            { label: 'bold', group: 'kind', set: { kind: 'bold' }, isOn: kind === 'bold' },
            { label: 'loud', group: 'kind', isOff: 'Lines make no noise.' },
            { label: 'Numbers', file: 'lines.bin', bytes: () => new Uint8Array([1, 2, rate]) },
          ],
          views: [
            { name: 'Once more', figure: { svg: (width) => draw(width, shown, lost), sentence, play: { targets: (width) => [...targets(width, shown, lost), ...targets(width, 1, lost)].map(({ set, isOn, ...each }) => each) } } },
            { name: 'The program', lines: [{ text: 'draw()', isLit: shown < rate }, { text: 'rest()', isLit: shown === rate, note: 'until tomorrow' }] },
            { name: 'Facts', facts: [{ name: 'lines', value: String(shown), isChanged: at !== undefined }, { name: 'rule', value: 'ruler', href: 'https://example.org/' }] },
          ],
          challenge: { ask: 'Lose two lines.', isMet: lost.length === 2, told: 'Two are gone.' },
          said: lost.length > 0 ? 'Lost: ' + lost.join(', ') + '.' : undefined,
        },
      }
    },
    'cell-plain': ({ size = 2 }) => ({ svg: (width) => draw(width, size, []), table: '', sentence: 'Lines: ' + size + '.' }),
  }
})`

const ownParameters = [
  { name: 'rate', label: 'lines', min: 1, max: 9, step: 1, unit: 'lines', default: 4 },
  { name: 'kind', label: 'kind', choices: ['plain', 'bold'], default: 'plain' },
  { name: 'lost', label: 'lines lost', of: [1, 9], most: 3, default: [] },
  { name: 'at', label: 'shown up to', moment: true },
] as const

const stored = (lines: number, width: number): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${lines * 30 + 30}" width="${width}"><title>lines</title><style>path{stroke:light-dark(#000,#eee)}</style><path d="M0 0H9"/></svg>`

const figureCell = (id: string, lines: number): Cell => ({
  ...code('draw()', [
    display({
      'image/svg+xml': stored(lines, 680),
      'image/vnd.ackbook.narrow-svg+xml': stored(lines, 340),
      'text/plain': `There are ${lines} lines.\n\nlines  ${lines}`,
    }),
  ]),
  id,
})

/** A page with two figures of one text, written into a folder; its address. `texts` are what the page asks for. */
export function writeLivePage(folder: string, texts: readonly string[] = ['own']): string {
  const lines = Array.from({ length: 60 }, (_, at) => `Line ${at}.`).join('\n\n')
  const cells = [
    prose('# Lines'),
    prose('## One'),
    figureCell('lines', 4),
    prose(`## Two\n\n${lines}`),
    figureCell('plain', 2),
  ]
  const { html } = renderLesson(notebook(cells), {
    ...{ name: 'page', links: [] },
    place: { site: 'live', file: 'page.html' },
  })
  const figures = [
    { cell: 'cell-lines', parameters: ownParameters },
    {
      cell: 'cell-plain',
      at: '#cell-plain .output',
      parameters: [{ name: 'size', label: 'size', min: 1, max: 5, step: 0.5, default: 2 }],
    },
  ]
  mkdirSync(join(folder, 'ackbook/live'), { recursive: true })
  const written = {
    'ackbook/live.js': liveRuntime(),
    'ackbook/live/own.js': `ackbook.live.text('own', ${JSON.stringify(ownText)})`,
    'ackbook/live/page.js': `ackbook.live.page(${JSON.stringify({ texts, figures })})`,
    'page.html': html
      .replace('object-src', 'worker-src blob:; object-src')
      .replace('</body>', '<script src="ackbook/live.js"></script><script src="ackbook/live/page.js"></script></body>'),
  }
  for (const [file, text] of Object.entries(written)) writeFileSync(join(folder, file), text)
  return pathToFileURL(join(folder, 'page.html')).href
}
