import type { Omission } from '../lesson/index.ts'
import type { Colours } from '../report/index.ts'
import { visible } from '../verify/text.ts'
import { count } from '../words.ts'
import type { Loaded } from './load.ts'

/** What a page lacks, by cell, each kind of thing once: ` ! a.ipynb   2 things are not on its page as it has them`, and a line for each. */
export function formatOmissions({ path, notebook }: Loaded, omissions: readonly Omission[], colours: Colours): string {
  if (omissions.length === 0) return ''
  const things = count(omissions.length, 'thing is', 'things are')
  const them = omissions.length === 1 ? 'it' : 'them'
  const lines = eachOnce(omissions).map(([omission, times]) => {
    const place = omissionPlace(omission, notebook.cells.length)
    const what = `${omission.kind} ${printable(omission.what)}${times > 1 ? ` ×${times}` : ''}`
    return `     ${place}${what}: ${printable(omission.why)}\n`
  })
  const head = ` ${colours.yellow('!')} ${colours.bold(printable(path))}`
  return `${head}   ${things} not on its page as the notebook has ${them}\n${lines.join('')}`
}

/** The same thing of one cell is said once, with how often. */
function eachOnce(omissions: readonly Omission[]): [Omission, number][] {
  const found = new Map<string, [Omission, number]>()
  for (const omission of omissions) {
    const key = JSON.stringify([omission.cell, omission.kind, omission.what, omission.why])
    const before = found.get(key)
    if (before) before[1] += 1
    else found.set(key, [omission, 1])
  }
  return [...found.values()]
}

function omissionPlace({ cell, id }: Omission, cells: number): string {
  return cell === undefined ? '' : `cell ${cell + 1} of ${cells}${id === undefined ? '' : ` (id ${printable(id)})`}   `
}

/** What a notebook holds may not steer the terminal. */
function printable(text: string): string {
  return visible(text).replaceAll('\n', '␊')
}
