import type { Finding, Notebook } from '../notebook/index.ts'
import { visible } from '../verify/text.ts'
import { count } from '../words.ts'
import type { Colours } from './colours.ts'
import {
  cellsRun,
  chosenOf,
  type Entry,
  findingsIn,
  ignoredOf,
  isBad,
  type Outcome,
  placeOf,
  placesOf,
  skippedOf,
} from './entry.ts'
import { failed, formatThrown } from './thrown.ts'
import { elapsed, indent } from './words.ts'

export interface Layout {
  colours: Colours
  /** Columns for the names. */
  nameWidth: number
  /** Line after line, also on a terminal: it does not know how to go back. */
  isPlain?: boolean
}

/** What is said of a notebook when it is done: one line, and below it what is wrong. Ends in a newline. */
export function formatEntry(entry: Entry, layout: Layout): string {
  const { colours } = layout
  const sign = signOf(entry, colours)
  const name = visible(entry.name).padEnd(layout.nameWidth)
  if (!isBad(entry.outcome))
    return `${[` ${sign} ${name}`, ...facts(entry)].join('   ')}\n${firstFailure(entry, colours)}`
  const [first, ...rest] = together(findingsIn(entry)).map((findings) => formatFindings(findings, entry, colours))
  const before = beforeThis(entry)
  const told = [` ${sign} ${colours.bold(name)}   ${first}`, ...rest.map((finding) => `   ${finding}`)]
  return [...told, ...(before === undefined ? [] : [`     ${colours.dim(before)}\n`])].join('')
}

/** What became of the runs before the one that is told of. */
function beforeThis({ outcome, earlier = [] }: Entry): string | undefined {
  if (earlier.length === 0) return undefined
  return outcome === 'failed' ? `it failed in each of ${earlier.length + 1} runs` : failedBefore(earlier.length)
}

function failedBefore(runs: number): string {
  return `it failed in ${count(runs, 'run')} before this one`
}

/** Of a notebook that was good in the end: how it failed first. */
function firstFailure(entry: Entry, colours: Colours): string {
  const [first] = entry.earlier ?? []
  const causes = first?.findings.filter(({ kind }) => kind !== 'not-run') ?? []
  return causes.map((finding) => `     ${formatFindings([finding], entry, colours)}`).join('')
}

function signOf({ outcome }: Entry, colours: Colours): string {
  if (outcome === 'unchanged') return colours.green('=')
  if (outcome === 'nothing') return colours.yellow('○')
  if (outcome === 'flaky') return colours.yellow('~')
  return isBad(outcome) ? colours.red('✗') : colours.green('✓')
}

/** Cells that were never executed say so in one sentence; every other finding speaks for itself. */
function together(findings: readonly Finding[]): (readonly [Finding, ...Finding[]])[] {
  const never = findings.filter(({ kind }) => kind === 'never-executed')
  return findings.flatMap((finding) => {
    if (finding.kind !== 'never-executed') return [[finding] as const]
    return finding === never[0] ? [[finding, ...never.slice(1)] as const] : []
  })
}

function facts(entry: Entry): string[] {
  const cells = count(cellsRun(entry), 'cell').padStart(8)
  const isUnchanged = entry.outcome === 'unchanged'
  const time = (isUnchanged ? '' : elapsed(entry.run.milliseconds)).padStart(6)
  const remark = entry.outcome === 'updated' ? updated(entry) : normalised(entry)
  const { earlier = [], verification } = entry
  const remarks = [chosenCells(entry), remark, leftOutOf(entry), ...passedOver(entry), ...(verification?.notes ?? [])]
  if (earlier.length > 0)
    remarks.unshift(`${entry.outcome === 'flaky' ? 'flaky: ' : ''}${failedBefore(earlier.length)}`)
  if (entry.outcome === 'nothing') remarks.unshift('nothing to verify')
  if (isUnchanged) remarks.unshift(`${unchangedSince([entry])}${entry.why === undefined ? '' : `: ${entry.why}`}`)
  return [cells, time, ...remarks.filter((each) => each !== undefined)]
}

/** `2 of 37 cells compared`, where not all were looked at. */
function chosenCells(...entries: readonly Entry[]): string | undefined {
  if (entries.every(({ chosen }) => chosen === undefined)) return undefined
  const [cells, of] = [total(entries, (entry) => chosenOf(entry).cells), total(entries, (entry) => chosenOf(entry).of)]
  return `${cells} of ${count(of, 'cell')} ${entries.some(({ verification }) => verification) ? 'compared' : 'meant'}`
}

