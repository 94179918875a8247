import { isWrong } from './gather.ts'
import type { CellReport, FindingReport, NotebookReport, Report } from './shape.ts'
import { firstFailuresIn } from './told.ts'
import { xmlElement, xmlText } from './xml.ts'

/**
 * A report as JUnit XML, as CI systems read it: a suite a notebook, a case a code cell, one more for what is about a whole notebook.
 *
 * @see https://github.com/testmoapp/junitxml, which tells the format that has no standard
 * @see https://maven.apache.org/surefire/maven-surefire-plugin/xsd/surefire-test-report.xsd for what was good when it was run again
 */
export function formatJunit(report: Report): string {
  const { command, notebooks, problems, started, milliseconds, shard } = report
  const suites = [
    ...notebooks.map((notebook) => suiteOf(notebook, started)),
    ...problems.map(({ path, message }) =>
      suite(path ?? 'ackbook', { time: 0, started }, [
        { ...wholeCase(path), result: { type: 'error', kind: 'problem', message, text: message } },
      ]),
    ),
  ]
  const part = shard ? ` (shard ${shard.index}/${shard.count})` : ''
  const attributes = {
    name: `ackbook ${command}${part}`,
    ...sumOf(suites),
    time: inSeconds(milliseconds),
    timestamp: started,
  }
  const content = suites.map(({ xml }) => `\n${xml}`)
  return `<?xml version="1.0" encoding="UTF-8"?>\n${xmlElement('testsuites', attributes, ...content, '\n')}\n`
}

/** What became of a case, if it did not pass. */
type CaseResult =
  | { type: 'failure' | 'error'; kind: string; message: string; text: string }
  | { type: 'skipped'; message: string }
  /** It passed, and had failed before. */
  | { type: 'flaky'; failure: Extract<CaseResult, { kind: string }> }

interface Case {
  name: string
  path: string | undefined
  line?: number | undefined
  milliseconds: number
  result?: CaseResult | undefined
}

interface Suite {
  xml: string
  counts: Record<'tests' | 'failures' | 'errors' | 'skipped', number>
}

function suiteOf(notebook: NotebookReport, started: string): Suite {
  const { path, cells, milliseconds, outcome, kernel } = notebook
  const findings = notebook.findings.filter(isError)
  const cases: Case[] = cells
    .filter(({ status }) => status !== 'empty')
    .map((cell) => ({
      name: `cell ${cell.ordinal}${cell.id === undefined ? '' : ` (id ${cell.id})`}`,
      path,
      line: cell.line,
      milliseconds: cell.milliseconds,
      result: caseResult(cell, notebook),
    }))
  const told = new Set(cases.flatMap(({ result }) => (result && 'text' in result ? [result.text] : [])))
  // What stands in no case of its own: a suite of a notebook that is wrong never passes.
  const others = findings.filter(({ cell }) => !cells.some((each) => each.cell === cell))
  const left = others.length > 0 || told.size > 0 ? others : findings
  if (isWrong(notebook) && left.length > 0)
    cases.push({ ...wholeCase(path), line: left[0]!.line, result: failureOf(left) })
  const before = firstFailuresIn(notebook).filter(({ cell }) => !cells.some((each) => each.cell === cell))
  if (before.length > 0)
    cases.push({ ...wholeCase(path), line: before[0]!.line, result: { type: 'flaky', failure: failureOf(before) } })
  if (outcome === 'not-run')
    cases.push({ ...wholeCase(path), result: { type: 'skipped', message: 'stopped before it was done' } })
  return suite(path, { time: milliseconds, started, kernel, outcome }, cases)
}

function wholeCase(path: string | undefined): Case {
  return { name: 'the notebook', path, milliseconds: 0 }
}

function caseResult({ cell, status }: CellReport, notebook: NotebookReport): CaseResult | undefined {
  if (status === 'skipped') return { type: 'skipped', message: 'its author skips it' }
  if (status === 'not-selected') return { type: 'skipped', message: 'it was not asked for' }
  if (status === 'not-run') return { type: 'skipped', message: 'not run, because of what went before' }
  const findings = notebook.findings.filter((finding) => finding.cell === cell && isError(finding))
  if (isWrong(notebook) && findings.length > 0) return failureOf(findings)
  const before = firstFailuresIn(notebook).filter((finding) => finding.cell === cell)
  return before.length > 0 ? { type: 'flaky', failure: failureOf(before) } : undefined
}

/** JUnit has no word for what is wrong and does not count. */
function isError({ level }: FindingReport): boolean {
  return level === undefined
}

/** These say that something around the notebook is wrong rather than what it prints. */
const errors: readonly string[] = ['kernel-start', 'kernel-died', 'connection-lost', 'protocol']

function failureOf(findings: readonly FindingReport[]): Extract<CaseResult, { kind: string }> {
  const [first] = findings
  const text = findings
    .map(({ message, detail = '', remedy = '' }) => [message, detail, remedy].filter((part) => part !== '').join('\n'))
    .join('\n\n')
  const { kind, message, error } = first!
  const said = error === undefined ? message : `${message}: ${error}`
  return { type: errors.includes(kind) ? 'error' : 'failure', kind, message: said, text }
}

function suite(
  name: string,
  { time, started, ...properties }: { time: number; started: string; kernel?: string | undefined; outcome?: string },
  cases: readonly Case[],
): Suite {
  const count = (type: CaseResult['type']) => cases.filter(({ result }) => result?.type === type).length
  const counts = {
    ...{ tests: cases.length, failures: count('failure') },
    ...{ errors: count('error'), skipped: count('skipped') },
  }
  const told = Object.entries(properties).filter(([, value]) => value !== undefined)
  const content = [
    ...(told.length === 0
      ? []
      : [xmlElement('properties', {}, ...told.map(([key, value]) => xmlElement('property', { name: key, value })))]),
    ...cases.map(caseOf),
  ]
  const attributes = { name, ...counts, time: inSeconds(time), timestamp: started, file: name }
  return { xml: xmlElement('testsuite', attributes, ...content.map((each) => `\n  ${each}`), '\n'), counts }
}

function caseOf({ name, path, line, milliseconds, result }: Case): string {
  const attributes = { name, classname: className(path ?? 'ackbook'), time: inSeconds(milliseconds), file: path, line }
  if (!result) return xmlElement('testcase', attributes)
  if (result.type === 'skipped')
    return xmlElement('testcase', attributes, xmlElement('skipped', { message: result.message }))
  if (result.type === 'flaky') {
    const { type, kind, message, text } = result.failure
    // As Maven's Surefire writes it, whose form most readers take; the case counts as passed.
    const name = type === 'error' ? 'flakyError' : 'flakyFailure'
    const stack = xmlElement('stackTrace', {}, xmlText(text))
    return xmlElement('testcase', attributes, xmlElement(name, { message, type: kind }, stack))
  }
  const { type, kind, message, text } = result
  return xmlElement('testcase', attributes, xmlElement(type, { message, type: kind }, xmlText(text)))
}

/** As pytest names modules: some readers take the last point for the end of a package. */
function className(path: string): string {
  return path
    .replace(/\.ipynb$/, '')
    .replaceAll('.', '_')
    .replace(/[\\/]+/g, '.')
}

function sumOf(suites: readonly Suite[]): Suite['counts'] {
  const sum = { tests: 0, failures: 0, errors: 0, skipped: 0 }
  for (const { counts } of suites) for (const key of Object.keys(sum) as (keyof typeof sum)[]) sum[key] += counts[key]
  return sum
}

function inSeconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3)
}
