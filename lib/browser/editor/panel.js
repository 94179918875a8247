// @ts-check
/** A cell that its reader edits and runs, in the place of its code. */
import { codeEditor } from './code-editor.js'
import { completionSource } from './completion.js'
import { editOf, keepEdit } from './kept-edits.js'
import { libraryOf } from './library.js'
import { LIMIT, runCells } from './runner.js'
import { element, Outputs, phrases } from './shown.js'

const SAYS = {
  run: 'Run',
  runTitle: 'Shift-Enter',
  stop: 'Stop',
  original: 'As it was',
  label: 'The code of the cell. Shift-Enter runs it; Escape, then Tab leaves it.',
  ready: 'Shift-Enter runs it, here in your browser.',
  yours: 'This is your version, kept on this machine.',
  /** @param {string} change */
  wish: (change) => `Try it: ${change}.`,
  running: 'Running …',
  restored: 'The code of the notebook again, and what it gave there.',
  passed: 'All checks pass. Well done.',
  stopped: 'Stopped.',
  limit: `Ended after ${LIMIT / 1000} seconds: it did not come to an end by itself.`,
  fault: 'It ended with an error.',
  /** @param {number} milliseconds */
  done: (milliseconds) =>
    milliseconds < 1000 ? `Done in ${Math.round(milliseconds)} ms.` : `Done in ${(milliseconds / 1000).toFixed(1)} s.`,
  /** @param {number} most */
  cut: (most) => `What it prints beyond ${most.toLocaleString('en')} characters is not shown.`,
  error: 'error',
  /** @param {number} line */
  inLine: (line) => `error in line ${line}`,
  /** @param {number} line */
  before: (line) => `error in line ${line} of a cell before this one`,
  nothing: 'It printed nothing.',
}

/**
 * @param {HTMLElement} place the cell, as the page has it
 * @param {HTMLElement} code where its code stands, which the editor replaces
 * @param {import('./page.d.ts').PageCell[]} cells of the page, this one among them
 * @param {import('./page.d.ts').CellData} data
 */
export function openPanel(place, code, cells, data) {
  const cell = cells.find(({ anchor }) => anchor === place.id)
  if (!cell) return undefined
  const outputs = new Outputs()
  const status = element('span', 'status')
  status.setAttribute('role', 'status')
  let stop = () => {}
  const stored = [...place.children].filter((each) => each.matches('.outputs, details:has(> .outputs)'))

  const editor = codeEditor({
    ...{ source: cell.source, label: SAYS.label, run, complete: completionSource(data, () => cells) },
    changed: (source) => {
      cell.source = source
      const isEdited = source !== cell.original
      keepEdit(cell.anchor, isEdited ? source : undefined)
      original.hidden = !isEdited && outputs.box.hidden
    },
  })
  const runButton = button(SAYS.run, run)
  runButton.title = SAYS.runTitle
  const stopButton = button(SAYS.stop, () => stop())
  const original = button(SAYS.original, restore)
  stopButton.hidden = true
  outputs.box.hidden = true
  original.hidden = cell.source === cell.original
  status.textContent = original.hidden ? SAYS.ready : SAYS.yours
  const wish =
    place.dataset.try === undefined ? [] : [element('span', 'wish', ...phrases(SAYS.wish(place.dataset.try)))]
  const row = element('div', 'run-row', runButton, stopButton, original, status, ...wish)
  const panel = element('div', 'bench', editor.dom, row, outputs.box)
  code.hidden = true
  code.after(panel)
  editor.focus()

  function run() {
    stop()
    outputs.clear()
    outputs.box.hidden = false
    for (const each of stored) /** @type {HTMLElement} */ (each).hidden = true
    setRunning(true)
    const at = cells.indexOf(/** @type {import('./page.d.ts').PageCell} */ (cell))
    let isThis = true
    const stopRun = runCells(cells.slice(0, at + 1), libraryOf(data), {
      printed: (name, text) => isThis && outputs.print(name, text),
      shown: (bundle) => isThis && outputs.show(bundle),
      cut: (most) => isThis && outputs.note(SAYS.cut(most)),
      failed: (fault) => isThis && fail(fault),
      ended: (how, milliseconds) => {
        if (!isThis) return
        setRunning(false)
        status.textContent = endingOf(how, milliseconds)
      },
    })
    stop = () => {
      stopRun()
      isThis = false
    }
  }

  /** @param {boolean} isRunning */
  function setRunning(isRunning) {
    const hadFocus = document.activeElement === stopButton
    stopButton.hidden = !isRunning
    original.hidden = false
    panel.toggleAttribute('data-running', isRunning)
    if (isRunning) status.textContent = SAYS.running
    else if (hadFocus) runButton.focus()
  }

  /**
   * @param {import('./page.d.ts').RunEnding} how
   * @param {number} milliseconds
   */
  function endingOf(how, milliseconds) {
    if (how !== 'end') return SAYS[how]
    const verdicts = [...outputs.text.matchAll(/^[✓✗] /gmu)].map(([mark]) => mark)
    if (/\bcheck\(/.test(cell?.source ?? '') && verdicts.length > 0 && !verdicts.includes('✗ ')) return SAYS.passed
    const nothing = outputs.box.childElementCount === 0 ? `${SAYS.nothing} ` : ''
    return nothing + SAYS.done(milliseconds)
  }

  /** @param {import('./page.d.ts').Fault} fault */
  function fail({ name, message, cell: where, line }) {
    const said = `${name}: ${message}`
    if (where === undefined || line === undefined) return outputs.fail(SAYS.error, said)
    const source = where.source.split('\n')[line - 1] ?? ''
    outputs.fail(where === cell ? SAYS.inLine(line) : SAYS.before(line), `${said}\n\n${line} | ${source}`)
  }

  function restore() {
    stop()
    setRunning(false)
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: cell?.original ?? '' } })
    outputs.clear()
    outputs.box.hidden = true
    for (const each of stored) /** @type {HTMLElement} */ (each).hidden = false
    original.hidden = true
    status.textContent = SAYS.restored
    editor.focus()
  }

  return { run, outputs, editor }
}

/**
 * @param {string} text
 * @param {() => void} action
 */
function button(text, action) {
  const made = element('button', '', text)
  made.type = 'button'
  made.addEventListener('click', action)
  return made
}

/**
 * @param {import('./page.d.ts').CellData} data
 * @returns {import('./page.d.ts').PageCell[]}
 */
export function cellsOf({ cells }) {
  return cells.map(({ anchor, source, isAside = false }) => {
    return { anchor, original: source, source: editOf(anchor) ?? source, isAside }
  })
}
