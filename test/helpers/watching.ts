import { basename } from 'node:path'
import type { RunNotebook } from '../../lib/run/index.ts'
import { command, type Done, type Surroundings, scriptedRun } from './command.ts'

/** A command that watches. */
export interface Watching {
  /** Resolves once it has printed this since the last time it was asked; with all that it printed since then. */
  printed(text: string): Promise<string>
  /** Names of the notebooks that were run since the last time, sorted. */
  runs(): string[]
  press(key: string): void
  interrupt(): void
}

/** Has `verify --watch` go on until `body` is done with it, on {@link scriptedRun}. */
export async function watching(
  argv: readonly string[],
  cwd: string,
  body: (watching: Watching) => Promise<void>,
  more: Partial<Surroundings> = {},
): Promise<Done> {
  let [all, from, wake] = ['', 0, (): void => undefined]
  let [interrupt, press] = [(): void => undefined, (_: string): void => undefined]
  let runs: string[] = []
  const write = (text: string) => {
    all += text
    wake()
  }
  const runNotebook: RunNotebook = (notebook, path, options) => {
    runs.push(basename(path, '.ipynb'))
    return (more.runNotebook ?? scriptedRun)(notebook, path, options)
  }
  const done = command(['verify', '--watch', ...argv], {
    ...more,
    ...{ cwd, runNotebook, stdout: { write }, stderr: { write } },
    onInterrupt: (interrupted) => {
      interrupt = interrupted
      return () => undefined
    },
    keys: async (hear) => {
      press = hear
      return () => undefined
    },
  })
  let isOver = false
  void done.then(() => {
    isOver = true
    wake()
  })
  try {
    await body({ printed, runs: ran, press: (key) => press(key), interrupt: () => interrupt() })
  } finally {
    press('q')
  }
  return { ...(await done), out: all }

  async function printed(text: string): Promise<string> {
    for (;;) {
      const at = all.indexOf(text, from)
      if (at >= 0) {
        const since = all.slice(from, at + text.length)
        from = at + text.length
        return since
      }
      if (isOver) throw new Error(`it ended and never said "${text}", but ${JSON.stringify(all.slice(from))}`)
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  }

  function ran(): string[] {
    const those = runs
    runs = []
    return those.sort()
  }
}
