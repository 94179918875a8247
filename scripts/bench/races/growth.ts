import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { ours } from '../contenders.ts'
import { type Cell, cellsOf, writeNotebook } from '../notebooks.ts'
import type { Heat } from '../race.ts'
import type { State } from '../setting.ts'
import { type Notebooks, twoCells, verify, warmedByTwoCells, writeTwoCells } from './verifiers.ts'

function manyNotebooks(count: number): Heat {
  const folder = ({ scratch }: State): string => join(scratch, `${count}-notebooks`)
  return {
    title: `${count} ${count === 1 ? 'notebook' : 'notebooks'} of two cells`,
    units: { count, name: 'notebook' },
    large: count > 10,
    contenders: [warmedByTwoCells(verify, (state) => [folder(state)])],
    async prepare(setting, state) {
      for (let at = 1; at <= count; at++) writeNotebook(join(folder(state), `${at}.ipynb`), cellsOf(2))
      await writeTwoCells(setting, state)
    },
  }
}

function manyCells(count: number): Heat {
  const file: Notebooks = ({ scratch }) => [join(scratch, `${count}-cells.ipynb`)]
  return {
    title: `${count} ${count === 1 ? 'cell' : 'cells'} in a notebook`,
    units: { count, name: 'cell' },
    large: count > 100,
    contenders: [warmedByTwoCells(verify, file)],
    async prepare(setting, state) {
      writeNotebook(file(state)[0]!, cellsOf(count))
      await writeTwoCells(setting, state)
    },
  }
}

/** As much as fits into 64 KiB with the end of its line. */
const PIECE = 65_535

/** A cell that prints so many MB in pieces of 64 KiB. */
function printing(megabytes: number): Cell {
  const pieces = Math.ceil((megabytes * 1e6) / (PIECE + 1))
  return [`for (let piece = 0; piece < ${pieces}; piece++) console.log('x'.repeat(${PIECE}))`, '']
}

function muchOutput(megabytes: number): Heat {
  const file = ({ scratch }: State): string => join(scratch, 'output', `${megabytes}-mb.ipynb`)
  return {
    title: `${megabytes} MB of output`,
    units: { count: megabytes, name: 'MB' },
    large: megabytes > 10,
    contenders: [
      {
        ...ours('ackbook run', (state) => ['run', '--output-dir', join(state.scratch, 'run'), file(state)]),
        warm: verify(twoCells).run,
      },
    ],
    async prepare(setting, state) {
      mkdirSync(join(state.scratch, 'run'), { recursive: true })
      writeNotebook(file(state), [printing(megabytes)])
      await writeTwoCells(setting, state)
    },
  }
}

export const growth: Heat[] = [
  ...[1, 10, 100].map(manyNotebooks),
  ...[1, 100, 1000].map(manyCells),
  ...[1, 10, 100].map(muchOutput),
]
