import { createContext, runInContext } from 'node:vm'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { PageFrame } from '../../lib/browser/live.d.ts'
import { browserScripts } from '../../lib/lesson/scripts.ts'
import { ownText } from '../helpers/live-page.ts'

type Told = PageFrame & { id: number; error: string; bytes: Uint8Array }

/** A worker with these texts; what it answers to each message. */
function workerOf(...texts: readonly string[]) {
  const answers: Told[] = []
  const listeners: ((event: { data: unknown }) => void)[] = []
  const context = createContext({
    addEventListener: (_: string, listener: (event: { data: unknown }) => void) => listeners.push(listener),
    // As between threads: what is no plain data is refused.
    postMessage: (message: object) => answers.push(structuredClone(message) as Told),
  })
  runInContext([browserScripts('live-worker'), ...texts].join('\n;'), context)
  return (data: object) => {
    for (const listener of listeners) listener({ data })
    return answers.at(-1)!
  }
}

test('texts, then a wish → the figure as plain data for the width, functions left out', () => {
  const ask = workerOf(ownText)
  assert.equal(ask({ texts: ['own', 'none-of-that-name'] }), { isReady: true })
  const { id, svg, table, sentence, play } = ask({ id: 7, figure: 'cell-lines', values: { rate: 2 }, width: 340 })
  assert.equal([id, table, sentence], [7, 'lines  2', 'There are 2 plain lines.'])
  assert.match(svg, 'width="340"')
  assert.is(play.targets?.[1]?.shape, 'M10 60H330')
  assert.equal(play.actions?.[2], { label: 'Numbers', file: 'lines.bin' })
  assert.is(play.views?.[0]?.figure?.targets?.length, 3)
  assert.is(play.challenge?.isMet, false)
})

test('a file is asked for → its bytes alone', () => {
  const ask = workerOf(ownText)
  ask({ texts: ['own'] })
  const { id, bytes } = ask({ id: 1, figure: 'cell-lines', values: { rate: 3 }, file: 'lines.bin' })
  assert.equal([id, ...bytes], [1, 1, 2, 3])
  assert.match(ask({ id: 2, figure: 'cell-lines', values: {}, file: 'x' }).error, 'makes no file "x"')
})

test('an exception, an unknown figure, a text that asks for another that is not there → an error', () => {
  const ask = workerOf(ownText, "define('lame', (require) => require('wanting'))")
  assert.match(ask({ texts: ['lame'] }).error, 'no text defines "wanting"')
  ask({ texts: ['own'] })
  assert.equal(ask({ id: 3, figure: 'cell-lines', values: { rate: 7 } }), { id: 3, error: 'seven is one too many' })
  assert.match(ask({ id: 4, figure: 'no', values: {} }).error, 'no text has a figure of "no"')
})

test.run()
