/**
 * From a saved file to a verdict: `ackbook verify --watch`. Milliseconds from the moment at which a file is written until the line that
 * says what has come of the notebook: of one of two cells, of one whose source is saved, and of a lesson of the course.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { execa } from 'execa'
import { root } from '../worktree.ts'
import { copyCourse } from './course-copy.ts'
import { treeSeconds } from './processes.ts'
import { brief, row } from './report.ts'
import { median } from './statistics.ts'

/** How often a file is saved; the first times are not counted. */
const SAVES = { first: 2, counted: brief ? 4 : 15 }
const lesson = '2.1-client-and-server'

const folder = await mkdtemp(join(tmpdir(), 'ackbook-bench-watch-'))
const place = (path: string) => join(folder, path)
try {
  await copyCourse(folder)
  write(
    'small/two.ipynb',
    notebookOf(["const x = 20 + 1\nconsole.log('x', x)", 'console.log(x * 2)'], ['x 21\n', '42\n']),
  )
  write('small/importing.ipynb', notebookOf(["import { x } from './x'\nconsole.log(x > 0)"], ['true\n']))
  write('small/x.ts', 'export const x = 1\n')
  console.log('A file is saved, until its notebook is verified')
  await measure('a notebook of two cells', 'two', 'small', (turn) => {
    changeFirstCell(place('small/two.ipynb'), turn)
  })
  await measure('what a notebook imports', 'importing', 'small', (turn) => {
    writeFileSync(place('small/x.ts'), `export const x = ${turn + 10}\n`)
  })
  await measure(`${lesson}, a code cell`, lesson, `notebooks/${lesson}.ipynb`, (turn) => {
    changeFirstCell(place(`notebooks/${lesson}.ipynb`), turn)
  })
} finally {
  await rm(folder, { recursive: true, force: true })
}

/** @param name of the notebook, as it is told @param save writes a file that is another each time */
async function measure(what: string, name: string, watched: string, save: (turn: number) => void): Promise<void> {
  const env = { ACKBOOK_CACHE_DIR: place('kept'), NO_COLOR: '1', CI: '' }
  const argv = [join(root, 'lib', 'ackbook.js'), 'verify', '--watch', '--cache', watched]
  const watching = execa(process.execPath, argv, { cwd: folder, env, reject: false, all: true })
  const said = lines(watching.all)
  try {
    await until(said, (line) => line.includes('Waiting for changes'))
    const walls: number[] = []
    let seconds: number | undefined
    for (let turn = -SAVES.first; turn < SAVES.counted; turn += 1) {
      if (turn === 0) seconds = treeSeconds(watching.pid!)
      const saved = performance.now()
      save(turn)
      const verdict = await until(said, (line) => /^ [✓✗] /.test(line))
      if (!verdict.startsWith(` ✓ ${name}`)) throw new Error(`${what}: ${verdict}`)
      if (turn >= 0) walls.push(performance.now() - saved)
      await until(said, (line) => line.includes('Waiting for changes'))
    }
    const spent = seconds === undefined ? undefined : treeSeconds(watching.pid!)! - seconds
    const cpu = spent === undefined ? '' : `${(spent / SAVES.counted).toFixed(2)} s of a processor, `
    const note = `${cpu}${Math.round(Math.min(...walls))} to ${Math.round(Math.max(...walls))}`
    console.log(row(what, `${Math.round(median(walls))} ms`, note))
  } finally {
    watching.kill('SIGINT')
    // What it says until it has ended is read by nobody else.
    await until(said, () => false).catch(() => undefined)
    await watching
  }
}

async function* lines(pieces: AsyncIterable<unknown>): AsyncGenerator<string, void> {
  let rest = ''
  for await (const piece of pieces) {
    const all = `${rest}${piece}`.split('\n')
    rest = all.pop()!
    yield* all
  }
}

async function until(said: AsyncGenerator<string, void>, isIt: (line: string) => boolean): Promise<string> {
  for (;;) {
    const { done, value } = await said.next()
    if (done) throw new Error('ackbook verify --watch ended before it was done')
    if (isIt(value)) return value
  }
}

function write(path: string, text: string): void {
  mkdirSync(dirname(place(path)), { recursive: true })
  writeFileSync(place(path), text)
}

function notebookOf(sources: readonly string[], printed: readonly string[]): string {
  const cells = sources.map((source, at) => ({
    ...{ cell_type: 'code', id: `cell-${at + 1}`, metadata: {}, source, execution_count: at + 1 },
    outputs: [{ output_type: 'stream', name: 'stdout', text: printed[at] }],
  }))
  const kernelspec = { display_name: 'TypeScript', language: 'typescript', name: 'tslab' }
  return JSON.stringify({ cells, metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 }, null, 1)
}

/** Its outputs stay what they are. */
function changeFirstCell(path: string, turn: number): void {
  const notebook = JSON.parse(readFileSync(path, 'utf8')) as {
    cells: { cell_type: string; source: string | string[] }[]
  }
  const cell = notebook.cells.find(({ cell_type }) => cell_type === 'code')!
  cell.source = `${[cell.source]
    .flat()
    .join('')
    .replace(/\n\/\/ turn .*$/, '')}\n// turn ${turn}`
  writeFileSync(path, JSON.stringify(notebook, null, 1))
}
