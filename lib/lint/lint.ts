import { formatNotebook, type Notebook, NotebookError, parseNotebook, settingsFaults } from '../notebook/index.ts'
import { policyFaults } from '../verify/policy.ts'
import { errorFaults, idFaults, runFaults } from './cells.ts'
import type { LintFault } from './fault.ts'
import { formatFaults } from './nbformat.ts'

/** What the file of a notebook tells by itself. */
export interface Linted {
  /** Absent when it cannot be read as one. */
  notebook?: Notebook
  faults: LintFault[]
}

/** @param text of the file @param path only for errors */
export function lintText(text: string, path: string): Linted {
  let notebook: Notebook
  try {
    notebook = parseNotebook(text, path)
  } catch (error) {
    if (!(error instanceof NotebookError)) throw error
    return { faults: [{ rule: 'format', message: error.message }] }
  }
  const settings = [...settingsFaults(notebook)].map(
    ({ cell, what, message }): LintFault => ({ rule: what, message, ...(cell !== undefined && { cell }) }),
  )
  const isReadable = settings.every(({ rule }) => rule === 'tag')
  const policies = (isReadable ? policyFaults(notebook) : []).map(
    (fault): LintFault => ({ rule: 'settings', ...fault }),
  )
  const format = [...jsonFaults(text), ...idFaults(notebook)]
  const faults = [
    ...format,
    ...runFaults(notebook),
    ...errorFaults(notebook),
    ...settings,
    ...policies,
    ...kernelspecFaults(notebook),
    // What is wrong with it changes anyway.
    ...(format.length > 0 ? [] : byteFaults(text, notebook)),
  ]
  return { notebook, faults }
}

function jsonFaults(text: string): LintFault[] {
  try {
    return formatFaults(JSON.parse(text.replace(/^\ufeff/, '')) as Record<string, unknown>)
  } catch {
    const message = 'it holds NaN or Infinity, which Python writes and JSON does not have'
    return [
      {
        rule: 'format',
        level: 'warning',
        message,
        remedy: 'some front ends cannot open it: print such numbers as text',
      },
    ]
  }
}

function kernelspecFaults({ metadata: { kernelspec, language_info: language } }: Notebook): LintFault[] {
  if (kernelspec?.name !== undefined) return []
  const chosen = language?.name === undefined ? '' : `, so one for its language, ${language.name}, is taken`
  const remedy = 'choose a kernel in Jupyter and save it'
  return [{ rule: 'no-kernelspec', message: `it names no kernel${chosen}`, remedy }]
}

/** What would change in the file when Jupyter saved it as it is. */
function byteFaults(text: string, notebook: Notebook): LintFault[] {
  // What is copied by JSON has no layout of a file: it is written as nbformat writes.
  const usual = formatNotebook(withSortedKeys(notebook) as Notebook)
  if (text === usual) return []
  const why = text.startsWith('\ufeff')
    ? 'a byte order mark at its start'
    : text.includes('\r\n')
      ? 'line ends of Windows'
      : text.trimEnd() === usual.trimEnd()
        ? 'white space at its end'
        : 'another order, indentation or spelling'
  const remedy = 'saving it in Jupyter changes lines that nobody has touched; do it once, in a commit of its own'
  return [{ rule: 'byte-form', message: `it is not written as Jupyter writes it: ${why}`, remedy }]
}

function withSortedKeys(each: unknown): unknown {
  if (Array.isArray(each)) return each.map(withSortedKeys)
  if (typeof each !== 'object' || each === null) return each
  const entries = Object.entries(each).map(([key, member]) => [key, withSortedKeys(member)] as const)
  return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)))
}
