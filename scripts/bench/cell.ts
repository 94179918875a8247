/** What compiling a cell of the course costs in processor time, collector and just-in-time compiler included: by tslab's converter and by ours. */
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { Compiler } from '../../lib/kernel/inside/compiler.ts'
import type { Converter, ConverterKind } from '../../lib/kernel/inside/converter/index.ts'
import { bundledTslab } from '../../lib/kernel/tslab.ts'
import { parseNotebook } from '../../lib/notebook/index.ts'
import { brief, row } from './report.ts'

interface Costs {
  /** Milliseconds of a processor: of the start, and of each cell. */
  start: number
  cells: number[]
}

const course = fileURLToPath(new URL('../../notebooks', import.meta.url))
const [notebook, whose] = process.argv.slice(2).filter((word) => !word.startsWith('--'))
if (notebook === undefined) await compare()
else {
  console.log(JSON.stringify(measure(notebook, whose === 'tslab')))
  // tslab goes on watching files.
  process.exit(0)
}

/** A process for each notebook and converter, as a kernel is one; in turn. */
async function compare(): Promise<void> {
  const names = readdirSync(course).filter((name) => name.endsWith('.ipynb'))
  const costs: Record<string, Costs[]> = { tslab: [], ours: [] }
  for (const [place, name] of names.slice(0, brief ? 4 : undefined).entries()) {
    const turn = ['tslab', 'ours']
    for (const each of place % 2 ? turn.reverse() : turn) costs[each]!.push(await measured(name, each))
  }
  console.log('A cell of the course, compiled')
  for (const [name, all] of Object.entries(costs)) {
    const line = (what: string, value: number, note = '') =>
      console.log(row(`${name}: ${what}`, `${Math.round(value)} ms`, note))
    line('the median cell', median(all.flatMap(({ cells }) => cells)))
    line('the first, which imports', median(all.map(({ start, cells }) => start + cells[0]!)), 'start included')
    line('all', sum(all.map(({ start, cells }) => start + sum(cells))))
  }
}

async function measured(name: string, whose: string): Promise<Costs> {
  const script = fileURLToPath(import.meta.url)
  const { stdout } = await execa(process.execPath, ['--import', 'tsx', script, name, whose])
  return JSON.parse(stdout) as Costs
}

function measure(name: string, isTslab: boolean): Costs {
  process.chdir(course)
  const main = bundledTslab()
  const kind: ConverterKind = { isJS: false, isBrowser: false }
  let converter: Pick<Converter, 'convert'>
  const start = costOf(() => {
    converter = isTslab ? tslabConverter(main, kind) : new Compiler(dirname(dirname(main))).createConverter(kind)
  })
  let declarations = ''
  const sources = parseNotebook(readFileSync(join(course, name), 'utf8'), name).cells.filter(isCode)
  const cells = sources.map(({ source }) =>
    costOf(() => {
      declarations = converter.convert(declarations, source).declOutput ?? declarations
    }),
  )
  return { start, cells }
}

function tslabConverter(main: string, kind: ConverterKind): Pick<Converter, 'convert'> {
  const { createConverter } = createRequire(main)('./converter.js') as {
    createConverter(kind: ConverterKind): Pick<Converter, 'convert'>
  }
  return createConverter(kind)
}

function isCode({ cell_type }: { cell_type: string }): boolean {
  return cell_type === 'code'
}

function costOf(run: () => void): number {
  const before = process.cpuUsage()
  run()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, each) => all + each, 0)
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((one, other) => one - other)[numbers.length >> 1]!
}
