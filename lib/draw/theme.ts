/**
 * The look of every figure: a few variables, and one rule a class. A page that has a theme switch of its own overrides the
 * variables on `.ackfig` with a more specific selector.
 */
const light = {
  bg: '#ffffff',
  ink: '#1b1f24',
  muted: '#475058',
  grid: '#d9dee4',
  soft: '#e8f0f9',
  shade: '#f2f4f7',
  c1: '#024e9a',
  c2: '#873502',
  c3: '#045c2d',
  c4: '#642faf',
  c5: '#8a1f4d',
}
const dark: typeof light = {
  bg: '#12171d',
  ink: '#e8edf2',
  muted: '#b2b9c1',
  grid: '#333c46',
  soft: '#1c2d40',
  shade: '#1b222a',
  c1: '#82c0ff',
  c2: '#ffae70',
  c3: '#74d59a',
  c4: '#cdaaff',
  c5: '#ff9dbd',
}
/** The reader's own colours: series differ by dash and mark then. @see CSS Color Adjustment 1 §3, CSS Color 4 §6.2 */
const forced: typeof light = {
  bg: 'Canvas',
  ink: 'CanvasText',
  muted: 'CanvasText',
  grid: 'GrayText',
  soft: 'Canvas',
  shade: 'Canvas',
  c1: 'LinkText',
  c2: 'CanvasText',
  c3: 'CanvasText',
  c4: 'CanvasText',
  c5: 'CanvasText',
}
export const palettes: {
  readonly light: Readonly<Record<string, string>>
  readonly dark: Readonly<Record<string, string>>
} = { light, dark }

/** Sizes in CSS pixels, the same in every layout. */
export const FONT = 13
export const SMALL = 12
/** What a figure is laid out for unless told: the column of a page, or of JupyterLab. In CSS pixels. */
export const WIDE = 680
/** The second layout, for phones: what a screen of 390 CSS pixels leaves a figure. */
export const NARROW = 340

const strokeOf = (colour: string, width: number, more = ''): string =>
  `fill:none;stroke:var(--${colour});stroke-width:${width}${more}`
const dashed = (pattern: string): string => `;stroke-dasharray:${pattern}`

/** Series differ by dash first, by colour second. */
const classRules: Readonly<Record<string, string>> = {
  b: 'font-weight:700',
  i: 'font-style:italic',
  s: `font-size:${SMALL}px`,
  xs: 'font-size:11px',
  m: 'fill:var(--muted)',
  e: 'text-anchor:end',
  c: 'text-anchor:middle',
  grid: strokeOf('grid', 1),
  axis: strokeOf('muted', 1),
  life: strokeOf('muted', 1.5),
  plate: 'fill:var(--bg)',
  arrow: strokeOf('ink', 1.5),
  ack: strokeOf('muted', 1.1),
  veil: 'fill:var(--bg);opacity:.8',
  differs: strokeOf('c2', 9, ';opacity:.25'),
  thin: strokeOf('c1', 1, ';opacity:.6'),
  again: strokeOf('c2', 2, dashed('6 3')),
  gone: strokeOf('c5', 2.2),
  marked: 'fill:var(--bg);stroke:var(--c4);stroke-width:2',
  head: 'fill:var(--ink)',
  head2: 'fill:var(--c2)',
  box: 'fill:var(--bg);stroke:var(--muted);stroke-width:1.2',
  on: 'fill:var(--soft);stroke:var(--c1);stroke-width:2.2',
  soft: 'fill:var(--soft)',
  faint: strokeOf('muted', 0.8, ';opacity:.45'),
  l1: strokeOf('c1', 2),
  l2: strokeOf('c2', 2, dashed('8 4')),
  l3: strokeOf('c3', 1.8, dashed('2 2.5')),
  l4: strokeOf('c4', 2, dashed('9 3 2 3')),
  sack: strokeOf('c4', 3.5, ';opacity:.7'),
  seg: strokeOf('ink', 1.3),
  una: strokeOf('c3', 1.6),
  wnd: strokeOf('c2', 1.4, dashed('7 3')),
  bar: 'fill:var(--c1)',
  band: 'fill:var(--c3);opacity:.16',
  tick: strokeOf('ink', 2.2),
  casing: strokeOf('bg', 5),
  l5: strokeOf('c5', 2, dashed('14 4')),
  l6: strokeOf('c1', 2, dashed('4 2')),
  l7: strokeOf('c2', 2, dashed('1 4')),
  l8: strokeOf('c3', 2, dashed('12 3 3 3 3 3')),
  done: 'fill:var(--shade);stroke:var(--muted)',
  may: 'fill:var(--bg);stroke:var(--c1);stroke-width:1.6',
  not: strokeOf('muted', 1.2, dashed('3 3')),
  edge: strokeOf('muted', 1.2),
  host: 'fill:var(--shade);stroke:var(--muted)',
  prog: 'fill:var(--bg);stroke:var(--ink);stroke-width:1.4',
  sock: 'fill:var(--bg);stroke:var(--c1);stroke-width:1.6',
  cell: 'fill:var(--bg);stroke:var(--muted);stroke-width:1.2',
  taken: 'fill:var(--c1)',
  call: strokeOf('ink', 1.3),
  conn: strokeOf('c1', 2),
  wire: strokeOf('muted', 2.6),
  path1: strokeOf('c1', 3),
  path2: strokeOf('c2', 3, dashed('7 4')),
  head1: 'fill:var(--c1)',
  headm: 'fill:var(--muted)',
  t1: 'fill:var(--c1)',
  t2: 'fill:var(--c2)',
  t3: 'fill:var(--c3)',
  t4: 'fill:var(--c4)',
  t5: 'fill:var(--c5)',
  n1: 'fill:var(--bg);stroke:var(--c1);stroke-width:1.8',
  n2: 'fill:var(--bg);stroke:var(--c2);stroke-width:1.8',
}

