import type { Machine } from './machine.ts'
import type { Measured } from './measured.ts'
import type { HeatResult } from './race.ts'
import { linesOf } from './table.ts'

const HEAD = `| | clock | CPU | ackbook takes | of its CPU |
|---|--:|--:|--:|--:|`

/** Heats as one table, each a row of its own above those of its contenders. */
export function tableMarkdown(heats: readonly HeatResult[]): string {
  const rows = heats.flatMap((heat) => {
    const isRow = linesOf(heat).map(({ name, clock, cpu, takes, takesCpu, note }) => {
      const values = clock === '' ? [cellText(note), '', '', ''] : [clock, cpu, takes, takesCpu]
      return `| \`${name}\` | ${values.join(' | ')} |`
    })
    return [`| **${heat.title}** | | | | |`, ...isRow]
  })
  return [HEAD, ...rows].join('\n')
}

/** A text that may stand in a cell of a table. */
function cellText(text: string): string {
  return text.replaceAll('|', '\\|')
}

/** What a program has measured, as a table. */
export function measuredMarkdown(name: string, rows: readonly Measured[]): string {
  const lines = rows.map(({ what, value, unit, note }) => {
    const amount = `${value.toLocaleString('en-GB')} ${unit}`
    return `| ${[what, amount, note].map(cellText).join(' | ')} |`
  })
  return [`| **${name}** | | |`, '|---|--:|---|', ...lines].join('\n')
}

/** What a table of it says in its first column, without the marks. */
export function namesIn(markdown: string): string[] {
  const rows = markdown.split('\n').filter((line) => line.startsWith('|'))
  return rows.slice(2).map((row) =>
    row
      .split('|')[1]!
      .trim()
      .replace(/^(\*\*|`)(.*)\1$/, '$2'),
  )
}

/** When and where, for below a table. */
export function machineMarkdown(
  { date, processor, cores, memoryGiB, system, load, versions }: Machine,
  rounds: number,
): string {
  const programs = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  return (
    `${rounds === 1 ? 'One round' : `Medians of ${rounds} rounds in turn`}, ${date.replace('T', ' ')}, on ${cores} × ${processor} ` +
    `(${memoryGiB} GiB, ${system}, load ${load}): ${programs.join(', ')}.`
  )
}

const [BEGIN, END] = ['<!-- bench -->', '<!-- /bench -->']

/** What lies between the two marks of a README. @throws Error when it has them not */
export function betweenMarks(readme: string): string {
  const [begin, end] = [readme.indexOf(BEGIN), readme.indexOf(END)]
  if (begin < 0 || end < begin)
    throw new Error(`README.md lacks the marks ${BEGIN} and ${END}: put them where the table shall be`)
  return readme.slice(begin + BEGIN.length, end).trim()
}

/** The README with another text there. @throws Error when it lacks the marks */
export function withBetweenMarks(readme: string, text: string): string {
  const old = betweenMarks(readme)
  const [begin, end] = [readme.indexOf(BEGIN) + BEGIN.length, readme.indexOf(END)]
  return old === text ? readme : `${readme.slice(0, begin)}\n${text}\n${readme.slice(end)}`
}
