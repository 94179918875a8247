import { renderLesson, titleOf } from '../../lib/lesson/index.ts'
import {
  type Cell,
  formatNotebook,
  type MimeBundle,
  type Notebook,
  type Output,
  type Policy,
  parseNotebook,
  withIds,
} from '../../lib/notebook/index.ts'
import { renderIndex } from '../../lib/site/index.ts'
import { presetNames, verifyAgain, verifyRun } from '../../lib/verify/index.ts'
import { code, notebookOf, out, ran, show } from './outputs.ts'

/** Pieces that come again and again; what readers of text stumble over when an end never comes. */
const pieces = [
  ...['a', ' ', '\t', '\n', ' \n', '\r', '\b', '\u00a0', 'é', 'e\u0301', '\u200b', '\ufdd0', '😀', 'a ', 'a\n', 'A.a'],
  ...[
    '1',
    '1.',
    '1,',
    '1 ',
    '-1',
    '1/2.3,4_5 ',
    '12:',
    '2026-11-',
    '127.0.0.1:',
    'port 40001 ',
    'pid ',
    '0x',
    'deadbeef-',
  ],
  ...['=', '-', '--', '.', '/', '/a', '/tmp/', '\\', 'C:\\', ':', '::', ',', ';', '%', '#', '@', '&', '&amp;', '&#'],
  ...[
    '"',
    "'",
    '`',
    '```\n',
    '*',
    '**a',
    '_',
    '__',
    '~~',
    '^',
    '|',
    '|a',
    '|a|\n|-|\n',
    '!',
    '?',
    '[',
    ']',
    '![',
    '[a](',
    '[^1]',
    '[^1]: a\n',
  ],
  ...[
    '(',
    ')',
    '((a)',
    '{',
    '}',
    '{a}',
    '<',
    '>',
    '<<',
    '</',
    '<!--',
    '-->',
    '<a>',
    '<b>',
    '<p>',
    '<a href="',
    '<table><tr><td>',
  ],
  ...[
    '<style>',
    '<svg>',
    '<g/>',
    '<details>',
    '<pre>',
    '<li>',
    'url(',
    '/*',
    '*/',
    '/* */',
    '@media ',
    '.a',
    'a,',
    'a{',
    'a{}',
    'a:b;',
  ],
  ...[
    '# a\n',
    '#### a ####\n',
    '- a\n',
    '  - a\n',
    '> ',
    '1. a\n',
    'a\n=\n',
    '    a\n',
    '---\n',
    '\\\n',
    'http://a',
    'a@b.',
    '<http://',
  ],
  ...['$', '$$', '$a', '$$\n', '\\begin{a}\n', '\\end{a}', '\\begin{a', '\\(', '\\[', '\\frac', '_{', '\\left('],
  ...[
    '\u001b',
    '\u001b[',
    '\u001b]',
    '\u001b[31m',
    '\u001b[38;5;1ma',
    '\n    at a',
    'Error: a\n    at b (c)\n',
    '/node_modules/',
    'function ',
    '//',
    '/**',
    '${',
    '`${',
  ],
]

/** Texts of a length, by name. */
export const texts: readonly (readonly [name: string, make: (length: number) => string])[] = [
  ...pieces.map((piece) => [JSON.stringify(piece), (length: number) => repeated(piece, length)] as const),
  ...[' ', '\n', '1', 'a', '-', '=', '*'].map(
    (piece) => [`x${JSON.stringify(piece)}y`, (length: number) => `x${repeated(piece, length)}y`] as const,
  ),
  ['numbered ids', (length) => numbered(length, (at) => `<b id=${at}>`)],
  ['numbered ids, paragraphs', (length) => numbered(length, (at) => `<b id=${at}><p>`)],
  ['numbered ids in cells', (length) => numbered(length, (at) => `<table><tr><td><b id=${at}><td>x`)],
  ['numbered headings', (length) => numbered(length, (at) => `# a ${at}\n\n`)],
  ['numbered environments', (length) => numbered(length, (at) => `\\begin{${letters(at)}}\n`)],
  ['numbered lines', (length) => numbered(length, (at) => `line ${at}\n`)],
  ['numbered ports', (length) => numbered(length, (at) => `port ${10_000 + (at % 50_000)}\n`)],
]

function repeated(piece: string, length: number): string {
  return piece.repeat(Math.ceil(length / piece.length)).slice(0, length)
}

function numbered(length: number, piece: (at: number) => string): string {
  let text = ''
  for (let at = 0; text.length < length; at += 1) text += piece(at)
  return text
}

function letters(at: number): string {
  return [...String(at)].map((digit) => 'abcdefghij'[Number(digit)]).join('')
}

