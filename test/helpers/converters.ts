/** The converter of tslab and our own, on one compiler: what the one makes of a cell, the other has to make. */
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import * as assert from 'uvu/assert'
import { amendCompiler } from '../../lib/kernel/inside/compiler.ts'
import type { Converter, ConverterKind } from '../../lib/kernel/inside/converter/index.ts'
import { bundledTslab } from '../../lib/kernel/tslab.ts'
import type { Step } from './cells.ts'

type Watcher = (file: string, kind: number) => void

interface System {
  getCurrentDirectory(): string
  watchFile(file: string, changed: Watcher): { close(): void }
  watchDirectory(): { close(): void }
}

const main = bundledTslab()
const requireFromTslab = createRequire(main)
const compiler = amendCompiler(requireFromTslab)
const { createConverter } = requireFromTslab('./converter.js') as { createConverter(kind: ConverterKind): Converter }
const { sys } = requireFromTslab('@tslab/typescript-for-tslab') as { sys: System }
const watchers = new Map<string, Watcher>()

// tslab ends when it hears of two changes before a cell: what it watches is told by us, once.
sys.watchFile = (file, changed) => {
  watchers.set(file, changed)
  return { close: () => watchers.delete(file) }
}
sys.watchDirectory = () => ({ close() {} })

export interface Converters {
  folder: string
  tslab: Converter
  ours: Converter
}

/** @param folder of the notebook, by its real path */
export function bothConverters(folder: string, kind: ConverterKind = { isJS: false, isBrowser: false }): Converters {
  sys.getCurrentDirectory = () => folder
  compiler.folder = folder
  return { folder, tslab: createConverter(kind), ours: compiler.createConverter(dirname(dirname(main)), kind) }
}

/** Takes the steps with both, from nothing declared. */
export function compareConverters({ folder, tslab, ours }: Converters, steps: readonly Step[]): void {
  let declarations = ''
  for (const step of steps) {
    if (typeof step === 'object' && 'write' in step) {
      write(join(folder, step.write), step.text)
      continue
    }
    const [theirs, own] = [tslab, ours].map((each) => plain(take(each, step, declarations)))
    assert.equal(own, theirs, typeof step === 'string' ? step : JSON.stringify(step))
    if (typeof step === 'string') declarations = (theirs as { declOutput?: string }).declOutput ?? declarations
  }
}

function write(file: string, text: string): void {
  const changed = 1
  writeFileSync(file, text)
  watchers.get(file)?.(file, changed)
}

function take(converter: Converter, step: Exclude<Step, { write: string }>, declarations: string): unknown {
  if (typeof step === 'string') return converter.convert(declarations, step)
  if ('module' in step) return converter.addModule(step.module, step.text, { jsx: step.jsx === true })
  const marked = 'inspect' in step ? step.inspect : step.complete
  const source = marked.replace('‸', '')
  return converter['inspect' in step ? 'inspect' : 'complete'](declarations, source, marked.indexOf('‸'))
}

/** Without what is `undefined`, which is said by leaving it out. */
function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value))
}
