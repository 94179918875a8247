import type { Output } from '../../lib/notebook/index.ts'

const png = (data: string): Output => ({ output_type: 'display_data', data: { 'image/png': data }, metadata: {} })
const display = (data: Record<string, unknown>): Output => ({ output_type: 'display_data', data, metadata: {} })
const out = (text: string): Output => ({ output_type: 'stream', name: 'stdout', text })
/** One pixel, red and green. */
const red = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC'
const green = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGNg+M8AAAICAQB7CYF4AAAAAElFTkSuQmCC'
const svg = (inside: string) =>
  `<svg width="120" height="40"><rect width="120" height="40" fill="#48f"/>${inside}</svg>`
const attack = `<script>document.title = 'owned'</script><img src="http://127.0.0.1:9/x.png" onerror="document.title='owned'">`
/** As well-formed as a picture by itself must be. */
const drawnAttack = `<script>document.title = 'owned'</script><image href="http://127.0.0.1:9/x.png" onerror="document.title='owned'"/>`

/** What is stored and what comes: texts, pictures, markup, and all of it meant to do harm. */
export const pairs: readonly (readonly [name: string, stored: Output[], fresh: Output[]])[] = [
  ['text', [out('one\ntwo\nthree 3\nfour\n')], [out('one\ntwo\nthree 4\nfour\nfive\n')]],
  [
    'long',
    [out(`${'same\n'.repeat(30)}a ${'wide '.repeat(200)}\n${'same\n'.repeat(30)}z\n`)],
    [out(`${'same\n'.repeat(30)}b ${'wide '.repeat(200)}\n${'same\n'.repeat(30)}y\n`)],
  ],
  ['png', [png(red)], [png(green)]],
  ['png is new', [], [png(green)]],
  [
    'svg',
    [display({ 'image/svg+xml': svg(`<text y="20">old</text>`) })],
    [
      display({
        'image/svg+xml': svg(`<text y="20">new</text>${drawnAttack}`),
      }),
    ],
  ],
  [
    'narrow svg',
    [display({ 'image/vnd.ackbook.narrow-svg+xml': svg('<title>a</title><text y="20">old</text>') })],
    [display({ 'image/vnd.ackbook.narrow-svg+xml': svg(`<title>a</title><text y="20">new</text>${drawnAttack}`) })],
  ],
  [
    'html',
    [display({ 'text/html': '<b>old</b>' })],
    [display({ 'text/html': `<b>new</b>${attack}</table></main><iframe src="javascript:1">` })],
  ],
  [
    'out of its place',
    [out('"><script>1</script>')],
    [out(`</pre></td></table><style>*{display:none}</style>${attack}\u0007\u202e`)],
  ],
  ['no picture', [png('"><script>')], [png(`x" onerror="document.title='owned'`)]],
]