/** What is done with a text. */
export const kinds: readonly (readonly [kind: string, work: (text: string) => unknown])[] = [
  ['parse', (text) => parseNotebook(fileOf(notebookOf([code([out(text)])])), 'x.ipynb')],
  ['parse what is no notebook', (text) => refused(() => parseNotebook(text, 'x.ipynb'))],
  ['format', (text) => formatNotebook(notebookOf([code([out(text)], {}, { source: text })]))],
  ['title', (text) => titleOf({ ...notebookOf([]), cells: [{ cell_type: 'markdown', metadata: {}, source: text }] })],
  [
    'many small cells',
    (text) => page(inPieces(text).map((source) => ({ cell_type: 'markdown', metadata: {}, source }))),
  ],
  [
    'many cells without ids',
    (text) =>
      withIds({ ...notebookOf([]), cells: inPieces(text).map(() => ({ cell_type: 'raw', metadata: {}, source: '' })) }),
  ],
  ['compare a stream', (text) => compare([out(text)], [out(`${text}!`)])],
  ['compare a stream from its beginning', (text) => compare([out(text)], [out(`!${text}`)])],
  ['compare a stream of warnings', (text) => compare([out(text, 'stderr')], [out(`${text}!`, 'stderr')])],
  ['compare many pieces of streams', (text) => compare(piecewise(text), [out(`${text}!`)])],
  ['compare HTML', (text) => compare([show({ 'text/html': text })], [show({ 'text/html': `${text}!` })])],
  ['compare SVG', (text) => compare([svg(text, 'x="1" y="2"')], [svg(text, 'y="2" x="1"')])],
  ['compare JSON', (text) => compare([json(text)], [json(`${text}!`)])],
  ['compare pictures', (text) => compare([show({ 'image/png': text })], [show({ 'image/png': `${text}=` })])],
  [
    'normalise',
    (text) => compare([out(text)], [out(`${text}!`)], { normalise: presetNames.filter((name) => name !== 'ansi') }),
  ],
  ['tolerate', (text) => compare([out(text)], [out(`${text}!`)], { tolerance: 0.1 })],
  ['diff', (text) => compare([out(text)], [out(text.replaceAll('a', 'b').replaceAll('1', '2').replaceAll(' ', '  '))])],
  ['look for a remedy', (text) => again(text)],
  ['show Markdown', (text) => page([{ cell_type: 'markdown', metadata: {}, source: text }])],
  ['show source', (text) => page([code([], {}, { source: text })])],
  ['show a stream', (text) => page([code([out(text)])])],
  ...['text/plain', 'text/html', 'text/markdown', 'text/latex', 'application/json', 'image/svg+xml', 'image/png'].map(
    (mime) => [`show ${mime}`, (text: string) => page([code([show(bundle(mime, text))])])] as const,
  ),
  ['show SVG', (text) => page([code([svg(text, '')])])],
  [
    'show a style sheet',
    (text) =>
      page([
        code([
          show({
            'image/svg+xml': `<svg xmlns="http://www.w3.org/2000/svg"><style>${text}</style><g style="a:${text}"/></svg>`,
          }),
        ]),
      ]),
  ],
  [
    'show an index',
    (text) =>
      renderIndex({
        title: text.slice(0, 1000),
        links: inPieces(text).map((title, at) => ({ name: `n${at}`, title, href: `n${at}.html` })),
      }),
  ],
]

function fileOf(notebook: Notebook): string {
  return JSON.stringify(notebook)
}

function refused(work: () => unknown): void {
  try {
    work()
  } catch {
    // It is no notebook.
  }
}

function inPieces(text: string): string[] {
  return Array.from({ length: Math.ceil(text.length / 100) }, (_, at) => text.slice(100 * at, 100 * at + 20))
}

function piecewise(text: string): Output[] {
  return inPieces(text).map((piece, at) => out(piece, at % 2 === 0 ? 'stdout' : 'stderr'))
}

function svg(text: string, attributes: string): Output {
  const words = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  return show({
    'image/svg+xml': `<svg xmlns="http://www.w3.org/2000/svg"><text ${attributes}>${words}</text>${text.includes('<') ? text : ''}</svg>`,
  })
}

function json(text: string): Output {
  return show({ 'application/json': inPieces(text) })
}

function bundle(mime: string, text: string): MimeBundle {
  return { [mime]: text, 'text/plain': 'x' }
}

function compare(stored: Output[], fresh: Output[], ackbook: Policy = {}): unknown {
  return verifyRun(notebookOf([code(stored, { ackbook })]), ran([fresh]))
}

function again(text: string): unknown {
  const notebook = notebookOf([code([out(text)])])
  const [one, other] = [ran([[out(`${text}1`)]]), ran([[out(`${text}2`)]])]
  return verifyAgain(notebook, one, other, verifyRun(notebook, one))
}

function page(cells: readonly Cell[]): string {
  return renderLesson({ ...notebookOf([]), cells: [...cells] }, { name: 'page', links: [] }).html
}
