/**
 * One page made of one notebook, in process: the processor's time for the first in a fresh process, and then the median. Two hundred
 * cells of text, code and output, and the heaviest lessons of the course.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { renderLesson } from '../../lib/lesson/index.ts'
import { type Notebook, parseNotebook } from '../../lib/notebook/index.ts'
import { brief, processorSeconds, row } from './report.ts'
import { median } from './statistics.ts'

const ROUNDS = brief ? 4 : 12
const course = fileURLToPath(new URL('../../notebooks', import.meta.url))

function lesson(name: string): Notebook {
  return parseNotebook(readFileSync(`${course}/${name}.ipynb`, 'utf8'), name)
}

/** A section, its code and what that printed, again and again. */
function cells(count: number): Notebook {
  const all = Array.from({ length: count / 2 }, (_, at) => [
    {
      cell_type: 'markdown',
      id: `text-${at}`,
      metadata: {},
      source: `## Section ${at + 1}\n\nSome **words** with \`code\`, a [link](https://example.org) and a sum, $a_${at} + 1$.\n\n- one\n- two`,
    },
    {
      cell_type: 'code',
      id: `code-${at}`,
      metadata: {},
      execution_count: at + 1,
      source: `const rows${at} = [1, 2, 3].map((value) => ({ value, name: 'row ' + value }))\nconsole.table(rows${at})`,
      outputs: [
        { output_type: 'stream', name: 'stdout', text: 'value  name\n    1  row 1\n    2  row 2\n    3  row 3\n' },
      ],
    },
  ]).flat()
  const kernel = { name: 'tslab', display_name: 'TypeScript', language: 'typescript' }
  const text = JSON.stringify({ cells: all, metadata: { kernelspec: kernel }, nbformat: 4, nbformat_minor: 5 })
  return parseNotebook(text, 'cells')
}

const pages: readonly (readonly [name: string, notebook: Notebook])[] = [
  ['a notebook of 200 cells', cells(200)],
  ['2.0.3, the heaviest lesson', lesson('2.0.3-congestion-control')],
  ['3, the summary', lesson('3-summary')],
]

console.log(`a page of a notebook (milliseconds of the processor's time; the first, and the median of ${ROUNDS})`)
for (const [name, notebook] of pages) {
  const times = Array.from({ length: ROUNDS + 1 }, () => {
    const begin = processorSeconds()
    renderLesson(notebook, { name: 'page', links: [], kind: 'lesson' })
    return (processorSeconds() - begin) * 1000
  })
  console.log(row(name, `${median(times.slice(1)).toFixed(1)} ms`, `the first ${times[0]!.toFixed(0)} ms`))
}
