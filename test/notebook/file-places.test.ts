import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { filePlaces, formatNotebook, parseNotebook, type TextPlace } from '../../lib/notebook/index.ts'
import { codeNotebook } from '../helpers/runs.ts'

const test = suite('places in files')
const folder = fileURLToPath(new URL('../../notebooks/', import.meta.url))

/** What stands there in the text, from that place on. */
function textAt(text: string, place: TextPlace | undefined): string | undefined {
  return place && text.split('\n')[place.line - 1]?.slice(place.column - 1)
}

test('sources in lines, as nbformat writes them → each in a line of the file', () => {
  const text = formatNotebook(codeNotebook(['const a = 1\nlet b = "x" + a\n', 'f()']))
  const places = filePlaces(text)
  assert.is(textAt(text, places.source(0, { line: 2, column: 5 })), String.raw`b = \"x\" + a\n"`)
  assert.is(textAt(text, places.source(0, { line: 2, column: 13 })), String.raw`+ a\n"`)
  assert.is(textAt(text, places.source(1, { line: 1, column: 1 })), 'f()"')
  assert.is(textAt(text, places.cell(1)), '"f()"')
  assert.is(places.cell(2), undefined)
})

test('a source that is one text, escapes, a file in one line, a BOM → the columns are those of the file', () => {
  const source = '\té "q"\r\n\ud83d\ude00 z\n\\n y'
  const spelled = JSON.stringify(source).replace('é', '\\u00e9')
  const text = `\ufeff{ "metadata":{"cells":[{"source":"no"}]},"cells" : [{"outputs":[{"source":["no"]}], "source": ${spelled}}]}`
  const places = filePlaces(text)
  const at = (line: number, column: number) => textAt(text, places.source(0, { line, column }))
  assert.is(at(1, 1), text.slice(text.indexOf('\\t')))
  assert.is(at(1, 3), text.slice(text.indexOf('\\u00e9') + 6))
  assert.ok(at(1, 4)!.startsWith(String.raw`\"q\"`))
  assert.ok(at(2, 4)!.startsWith('z'))
  assert.ok(at(3, 1)!.startsWith(String.raw`\\n y`))
  assert.ok(at(3, 4)!.startsWith('y"'))
})

test('a place beyond its line or its source → the end of that; a cell without a source → the cell', () => {
  const text = '{"cells":[{"source":["ab\\n","c"]},{"source":[]}]}'
  const places = filePlaces(text)
  assert.is(textAt(text, places.source(0, { line: 1, column: 99 })), '\\n","c"]},{"source":[]}]}')
  assert.is(textAt(text, places.source(0, { line: 9, column: 1 })), '"]},{"source":[]}]}')
  assert.is(textAt(text, places.cell(1)), '{"source":[]}]}')
})

test('keys that stand twice, keys with escapes → the last counts, as for JSON.parse', () => {
  const text = String.raw`{"cells":[{"source":"x"}],"c\u0065lls":[{"source":"x","s\u006furce":["","last"]}]}`
  assert.is(textAt(text, filePlaces(text).source(0, { line: 1, column: 1 })), 'last"]}]}')
})

for (const text of [
  '',
  '{',
  '[1',
  '{"cells":3}',
  '{"cells":[{"source"',
  '{"cells":[}',
  'no JSON',
  '{"cells":["a',
  '"\\',
]) {
  test(`${JSON.stringify(text)}, which is no notebook → no end, no error`, () => {
    const places = filePlaces(text)
    places.cell(0)
    places.source(0, { line: 2, column: 2 })
  })
}

test('every line of every cell of the course → the line of the file that says the same', () => {
  for (const name of readdirSync(folder).filter((each) => each.endsWith('.ipynb'))) {
    const text = readFileSync(`${folder}${name}`, 'utf8')
    const places = filePlaces(text)
    for (const [index, { source }] of parseNotebook(text, name).cells.entries()) {
      for (const [number, line] of source.split('\n').entries()) {
        if (line === '') continue
        const said = textAt(text, places.source(index, { line: number + 1, column: 1 }))
        assert.ok(said?.startsWith(JSON.stringify(line).slice(1, -1)), `${name}, cell ${index}: ${line}`)
      }
    }
  }
})

test.run()
