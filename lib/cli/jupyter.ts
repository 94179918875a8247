import { existsSync } from 'node:fs'
import { access, constants } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { execa } from 'execa'
import { exitCodes, UsageError } from '../command/index.ts'
import { projectOf, writeWhole } from '../files/index.ts'
import { offerTslab } from '../kernel/index.ts'
import type { Io } from './io.ts'

/**
 * `ackbook jupyter`: the user's Jupyter, with this project's kernel. Nothing is installed outside the project.
 *
 * @param isAuthor whether the notebooks themselves are opened, and no learner's copies
 */
export async function startJupyter(given: readonly string[], isAuthor: boolean, io: Io): Promise<number> {
  // Whatever stands before it, it is ours.
  const args = given.filter((each) => each !== '--author')
  const own = join(projectOf(io.cwd), '.ackbook')
  const share = join(own, 'share', 'jupyter')
  const app = await appFor(args, io)
  const showsAll = isAuthor || args.length < given.length || !app.opens
  const opened = showsAll ? app.args : await (await import('./opened.ts')).withCopiesOpened(app.args, io)
  const command = [...app.command, ...opened]
  // What is in it holds for this machine alone.
  await writeWhole(join(own, '.gitignore'), '*\n')
  const kernel = await offerTslab(join(share, 'kernels', 'tslab', 'kernel.json'), io)
  const path = [share, io.env.JUPYTER_PATH].filter(Boolean).join(delimiter)
  // Jupyter gets Ctrl-C from the terminal itself, and asks before it ends.
  const end = io.onInterrupt(() => undefined)
  try {
    const { exitCode, signal } = await execa(command[0]!, command.slice(1), {
      cwd: io.cwd,
      env: { ...io.env, JUPYTER_PATH: path },
      stdio: 'inherit',
      reject: false,
    })
    return exitCode ?? (signal === 'SIGINT' ? exitCodes.interrupted : exitCodes.wrong)
  } finally {
    end()
    await kernel.end()
  }
}

interface App {
  command: string[]
  args: readonly string[]
  /** Whether it opens notebooks for people. */
  opens: boolean
}

/** What to start: a subcommand of Jupyter's when one is named, else JupyterLab, else Notebook. */
async function appFor(args: readonly string[], io: Io): Promise<App> {
  const jupyter = await onPath('jupyter', io)
  const [first] = args
  const isSubcommand = first !== undefined && /^[a-z][a-z-]*$/.test(first) && !existsSync(join(io.cwd, first))
  if (isSubcommand && jupyter)
    return { command: [jupyter, first], args: args.slice(1), opens: ['lab', 'notebook'].includes(first) }
  const app = (await onPath('jupyter-lab', io)) ?? (await onPath('jupyter-notebook', io))
  if (app && !isSubcommand) return { command: [app], args, opens: true }
  throw new UsageError(
    'Jupyter is not on the PATH: get it with "pipx install jupyterlab" (or "pip install jupyterlab"), then say this again',
  )
}

async function onPath(name: string, io: Io): Promise<string | undefined> {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd'] : ['']
  for (const folder of (io.env.PATH ?? '').split(delimiter).filter(Boolean)) {
    for (const ending of endings) {
      const file = join(folder, name + ending)
      const refusal = await access(file, constants.X_OK).catch((error: unknown) => error)
      if (refusal === undefined) return file
    }
  }
  return undefined
}
