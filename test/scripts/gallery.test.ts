import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { barFigure } from '../../lib/draw/index.ts'
import { galleryPage } from '../../scripts/gallery/page.ts'

const test = suite('the gallery of figures')

test('a figure → four times on the page, in words, and no id twice', () => {
  const figure = barFigure([{ name: 'a <b>', value: 3 }], { title: 'One bar' })
  const page = galleryPage([
    { lesson: '2-x', name: 'cell: one()', figure },
    { lesson: '2-x', name: 'cell: one({"n":2})', figure },
  ])
  assert.is(page.split('<svg ').length - 1, 8)
  const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id)
  assert.is(new Set(ids).size, ids.length)
  assert.match(page, 'a &lt;b&gt;: 3')
  for (const [, id] of page.matchAll(/aria-labelledby="([^"]*)"/g)) assert.ok(ids.includes(id))
})

test.run()
