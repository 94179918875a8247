import { HtmlValidate } from 'html-validate'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { renderLesson } from '../../lib/lesson/index.ts'
import { questionsOf, renderQuestions } from '../../lib/site/questions.ts'
import { classesOf, dangersIn, notebook, prose, read, textOf } from '../helpers/pages.ts'

const ask = (question: string, text = 'b') =>
  prose('Think.', {
    ackbook: {
      prediction: {
        question,
        choices: [
          { text: 'a', why: 'No.' },
          { text, right: true, why: 'Yes.' },
        ],
      },
    },
  })
const pages = {
  'one.html': [prose('# One'), ask('Is $x$ `so`?'), prose('## Two'), ask('And [that](#two), [there](../b.html#c)?')],
  'sub/none.html': [prose('# None')],
  'sub/three.html': [prose('# Three'), ask('<b onclick="x()">Or</b> [this](c.html), [elsewhere](https://a.example/)?')],
}
const links = Object.entries(pages).map(([file, cells]) => {
  const { facts } = renderLesson(notebook(cells), { name: file, links: [], place: { site: 's', file } })
  return { title: facts.title, href: file, file, facts }
})
const page = read(renderQuestions({ title: 'A course', site: 's', links }))

test('all questions → in their order, below the pages that ask them, with the way there', () => {
  assert.is(questionsOf(links), 3)
  assert.equal(page.all('h2').map(textOf), ['One', 'Three'])
  const boxes = page.all('div', 'prediction').map(({ properties }) => properties)
  assert.equal(
    boxes.map(({ dataPage }) => dataPage),
    ['one.html', 'one.html', 'sub/three.html'],
  )
  const places = page.all('span', 'kicker').map((kicker) => kicker.children[0])
  assert.equal(
    places.map((place) => place?.type === 'element' && place.properties.href),
    boxes.map(({ dataPage, dataAnchor }) => `${dataPage}#${dataAnchor}`),
  )
  assert.equal(page.all('*', 'why').map(textOf).slice(0, 2), ['Not this one. No.', 'Right. Yes.'])
  assert.is(new Set(page.all('input').map(({ properties }) => properties.name)).size, 3)
})

test('links of a question → lead there from here too', () => {
  const inQuestions = page
    .all('legend')
    .flatMap(({ children }) =>
      children.flatMap((child) => (child.type === 'element' && child.tagName === 'a' ? [child.properties.href] : [])),
    )
  assert.equal(inQuestions, ['one.html#two', '../b.html#c', 'sub/c.html', 'https://a.example/'])
})

test('the page → valid HTML, nothing dangerous, its own style for formulas', async () => {
  const report = await new HtmlValidate({ extends: ['html-validate:recommended'] }).validateString(page.html)
  assert.equal(
    report.results.flatMap(({ messages }) => messages.map(({ ruleId, message }) => `${ruleId} ${message}`)),
    [],
  )
  assert.equal(dangersIn(page.html), [])
  assert.match(page.html, 'math')
  assert.ok(page.all('section').every((section) => !classesOf(section).includes('sorted')))
})

test.run()
