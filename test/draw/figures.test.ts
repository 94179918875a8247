import { parse } from 'parse5'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { matchesGolden } from '../helpers/golden.ts'
import { gallery } from './gallery.ts'
import { flawsOf } from './geometry.ts'
import { type Element, every, parseXml } from './xml.ts'

const figures = gallery()
const names = Object.keys(figures)
const test = suite('figures')
const parsed = new Map<string, Element>(names.map((name) => [name, parseXml(figures[name]!)]))

for (const name of names) test(`${name} → the golden picture`, () => matchesGolden(figures[name]!, `draw/${name}.svg`))

test('drawn again → the same bytes', () => {
  assert.equal(gallery(), figures)
})

test('every figure → a name and a text alternative that its root points to', () => {
  for (const [name, svg] of parsed) {
    const byId = new Map([...every(svg)].map((element) => [element.attributes.id, element]))
    assert.is(svg.attributes.role, 'img', name)
    assert.is(byId.get(svg.attributes['aria-labelledby'])?.name, 'title', name)
    assert.is(byId.get(svg.attributes['aria-describedby'])?.name, 'desc', name)
    assert.ok(byId.get(svg.attributes['aria-labelledby'])!.text.length > 5, name)
    assert.ok(byId.get(svg.attributes['aria-describedby'])!.text.length > 20, name)
  }
})

test('all figures on one page → no id occurs twice', () => {
  const ids = [...parsed.values()].flatMap((svg) => [...every(svg)].flatMap(({ attributes }) => attributes.id ?? []))
  assert.is(new Set(ids).size, ids.length)
})

const ELEMENTS = /^(svg|g|path|circle|rect|text|tspan|title|desc|style)$/
const ATTRIBUTES = /^(xmlns|class|role|aria-labelledby|aria-describedby|id|viewBox|width|height|d|x|y|cx|cy|r|rx)$/

test('every figure → only elements and attributes that load and run nothing', () => {
  for (const [name, svg] of parsed)
    for (const element of every(svg)) {
      assert.match(element.name, ELEMENTS, name)
      for (const attribute of Object.keys(element.attributes)) assert.match(attribute, ATTRIBUTES, name)
      if (element.name === 'style') assert.not.match(element.text, /url|import|expression|</, name)
    }
})

test('read as HTML → the same elements as read as XML', () => {
  for (const [name, svg] of parsed) {
    const seen: string[] = []
    const walk = (node: { nodeName: string; childNodes?: unknown[] }): void => {
      seen.push(node.nodeName)
      for (const child of node.childNodes ?? []) walk(child as typeof node)
    }
    walk(parse(figures[name]!) as unknown as { nodeName: string })
    const inHtml = seen.slice(seen.indexOf('svg')).filter((node) => !node.startsWith('#'))
    assert.equal(
      inHtml,
      [...every(svg)].map((element) => element.name),
      name,
    )
  }
})

test('every figure, as wide as it is drawn → letters of 11 px or more, each clear of others, of lines and of the edge', () => {
  for (const name of names) {
    const [, , width] = parsed.get(name)!.attributes.viewBox!.split(' ').map(Number)
    assert.equal(flawsOf(figures[name]!, width!), [], name)
  }
})

test('every class in use → a rule in the style sheet, and no rule without a use', () => {
  for (const [name, svg] of parsed) {
    const style = [...every(svg)].find((element) => element.name === 'style')!.text
    const used = new Set([...every(svg)].flatMap(({ attributes }) => attributes.class?.split(' ') ?? []))
    used.delete('ackfig')
    const ruled = new Set([...style.matchAll(/\.ackfig \.([\w-]+)\{/g)].map((match) => match[1]!))
    assert.equal([...used].sort(), [...ruled].sort(), name)
  }
})

test('a ladder of some thirty segments → less than 15 kB', () => {
  assert.ok(figures['ladder-loss']!.length < 15_000, `${figures['ladder-loss']!.length}`)
  assert.ok(figures['ladder-zero-window']!.length < 15_000)
})

test('thousands of segments and samples → still less than 20 kB', () => {
  for (const name of ['sequence-sawtooth', 'cwnd-segments', 'queue', 'throughput-thirty'])
    assert.ok(figures[name]!.length < 20_000, `${name}: ${figures[name]!.length}`)
})

test.run()
