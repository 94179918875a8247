import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  barChart,
  ladder,
  NARROW,
  type SheetColumn,
  sceneFigure,
  sheet,
  sheetFigure,
  stateDiagram,
  statesFigure,
  windowFigure,
} from '../../lib/draw/index.ts'
import { echoTrace } from '../helpers/trace-samples.ts'
import { flawsOf } from './geometry.ts'
import { atRest } from './rest.ts'
import { every, parseXml } from './xml.ts'

const test = suite('sheet')

const columns: SheetColumn[] = [
  { width: 300, parts: [{ caption: 'Left', svg: stateDiagram() }] },
  {
    width: 440,
    parts: [
      { caption: 'Above', svg: barChart([{ name: 'a', value: 1 }]) },
      { caption: 'Below', svg: ladder(echoTrace()) },
    ],
  },
]
const svg = sheet(columns, { title: 'Three', description: 'Three figures.' })

test('figures in columns → one figure with one name, one style sheet, and all their texts', () => {
  const names = [...every(parseXml(svg))]
  for (const name of ['svg', 'title', 'desc', 'style']) {
    const own = names.filter((one) => one.name === name && (name !== 'title' || one.text === 'Three'))
    assert.is(own.length, 1, name)
  }
  const texts = names.filter(({ name }) => name === 'text').map(({ text }) => text)
  for (const text of ['Left', 'Above', 'Below', 'TIME-WAIT', 'client', 'a']) assert.ok(texts.includes(text), text)
})

test('the style sheet → every rule that a part had', () => {
  const rules = (text: string): Set<string> => new Set(text.match(/\.ackfig \.\w+\{[^}]*\}/g))
  const all = rules(svg)
  for (const { parts } of columns)
    for (const part of parts) for (const rule of rules(part.svg)) assert.ok(all.has(rule), rule)
})

test('each part → drawn to its column’s width, inside the sheet', () => {
  const [, width = 0, height = 0] = (/viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? []).map(Number)
  assert.is(width, 16 + 300 + 16 + 440 + 16)
  const places = [...svg.matchAll(/translate\(([\d.]+) ([\d.]+)\) scale\(([\d.]+)\)/g)].map((match) =>
    match.slice(1).map(Number),
  )
  assert.equal(
    places.map(([x]) => x),
    [16, 332, 332],
  )
  const parts = columns.flatMap((column) => column.parts.map((part) => ({ ...part, width: column.width })))
  for (const [index, [, y = 0, scale = 0]] of places.entries()) {
    const [, w = 0, h = 0] = (/viewBox="0 0 (\d+) (\d+)"/.exec(parts[index]!.svg) ?? []).map(Number)
    assert.ok(Math.abs(w * scale - parts[index]!.width) < 0.1)
    assert.ok(y + h * scale <= height)
  }
})

test('what is no figure → an error that names its caption', () => {
  const wrong = [{ width: 100, parts: [{ caption: 'Odd', svg: '<p>no</p>' }] }]
  assert.throws(() => sheet(wrong, { title: 'x', description: 'y' }), /"Odd" is no figure/)
})

test('a ladder without labels → the arrows and their tooltips, and no words along them', () => {
  for (const time of ['even', 'scale'] as const) {
    const [full, bare] = [ladder(echoTrace(), { time }), ladder(echoTrace(), { time, labels: false })]
    const texts = (text: string): string[] =>
      [...every(parseXml(text))].filter(({ name }) => name === 'text').map((one) => one.text)
    assert.ok(texts(full).some((text) => text.includes('SYN')))
    assert.not(texts(bare).some((text) => /\bseq\b|left out/.test(text)))
    assert.is(bare.split('<title>').length, full.split('<title>').length)
  }
})

const figures = [
  {
    width: 500,
    parts: [{ caption: 'States', figure: statesFigure([{ name: 'a', states: ['CLOSED', 'LISTEN'] }]) }],
  },
  {
    width: 400,
    parts: [
      { caption: 'Window', figure: windowFigure([{ una: 0, nxt: 1000, wnd: 4000 }]) },
      { caption: 'Scene', figure: sceneFigure(atRest.file!, { title: 'A file' }) },
    ],
  },
]
const options = { title: 'Three', description: 'Three figures on one sheet.' }

test('figures of their own layouts → not scaled, letters as large as elsewhere, at both widths', () => {
  const figure = sheetFigure('data', figures, options)
  assert.is(figure.data, 'data')
  const [wide, narrow] = [figure.svg(), figure.svg(NARROW)]
  assert.match(wide, /viewBox="0 0 948 /)
  assert.match(narrow, /viewBox="0 0 340 /)
  for (const [svg, width] of [
    [wide, 948],
    [narrow, NARROW],
  ] as const) {
    assert.not.match(svg, /scale\(/)
    assert.equal(flawsOf(svg, width), [], `${width}`)
  }
})

test('a sheet as a figure → its own sentence, the tables of its parts below their captions, or one of its own', () => {
  const { sentence, table } = sheetFigure(0, figures, options)
  assert.is(sentence, options.description)
  assert.match(table, /^States\npath +step .*\n\nWindow\nmoment .*\n\nScene\nbox /s)
  assert.is(sheetFigure(0, figures, { ...options, table: () => 'own' }).table, 'own')
})

test.run()
