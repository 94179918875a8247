/**
 * Anchors of the course's pages, to which others link: `docs/anchors.txt` has all that there ever were, and none may vanish.
 * `ANCHORS=write npm test -- notebooks/anchors` adds new ones. An anchor whose heading or cell is called otherwise now stays as
 * `<a id="its-old-name"></a>` before what has taken its place.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { renderLesson } from '../../lib/lesson/index.ts'
import { lessons } from '../helpers/course.ts'
import { read } from '../helpers/pages.ts'

const file = new URL('../../docs/anchors.txt', import.meta.url)
const listed = new Set(
  existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
    : [],
)
const found = new Set<string>()
for (const { name, notebook } of lessons()) {
  const page = read(renderLesson(notebook, { name, links: [], kind: 'lesson' }).html)
  for (const { properties, tagName } of page.all('*')) {
    // Parts of figures have ids of their own; those of the page's frame are the same on each.
    if (typeof properties.id === 'string' && tagName !== 'title' && !/^(?:page_|f\d+_|fn|reveal_)/.test(properties.id))
      found.add(`${name}#${properties.id}`)
  }
}
if (process.env.ANCHORS === 'write') {
  const all = [...new Set([...listed, ...found])].sort()
  writeFileSync(file, `${all.join('\n')}\n`)
  for (const anchor of all) listed.add(anchor)
}

test('each anchor that a page of the course ever had → is still there', () => {
  const names = new Set(lessons().map(({ name }) => name))
  const lost = [...listed].filter((anchor) => names.has(anchor.slice(0, anchor.indexOf('#'))) && !found.has(anchor))
  assert.equal(lost, [])
})

test('each anchor of the course → in the list', () => {
  assert.equal(
    [...found].filter((anchor) => !listed.has(anchor)),
    [],
  )
})

test.run()
