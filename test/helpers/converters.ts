/** The converter of tslab and our own, each on its compiler: what the one makes of a cell, the other has to make. */
import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as assert from 'uvu/assert'
import { Compiler } from '../../lib/kernel/inside/compiler.ts'
import type { Converter, ConverterKind } from '../../lib/kernel/inside/converter/index.ts'
import { bundledTslab } from '../../lib/kernel/tslab.ts'
import type { Step } from './cells.ts'
import { type CellResult, inOneForm, others, withTypesOf } from './differences.ts'
import { type TslabConverter, tellTslab, tslabConverter } from './tslab.ts'

const compiler = new Compiler(dirname(dirname(bundledTslab())))

export interface Converters {
  folder: string
  tslab: TslabConverter
  ours: Converter
}

/** @param folder of the notebook, by its real path */
export function bothConverters(folder: string, kind: ConverterKind = { isJS: false, isBrowser: false }): Converters {
  compiler.folder = folder
  return { folder, tslab: tslabConverter(folder, kind), ours: compiler.createConverter(kind) }
}

/**
 * Takes the steps with both, from nothing declared; each goes on with what it left itself.
 *
 * @param types as the compiler writes them count too, and not the names alone
 */
export function compareConverters(
  { folder, tslab, ours }: Converters,
  steps: readonly Step[],
  { title = '', types = true }: { title?: string; types?: boolean } = {},
): void {
  const declared = { tslab: '', ours: '' }
  for (const step of steps) {
    if (typeof step === 'object' && 'write' in step) {
      write(join(folder, step.write), step.text)
      continue
    }
    const text = typeof step === 'string' ? step : JSON.stringify(step)
    const [theirs, own] = [take(tslab, step, declared.tslab), take(ours, step, declared.ours)].map(plain)
    const other = others[title]?.find((each) => each.step === text)
    const found = own && inOneForm(own)
    const expected = theirs && inOneForm({ ...theirs, ...other?.ours })
    for (const each of types ? [] : [found, expected]) delete each?.declOutput
    if (expected?.declOutput !== undefined && found?.declOutput !== undefined) {
      expected.declOutput = withTypesOf(expected.declOutput, found.declOutput)
    }
    if (other) assert.not.equal(found, theirs && inOneForm(theirs), `no difference any more: ${text}`)
    assert.equal(found, expected, text)
    if (typeof step !== 'string') continue
    declared.tslab = theirs?.declOutput ?? declared.tslab
    declared.ours = own?.declOutput ?? declared.ours
  }
}

function write(file: string, text: string): void {
  writeFileSync(file, text)
  tellTslab(file)
}

function take(
  converter: Omit<TslabConverter, 'close'>,
  step: Exclude<Step, { write: string }>,
  declarations: string,
): unknown {
  if (typeof step === 'string') return converter.convert(declarations, step)
  if ('module' in step) return converter.addModule(step.module, step.text, { jsx: step.jsx === true })
  const marked = 'inspect' in step ? step.inspect : step.complete
  const source = marked.replace('‸', '')
  return converter['inspect' in step ? 'inspect' : 'complete'](declarations, source, marked.indexOf('‸'))
}

/** Without what is `undefined`, which is said by leaving it out. */
function plain(value: unknown): CellResult | undefined {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value))
}