/** The variables that the rules need, each a declaration. */
const CLASS = ' class="'

const variableLines = (rules: string, value: (name: keyof typeof light) => string): string =>
  (Object.keys(light) as (keyof typeof light)[])
    .filter((name) => rules.includes(`var(--${name})`))
    .map((name) => `--${name}:${value(name)}`)
    .join(';')

/**
 * The style sheet for a figure's markup: the rules whose class occurs in it, and the variables in them. In a page a figure has the page's
 * `color-scheme`, which is light if it says nothing: a dark ground without it would swallow the lines. Alone it has the reader's, and as
 * `<img>` that of the element. Paper is light.
 *
 * @see CSS Color 5 §light-dark, CSS Color Adjustment 1 §2
 */
export function styleFor(markup: string): string {
  const found = new Set<string>()
  for (let at = markup.indexOf(CLASS); at >= 0; at = markup.indexOf(CLASS, at)) {
    at += CLASS.length
    found.add(markup.slice(at, markup.indexOf('"', at)))
  }
  const key = [...found].sort().join('"')
  const known = knownSheets.get(key) ?? sheetFor(new Set([...found].flatMap((names) => names.split(' '))))
  if (knownSheets.size < MOST_SHEETS) knownSheets.set(key, known)
  return known
}

/** Figures of a kind have the same classes, and a lesson draws many of a kind. */
const knownSheets = new Map<string, string>()
const MOST_SHEETS = 200

function sheetFor(used: ReadonlySet<string>): string {
  const rules = [
    // As a picture of its own (a file, or what Jupyter makes of it) there is no page below it to stand on.
    '.ackfig:root{color-scheme:light dark;background:var(--bg)}',
    `.ackfig text{font:${FONT}px system-ui,sans-serif;font-variant-numeric:tabular-nums;fill:var(--ink)}`,
    ...Object.entries(classRules)
      .filter(([name]) => used.has(name))
      .map(([name, value]) => `.ackfig .${name}{${value}}`),
    // VS Code puts a notebook's pictures into its page, and says there how dark it is by a class alone.
    '.vscode-dark .ackfig,.vscode-high-contrast .ackfig{color-scheme:dark}',
    '@media print{.ackfig{color-scheme:light}}',
  ].join('')
  const both = variableLines(rules, (name) => `light-dark(${light[name]},${dark[name]})`)
  return [
    `.ackfig{max-width:100%;height:auto;${both}}`,
    `@media (forced-colors:active){.ackfig{${variableLines(rules, (name) => forced[name])}}}`,
    rules,
  ].join('')
}