/** The day of the one that was verified first. */
function unchangedSince(entries: readonly Summed[]): string {
  const [first = ''] = entries.map(({ date = '' }) => date.slice(0, 10)).sort()
  return `unchanged since ${first}`
}

/** Why a notebook is run again: ` · a   cell 3 changed`. Ends in a newline. */
export function formatWhy(name: string, why: string, { colours, nameWidth }: Layout): string {
  return ` ${colours.dim('·')} ${visible(name).padEnd(nameWidth)}   ${colours.dim(visible(why).replaceAll('\n', '␊'))}\n`
}

/** Cells that were skipped, and cells whose outputs were not compared. */
function passedOver(...entries: readonly Entry[]): string[] {
  const counts = [[total(entries, skippedOf), 'skipped'] as const, [total(entries, ignoredOf), 'ignored'] as const]
  return counts.flatMap(([number, what]) => (number > 0 ? [`${number} ${what}`] : []))
}

function total(entries: readonly Entry[], of: (entry: Entry) => number): number {
  return entries.reduce((sum, entry) => sum + of(entry), 0)
}

function updated({ verification }: Entry): string {
  return `updated (${count(verification?.changed.length ?? 0, 'cell')})`
}

/** `2 normalised (port ×4, duration ×1)`: cells whose outputs differed and count as the same, and why. */
function normalised({ verification }: Entry): string | undefined {
  const cells = verification?.normalised ?? []
  if (cells.length === 0) return undefined
  const total = new Map<string, number>()
  for (const { fired } of cells) {
    for (const { name, count } of fired) total.set(name, (total.get(name) ?? 0) + count)
  }
  const each = [...total].map(([name, times]) => `${visible(name)} ×${times}`).join(', ')
  return `${cells.length} normalised (${each})`
}

/** `left out: image/png ×2`: what is not compared, and in how many cells. */
function leftOutOf({ verification }: Entry): string | undefined {
  const names = verification?.rules?.leftOut ?? []
  if (names.length === 0) return undefined
  return `left out: ${names.map(({ name, count }) => `${visible(name)} ×${count}`).join(', ')}`
}

/** What is wrong, as it stands below its notebook. Ends in a newline. */
export function formatFinding(finding: Finding, entry: Entry, colours: Colours): string {
  return formatFindings([finding], entry, colours)
}

/** A sentence, then detail and remedy, indented. Ends in a newline. */
function formatFindings(findings: readonly [Finding, ...Finding[]], entry: Entry, colours: Colours): string {
  const [told] = findings
  const finding = formatThrown(told, entry)
  const detail = finding.detail === undefined ? '' : `${indent(formatDetail(finding, colours), '     ')}\n`
  const remedy = finding.remedy === undefined ? '' : `     ${colours.dim(visible(finding.remedy))}\n`
  return `${sentenceOf([finding, ...findings.slice(1)], entry.notebook)}\n${detail}${remedy}`
}

function sentenceOf(findings: readonly [Finding, ...Finding[]], notebook: Notebook): string {
  const [finding, ...others] = findings
  const place = others.length > 0 ? placesOf(findings, notebook) : placeOf(finding, notebook)
  const message = visible(finding.message).replaceAll('\n', ' ')
  // This one names its cells itself; the detail of the other one says what differs.
  if (place === undefined || finding.kind === 'not-run') return message
  if (finding.kind === 'output-differs') return `${place} differs`
  return finding.message === failed ? `${place} failed` : `${place}: ${message}`
}

function formatDetail({ kind, detail = '' }: Finding, colours: Colours): string {
  const text = visible(detail.trimEnd())
  return kind === 'output-differs' ? colouredDiff(text, colours) : text
}

/** Lines of a diff below its heading, red and green. */
export function colouredDiff(text: string, colours: Colours): string {
  return text
    .replace(/^ {2}- .*$/gm, (line) => colours.red(line))
    .replace(/^ {2}\+ .*$/gm, (line) => colours.green(line))
}

/** A notebook that is being worked on. */
export interface Active {
  name: string
  /** `cell 5 of 11`, `starting tslab`. */
  doing: string
  /** When that began. */
  since: number
}

