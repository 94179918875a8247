import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { CodeCell, Notebook } from '../../lib/notebook/index.ts'

/** A code cell, and what it prints. */
export type Cell = readonly [source: string, printed: string]

/** `count` cells that each declare something, and print what they get of it. */
export function cellsOf(count: number): Cell[] {
  return Array.from({ length: count }, (_, at) => {
    const source = `const value${at}: number = ${at} * 2\nconsole.log(value${at} + 1)`
    return [source, `${at * 2 + 1}\n`] as const
  })
}

/** A notebook in TypeScript that was executed. */
export function writeNotebook(file: string, cells: readonly Cell[]): void {
  const notebook: Notebook = {
    cells: cells.map(
      ([source, text], at): CodeCell => ({
        cell_type: 'code',
        execution_count: at + 1,
        id: `cell-${at + 1}`,
        metadata: {},
        outputs: text === '' ? [] : [{ name: 'stdout', output_type: 'stream', text }],
        source,
      }),
    ),
    metadata: {
      kernelspec: { display_name: 'TypeScript', language: 'typescript', name: 'tslab' },
      language_info: { name: 'typescript' },
    },
    nbformat: 4,
    nbformat_minor: 5,
  }
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `${JSON.stringify(notebook, null, 1)}\n`)
}
