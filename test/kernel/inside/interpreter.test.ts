import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { dirname } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Compiler } from '../../../lib/kernel/inside/compiler.ts'
import { Interpreter } from '../../../lib/kernel/inside/interpreter.ts'
import { bundledTslab } from '../../../lib/kernel/tslab.ts'

test('an interrupt while the compiler works → the cell does not begin, and the next one runs', async () => {
  const compiler = new Compiler(dirname(dirname(bundledTslab())))
  compiler.folder = tmpdir()
  const interpreter = new Interpreter(compiler, false, {}, () => {})
  const before = process.listeners('SIGINT')
  process.removeAllListeners('SIGINT')
  const interrupt = () => interpreter.interrupt()
  process.on('SIGINT', interrupt)
  try {
    const heard = once(process, 'SIGINT')
    const cell = interpreter.execute('globalThis.begun = true', 'In[1]')
    // It has been compiled by now, as far as it is until it first waits.
    process.kill(process.pid, 'SIGINT')
    const failure = await cell
    await heard
    assert.is(failure?.content.evalue, 'Interrupted asynchronously')
    assert.not('begun' in globalThis)
    assert.is(await interpreter.execute('globalThis.begun = 2', 'In[2]'), undefined)
    assert.is((globalThis as { begun?: number }).begun, 2)
  } finally {
    process.off('SIGINT', interrupt)
    for (const listener of before) process.on('SIGINT', listener as () => void)
    delete (globalThis as { begun?: number }).begun
  }
})

test('the value of a last expression → a picture as one, what says how it is shown as that, all else as text', async () => {
  const compiler = new Compiler(dirname(dirname(bundledTslab())))
  compiler.folder = tmpdir()
  const shown: unknown[] = []
  const cells = [
    `'<svg xmlns="http://www.w3.org/2000/svg"></svg>'`,
    `'no picture: <svg></svg>'`,
    `({ [Symbol.for('Jupyter.display')]: () => ({ 'text/markdown': '*told*' }) })`,
    `({ [Symbol.for('Jupyter.display')]: () => 'nothing of the kind' })`,
    `({ [Symbol.for('Jupyter.display')]() { throw new Error('cannot') } })`,
  ]
  const log = console.log
  const printed: unknown[] = []
  console.log = (value: unknown) => printed.push(value)
  const interpreter = new Interpreter(compiler, false, {}, ({ data }) => shown.push(data))
  console.log = log
  for (const [at, cell] of cells.entries()) {
    const failure = await interpreter.execute(cell, `In[${at + 1}]`)
    assert.is(failure?.content.evalue, at === 4 ? 'cannot' : undefined)
  }
  assert.equal(shown, [
    { 'image/svg+xml': '<svg xmlns="http://www.w3.org/2000/svg"></svg>' },
    { 'text/markdown': '*told*' },
  ])
  assert.is(printed.length, 2)
})

test.run()
