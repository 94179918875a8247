/** Each figure of a lesson is a pure function of named parameters, called at their defaults; its cell says which, for a page that runs it. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Figure, NARROW, WIDE } from '../../lib/draw/index.ts'
import { type Cell, type Live, liveDefaults } from '../../lib/notebook/index.ts'
import { madeFigure, variationsOf } from '../../scripts/gallery/lesson-figures.ts'
import { flawsOf } from '../draw/geometry.ts'
import { parseXml } from '../draw/xml.ts'
import { codeOf, isShown, lessons, predictionIn } from '../helpers/course.ts'

const test = suite('figures of the lessons')

type Bundle = Record<string, string>

/** The pictures that a cell shows. */
function picturesOf(cell: Cell): Bundle[] {
  const outputs = (cell as { outputs?: { data?: Bundle }[] }).outputs ?? []
  return outputs.flatMap(({ data }) => (data && 'image/svg+xml' in data ? [data] : []))
}

/** As a kernel asks for it. */
function bundleOf(figure: Figure): Bundle {
  const show = Reflect.get(figure, Symbol.for('Jupyter.display')) as () => Bundle
  return show()
}

function sound({ svg, table, sentence }: Figure, name: string, values = ''): void {
  for (const width of [WIDE, NARROW]) {
    const text = svg(width)
    const [, , drawn] = parseXml(text).attributes.viewBox!.split(' ').map(Number)
    // The sheet is for paper: a page shows it beyond its column, and as large as it is.
    const room = width === WIDE && name === 'sheet' ? 1010 : width
    assert.ok(drawn! <= room, `${name}: ${drawn} pixels of ${room}`)
    assert.equal(flawsOf(text, room), [], `${name} ${values} at ${room}`)
  }
  assert.match(sentence, /^[\p{Lu}\d“][\s\S]{18,}\.$/u, `${name}: a sentence`)
  assert.ok(table.includes('\n'), `${name}: a table`)
}

/** Its picture, and what stands beside it on a page. */
function shownIn({ svg, play = {} }: Figure): string {
  const { views = [], ...others } = play
  return JSON.stringify([svg(WIDE), others, views.map((view) => [view, view.figure?.svg(WIDE)])])
}

for (const { name, notebook } of lessons()) {
  for (const cell of codeOf(notebook)) {
    const pictures = picturesOf(cell)
    const live = cell.metadata.ackbook?.live as Live | undefined
    if (pictures.length === 0 && !live) continue

    test(`${name} ${cell.id}: its picture → that of the function that it names, at its defaults, in both widths`, async () => {
      assert.ok(live, 'the cell names the function of its figure')
      assert.is(pictures.length, 1, 'one figure a cell')
      assert.match(cell.source, new RegExp(`\\b${live.export}\\((?:\\{\\s*\\})?\\)`), 'called at its defaults')
      const figure = await madeFigure(live)
      assert.equal(pictures[0], bundleOf(figure), 'what the cell shows is another')
      const told = await madeFigure(live, liveDefaults(live))
      assert.ok(told.svg() === figure.svg(), 'the defaults that the cell tells are others')
      sound(figure, cell.id!)
    })

    test(`${name} ${cell.id}: each parameter at its ends → another figure, or another to play with, as sound`, async () => {
      const usual = shownIn(await madeFigure(live!))
      for (const values of variationsOf(live!)) {
        const figure = await madeFigure(live!, values)
        sound(figure, cell.id!, JSON.stringify(values))
        assert.ok(shownIn(figure) !== usual, `${JSON.stringify(values)} changes nothing`)
      }
    })
  }

  test(`${name}: above the first question → one figure that leads the page, its code out of sight`, () => {
    const leads = notebook.cells.filter((cell) => cell.metadata.ackbook?.lead === 'page')
    assert.is(leads.length, 1)
    const [lead] = leads as [Cell]
    assert.is(picturesOf(lead).length, 1)
    assert.not(isShown(lead))
    const question = notebook.cells.findIndex((cell) => predictionIn(cell))
    assert.ok(question < 0 || notebook.cells.indexOf(lead) < question)
  })
}

if (!process.env.LESSON)
  test('the course → one figure for its index', () => {
    const covers = lessons().flatMap(({ notebook }) =>
      notebook.cells.filter((cell) => cell.metadata.ackbook?.lead === 'index'),
    )
    assert.is(covers.length, 1)
    assert.is(picturesOf(covers[0]!).length, 1)
  })

test.run()