/** The line of a notebook that is being worked on, without a newline. */
export function formatActive({ name, doing, since }: Active, now: number, { colours, nameWidth }: Layout): string {
  const seconds = Math.floor((now - since) / 1000)
  const time = seconds > 0 ? `   ${seconds} s …` : ' …'
  return ` ${colours.cyan('▸')} ${visible(name).padEnd(nameWidth)}   ${colours.dim(doing + time)}`
}

export interface Totals {
  entries: readonly Entry[]
  /** Notebooks and paths that could not be used. */
  problems: number
  /** Notebooks that ran, and what was to be written of them could not be. */
  unwritten?: number
  /** Notebooks whose turn never came, or that were stopped. */
  stopped: number
  milliseconds: number
  /** How many kernels ran at once; none when nothing had to be run. */
  kernels: number
  /** Seconds of processors that all of it took, where that is to be told. */
  processors?: number | undefined
  /** New outputs were to be stored: what differs still could not be. */
  isUpdate?: boolean
}

/** In the order in which they are summed up. */
const outcomesByColour = [
  ['green', ['verified', 'ran', 'unchanged']],
  ['yellow', ['updated', 'flaky', 'nothing']],
  ['red', ['differs', 'failed']],
] as const

/** ` 12 verified · 2 unchanged since 2026-11-28 · 1 differs · 187 cells · 21.4 s (2 kernels)`. Ends in a newline. */
export function formatSummary(totals: Totals, colours: Colours): string {
  const { entries, problems, unwritten = 0, stopped, isUpdate = false } = totals
  const outcomes = formatOutcomes(entries, colours)
  if (problems > 0) outcomes.push(colours.red(`${problems} not usable`))
  if (unwritten > 0) outcomes.push(colours.red(`${unwritten} not written`))
  if (stopped > 0) outcomes.push(colours.yellow(`${stopped} not run`))
  const run = entries.filter(({ outcome }) => outcome !== 'unchanged')
  const cells =
    totals.kernels === 0 ? [] : [count(total(run, cellsRun), 'cell'), chosenCells(...run), ...passedOver(...run)]
  const line = [...outcomes, ...cells.filter((each) => each !== undefined), timeOf(totals)].join(' · ')
  const hint =
    !isUpdate && entries.some(({ outcome }) => outcome === 'differs')
      ? `     ${colours.dim('ackbook verify --update accepts')}`
      : ''
  return `\n ${line}${hint}\n`
}

/** What is summed up of a notebook. */
type Summed = { outcome: Outcome | 'not-run' | 'checked'; date?: string | undefined }

/** `12 verified`, `2 unchanged since 2026-11-28`, `1 differs`: of those that have an outcome. */
export function formatOutcomes(all: readonly Summed[], colours: Colours): string[] {
  return outcomesByColour.flatMap(([colour, group]) =>
    group.flatMap((outcome) => {
      const those = all.filter((each) => each.outcome === outcome)
      return those.length > 0 ? [colours[colour](`${those.length} ${wordFor(outcome, those)}`)] : []
    }),
  )
}

/** `21.4 s (2 kernels)`; with the processors `21.4 s (2 kernels; 39.8 s of processors, 1.9 at once)`. */
function timeOf({ milliseconds, kernels, processors }: Totals): string {
  const used =
    processors === undefined || milliseconds === 0
      ? ''
      : `; ${elapsed(processors * 1000)} of processors, ${((processors * 1000) / milliseconds).toFixed(1)} at once`
  return elapsed(milliseconds) + (kernels === 0 ? '' : ` (${count(kernels, 'kernel')}${used})`)
}

function wordFor(outcome: Outcome, those: readonly Summed[]): string {
  if (outcome === 'unchanged') return unchangedSince(those)
  if (outcome === 'nothing') return 'without anything to verify'
  return outcome === 'differs' && those.length > 1 ? 'differ' : outcome
}

/**
 * What could not be done, as one sentence or two: `ackbook: x.ipynb: not a notebook: … . Nothing was run or written.`
 *
 * @param consequence what that means for the data
 */
export function formatProblem(path: string | undefined, message: string, consequence = ''): string {
  const where = path === undefined ? '' : `${visible(path).replaceAll('\n', '␊')}: `
  const said = visible(message).replaceAll('\n', ' ')
  return `ackbook: ${where}${said}${consequence === '' ? '' : `${/[.!?…]$/.test(said) ? '' : '.'} ${consequence}`}\n`
}
