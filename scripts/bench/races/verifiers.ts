import { join } from 'node:path'
import { ours, pythons } from '../contenders.ts'
import { cellsOf, writeNotebook } from '../notebooks.ts'
import type { Contender, Heat } from '../race.ts'
import { type State, withoutCache } from '../setting.ts'

/** A state's notebooks: their paths, absolute or below its top. */
export type Notebooks = (state: State) => string[]

export const twoCells: Notebooks = ({ scratch }) => [join(scratch, 'two-cells.ipynb')]

export function verify(notebooks: Notebooks): Contender {
  return ours('ackbook verify', (state) => ['verify', ...withoutCache(state), ...notebooks(state)])
}

export function nbconvert(notebooks: Notebooks): Contender {
  return pythons('jupyter nbconvert --execute', ['nbconvert', 'nbclient'], 'jupyter-nbconvert', (state) => [
    ...['--to', 'notebook', '--execute', '--output-dir', join(state.scratch, 'nbconvert')],
    ...notebooks(state),
  ])
}

export function jupyterExecute(notebooks: Notebooks): Contender {
  return pythons('jupyter execute', ['nbclient'], 'jupyter-execute', notebooks)
}

/** @param lanes how many notebooks at once; by default one after another */
export function nbmake(notebooks: Notebooks, lanes?: number): Contender {
  const [more, needs] = lanes === undefined ? [[], []] : [['-n', String(lanes)], ['pytest-xdist'] as const]
  return pythons(['pytest --nbmake', ...more].join(' '), ['nbmake', ...needs], 'pytest', (state) => [
    ...['--nbmake', '-p', 'no:cacheprovider', ...more],
    ...notebooks(state),
  ])
}

/** Warmed up by two cells, where the work itself takes long. */
export function warmedByTwoCells(make: (notebooks: Notebooks) => Contender, notebooks: Notebooks): Contender {
  return { ...make(notebooks), warm: make(twoCells).run }
}

export const writeTwoCells: NonNullable<Heat['prepare']> = (_, state) => {
  writeNotebook(twoCells(state)[0]!, cellsOf(2))
}
