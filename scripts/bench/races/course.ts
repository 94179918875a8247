import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { costOfCommand } from '../command.ts'
import { ours } from '../contenders.ts'
import type { Contender, Heat } from '../race.ts'
import type { State } from '../setting.ts'
import { jupyterExecute, nbconvert, nbmake, verify, warmedByTwoCells, writeTwoCells } from './verifiers.ts'

/** Of a former state, its own course. */
export function courseOf({ folder }: Pick<State, 'folder'>): string[] {
  const files = readdirSync(join(folder, 'notebooks'))
  return files.filter((name) => name.endsWith('.ipynb')).map((name) => join('notebooks', name))
}

export const course: Heat[] = [
  {
    title: 'the course, every notebook run',
    contenders: [
      // In the folder of the course: a snapshot holds what notebooks there see.
      { ...verify(courseOf), warm: verify((state) => courseOf(state).slice(0, 1)).run },
      warmedByTwoCells(nbconvert, courseOf),
      warmedByTwoCells(jupyterExecute, courseOf),
      warmedByTwoCells((notebooks) => nbmake(notebooks, 2), courseOf),
    ],
    prepare: writeTwoCells,
  },
]

function missingCache(_: unknown, { options, name }: State): string | undefined {
  return options.has('--cache-dir') ? undefined : `${name} runs every notebook anew: it has no cache`
}

/** The first time, and so while it is warmed up, it runs them; `npm start` finds what that has kept. */
const again: Contender = {
  ...ours('ackbook verify', (state) => ['verify', ...courseOf(state)]),
  missing: missingCache,
}

const start: Contender = {
  name: 'npm start',
  own: true,
  missing: missingCache,
  run: ({ signal }, { folder, env }) => costOfCommand('npm', ['start'], { cwd: folder, env, signal }),
}

export const unchanged: Heat[] = [{ title: 'the course again, nothing changed', contenders: [again, start] }]
