import { join } from 'node:path'
import { costOfCommand } from './command.ts'
import { missingPython, type PythonPackage } from './peers.ts'
import type { Contender } from './race.ts'
import { ackbookOf, type Setting, type State } from './setting.ts'

/** The words of a command line, in some state of ours. */
type Words = (state: State, setting: Setting) => string[]

/** Our command. */
export function ours(
  name: string,
  words: Words,
  more: { cwd?: (state: State) => string; env?: (state: State) => NodeJS.ProcessEnv } = {},
): Contender {
  return {
    name,
    own: true,
    run: (setting, state) =>
      costOfCommand(process.execPath, [ackbookOf(state), ...words(state, setting)], {
        cwd: more.cwd?.(state) ?? state.folder,
        env: { ...state.env, ...more.env?.(state) },
        signal: setting.signal,
      }),
  }
}

/** A command of Python's, of the environment that has its packages. */
export function pythons(name: string, packages: readonly PythonPackage[], script: string, words: Words): Contender {
  return {
    name,
    missing: ({ peers }) => missingPython(peers, ...packages),
    run: (setting, state) => {
      const { python } = setting.peers
      return costOfCommand(join(python!.scripts, script), words(state, setting), {
        cwd: state.folder,
        env: setting.peers.env,
        signal: setting.signal,
      })
    },
  }
}
