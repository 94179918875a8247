import {
  type CodeCell,
  isEmpty,
  type Notebook,
  type Output,
  type OutputVerdict,
  skipsExecution,
} from '../notebook/index.ts'
import { type Html, html } from './html.ts'
import type { PageVerification } from './provenance.ts'

/** What verifying found of each stored output of a cell; or why nothing is known, a sentence. */
export type CellFound = readonly OutputVerdict[] | string

/** @returns `undefined` where it is told otherwise, or nothing was stored to compare with */
export function foundOf(
  cell: CodeCell,
  at: number,
  notebook: Notebook,
  { outputs, changed }: PageVerification,
): CellFound | undefined {
  if (isEmpty(cell) || skipsExecution(cell, notebook)) return 'Not run: the output is the one stored.'
  if (changed.includes(at)) return 'Not verified: this cell, or code before it, has changed since.'
  return outputs.find((each) => each.cell === at)?.outputs
}

/** A line below a cell's outputs. @param shown those of its outputs that the page has */
export function renderFound(cell: CodeCell, shown: readonly Output[], found: CellFound | undefined): Html | undefined {
  if (found === undefined) return undefined
  if (typeof found === 'string') return html`<p class="found">○ ${found}</p>`
  const there = new Set(shown)
  const all = cell.outputs.flatMap((output, at) => (there.has(output) && found[at] ? [{ output, ...found[at] }] : []))
  if (all.length === 0 || all.some(({ verdict }) => verdict === 'differs')) return undefined
  const said = sentencesOn(all)
  // What nearly all outputs are is said by a sign alone, to those who see it.
  if (said.length === 0) return html`<p class="found same">✓<span> Verified</span></p>`
  const isCompared = all.every(({ verdict, leftOut }) => verdict !== 'not-compared' && !leftOut)
  return html`<p class="found">${isCompared ? '≈' : '○'} ${said.join(' ')}</p>`
}

interface FoundOutput extends OutputVerdict {
  output: Output
}

/** Of outputs that are not the same to the last character; each by its name where others are another. */
function sentencesOn(all: readonly FoundOutput[]): string[] {
  const names = outputNames(all.map(({ output }) => output))
  const texts = all.map(({ verdict, by, leftOut }) => JSON.stringify([verdict, by, leftOut]))
  const isOne = texts.every((text) => text === texts[0])
  const said = all.flatMap(({ verdict, by = [], leftOut }, at) => {
    const name = isOne ? undefined : names[at]
    const normalised = by.map((each) => `${each.name} ×${each.count}`).join(', ')
    return [
      ...(verdict === 'normalised' ? [verdictSentence(name, 'normalised', normalised)] : []),
      ...(leftOut ? [verdictSentence(name, 'not compared', leftOut.filter((type) => type !== name).join(', '))] : []),
      ...(verdict === 'not-compared' && !leftOut
        ? [verdictSentence(name, 'not compared', 'the output is the one stored')]
        : []),
    ]
  })
  return [...new Set(said)]
}

function verdictSentence(name: string | undefined, what: string, more: string): string {
  const begin = name === undefined ? `${what[0]!.toUpperCase()}${what.slice(1)}` : `${name} ${what}`
  return `${begin}${more === '' ? '' : `: ${more}`}.`
}

/** `stdout`, `Output 2`: as a reader counts them, to whom the pieces of a stream are one. */
function outputNames(outputs: readonly Output[]): string[] {
  let count = 0
  let last: string | undefined
  return outputs.map((output) => {
    const stream = output.output_type === 'stream' ? String((output as { name?: unknown }).name) : undefined
    if (stream === undefined || stream !== last) count += 1
    last = stream
    return stream ?? `Output ${count}`
  })
}
