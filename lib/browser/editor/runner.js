// @ts-check
/** Runs a cell, and those that it needs before it, in a worker of its own: a run that does not end is ended with it. */

import { cellsToRun } from './cell-names.js'
import { CellFault, cellText, firstFault } from './cell-text.js'

/** @typedef {import('./page.d.ts').PageCell} PageCell */
/** @typedef {import('./page.d.ts').Fault} Fault */

/** How long a cell may take, and how long those before it, in milliseconds. */
export const LIMIT = 10_000

/** The head of each worker, put here when this is bundled. @type {string} */
const head = WORKER_TEXT

/**
 * @param {readonly PageCell[]} cells up to the one that is run, which comes last, with their sources as they stand now
 * @param {string} library what defines the modules that they import
 * @param {import('./page.d.ts').RunEvents} events
 * @param {number} [limit]
 * @returns {() => void} what stops it
 */
export function runCells(cells, library, events, limit = LIMIT) {
  const used = cellsToRun(cells)
  const began = performance.now()
  const text = workerText(used, library)
  if ('fault' in text) {
    events.failed(text.fault)
    events.ended('fault', 0)
    return () => {}
  }
  const address = URL.createObjectURL(new Blob([text.text], { type: 'text/javascript' }))
  const worker = new Worker(address)
  let isDone = false
  let hasFailed = false

  /** @param {import('./page.d.ts').RunEnding} how */
  const end = (how) => {
    clearTimeout(timer)
    worker.terminate()
    URL.revokeObjectURL(address)
    if (!isDone) events.ended(how, performance.now() - began)
    isDone = true
  }
  let timer = setTimeout(() => end('limit'), limit)
  worker.addEventListener('message', ({ data }) => {
    const message = /** @type {import('./messages.d.ts').FromWorker} */ (data)
    if (message.type === 'begun') {
      clearTimeout(timer)
      timer = setTimeout(() => end('limit'), limit)
    }
    if (message.type === 'text') events.printed(message.name, message.text)
    if (message.type === 'shown') events.shown(message.data)
    if (message.type === 'cut') events.cut(message.most)
    if (message.type === 'error') {
      hasFailed = true
      events.failed({ name: message.name, message: message.message, ...text.placeOf(message.lines) })
    }
    if (message.type === 'done') {
      events.ended(hasFailed ? 'fault' : 'end', performance.now() - began)
      isDone = true
    }
    if (message.type === 'idle') end('end')
  })
  // What is no program is told by the browser, and the first line that is none by us.
  worker.addEventListener('error', (event) => {
    event.preventDefault()
    const [, name = 'Error', message = event.message] =
      /^(?:Uncaught )?(\w*Error): ([\s\S]*)$/.exec(event.message ?? '') ?? []
    const place = text.placeOf([event.lineno])
    const cell = place.cell ?? used.find(({ source }) => firstFault(source) !== undefined)?.cell
    const line = place.line ?? (cell && firstFault(cell.source))
    events.failed({ name, message, cell, line })
    end('fault')
  })
  return () => end('stopped')
}

/**
 * @param {{ cell: PageCell, source: string }[]} cells
 * @param {string} library
 */
function workerText(cells, library) {
  const parts = [head, library, '$run(async () => {']
  let line = parts.join('\n').split('\n').length
  /** @type {{ cell: PageCell, from: number, to: number }[]} */
  const places = []
  for (const [at, { cell, source }] of cells.entries()) {
    const isLast = at === cells.length - 1
    try {
      const code = cellText(source)
      const lines = code.split('\n').length
      parts.push(`await (async () => { await $turn();${isLast ? ' $listen();' : ''}`, code, ';')
      places.push({ cell, from: line + 2, to: line + 1 + lines })
      line += lines + 2
    } catch (error) {
      if (!(error instanceof CellFault)) throw error
      return { fault: { name: error.name, message: error.message, cell, line: error.line } }
    }
  }
  parts.push(`${'})();'.repeat(cells.length)}})`)

  /** @param {readonly number[]} lines of the text, the innermost first */
  const placeOf = (lines) => {
    for (const each of lines) {
      const place = places.find(({ from, to }) => from <= each && each <= to)
      if (place) return { cell: place.cell, line: each - place.from + 1 }
    }
    return {}
  }
  return { text: parts.join('\n'), placeOf }
}
