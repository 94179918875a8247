import { visible } from '../verify/text.ts'
import { count } from '../words.ts'
import type { Colours } from './colours.ts'
import type { FindingReport, NotebookReport } from './data/shape.ts'
import { elapsed } from './words.ts'

/** Findings of one kind that are told of a notebook one by one. */
const mostOfAKind = 3

/** What was found of a notebook without running it, a line each and its remedy; empty where there is nothing. Ends in a newline. */
export function formatChecked(notebook: NotebookReport, colours: Colours): string {
  const { findings, name, outcome } = notebook
  if (findings.length === 0) return ''
  const told = new Map<string, number>()
  const lines = findings.map((finding) => {
    const before = told.get(finding.kind) ?? 0
    told.set(finding.kind, before + 1)
    return before < mostOfAKind ? formatOne(finding, notebook, colours) : ''
  })
  const more = [...told]
    .filter(([, number]) => number > mostOfAKind)
    .map(([kind, number]) => `   … ${number - mostOfAKind} more   ${colours.dim(kind)}\n`)
  const sign =
    outcome === 'failed' ? colours.red('✗') : findings.some(isWarning) ? colours.yellow('!') : colours.dim('·')
  return ` ${sign} ${colours.bold(visible(name))}\n${lines.join('')}${more.join('')}`
}

function formatOne(finding: FindingReport, { cells, path }: NotebookReport, colours: Colours): string {
  const { kind, level, cell, ordinal, id, line, message, remedy } = finding
  const sign = level === undefined ? colours.red('✗') : level === 'warning' ? colours.yellow('!') : colours.dim('·')
  const name = id === undefined ? '' : ` (id ${id})`
  const place =
    cell === undefined
      ? ''
      : ordinal === undefined
        ? `Markdown${name}: `
        : `cell ${ordinal} of ${cells.length}${name}: `
  const where = colours.dim(`${kind}${line === undefined ? '' : `   ${path}:${line}`}`)
  const below = remedy === undefined ? '' : `       ${colours.dim(safeLine(remedy))}\n`
  return `   ${sign} ${safeLine(place + message)}   ${safeLine(where, true)}\n${below}`
}

/** What a notebook holds may not steer the terminal. */
function safeLine(text: string, hasColours = false): string {
  return (hasColours ? text : visible(text)).replaceAll('\n', '␊')
}

function isWarning({ level }: FindingReport): boolean {
  return level === 'warning'
}

/** ` 24 notebooks · 2 errors · 3 warnings · 0.2 s`. Ends in a newline. */
export function formatCheckSum(notebooks: readonly NotebookReport[], milliseconds: number, colours: Colours): string {
  const all = notebooks.flatMap(({ findings }) => findings)
  const errors = all.filter(({ level }) => level === undefined).length
  const warnings = all.filter(isWarning).length
  const infos = all.length - errors - warnings
  const parts = [
    count(notebooks.length, 'notebook'),
    errors > 0 ? colours.red(count(errors, 'error')) : colours.green('no errors'),
    ...(warnings > 0 ? [colours.yellow(count(warnings, 'warning'))] : []),
    ...(infos > 0 ? [count(infos, 'remark')] : []),
    elapsed(milliseconds),
  ]
  return `${all.length > 0 ? '\n' : ''} ${parts.join(' · ')}\n`
}
