import { join } from 'node:path'
import { ours, pythons } from '../contenders.ts'
import type { Heat } from '../race.ts'
import { courseOf } from './course.ts'
import { jupyterExecute, nbmake, twoCells, verify, writeTwoCells } from './verifiers.ts'

let cold = 0

export const command: Heat[] = [
  {
    title: 'a notebook of two cells, by command',
    contenders: [verify(twoCells), jupyterExecute(twoCells), nbmake(twoCells)],
    prepare: writeTwoCells,
  },
  {
    title: 'the same for the first time, nothing kept',
    contenders: [
      {
        ...verify(twoCells),
        run: (setting, state) => {
          const env = { ...state.env, ACKBOOK_CACHE_DIR: join(state.scratch, `cold-${++cold}`) }
          return verify(twoCells).run(setting, { ...state, env })
        },
      },
    ],
    prepare: writeTwoCells,
  },
  {
    title: 'the command alone',
    contenders: [
      ours('ackbook --version', () => ['--version']),
      pythons('jupyter execute --version', ['nbclient'], 'jupyter-execute', () => ['--version']),
    ],
  },
]

export const render: Heat[] = [
  {
    title: 'the pages of the course, each made anew',
    contenders: [
      ours('ackbook render', (state) => [
        ...['render', '--no-cache', '--out', join(state.scratch, 'site')],
        ...courseOf(state),
      ]),
      pythons('jupyter nbconvert --to html', ['nbconvert'], 'jupyter-nbconvert', (state) => [
        ...['--to', 'html', '--output-dir', join(state.scratch, 'html')],
        ...courseOf(state),
      ]),
    ],
  },
  {
    title: 'the pages again, nothing changed',
    contenders: [
      ours('ackbook render', (state) => ['render', '--out', join(state.scratch, 'kept'), ...courseOf(state)]),
    ],
  },
]
