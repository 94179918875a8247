import { visible } from '../../verify/text.ts'
import { count, list } from '../../words.ts'
import type { Loaded } from '../load.ts'
import { codePlaces } from './part.ts'

/** What would be run, a notebook a line, in the order in which they would begin. Ends in a newline. */
export function formatListed(notebooks: readonly Loaded[], unchanged: number): string {
  const width = Math.max(0, ...notebooks.map(({ path }) => Math.min(visible(path).length, 60)))
  const lines = notebooks.map((loaded) => `${visible(loaded.path).padEnd(width)}   ${listedCells(loaded)}\n`)
  const stands = unchanged > 0 ? `, ${unchanged} unchanged` : ''
  return `${lines.join('')}\n ${count(notebooks.length, 'notebook')} to run${stands}\n`
}

function listedCells({ notebook, chosen }: Loaded): string {
  const code = codePlaces(notebook)
  if (chosen === undefined) return count(code.length, 'cell')
  const places = code.flatMap((index, at) => (chosen.has(index) ? `${at + 1}` : []))
  return `${places.length === 1 ? 'cell' : 'cells'} ${list(places)} of ${code.length}`
}
