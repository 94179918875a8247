import { existsSync } from 'node:fs'
import { access, constants } from 'node:fs/promises'
import { delimiter, join, resolve } from 'node:path'
import { execa } from 'execa'
import { exitCodes, UsageError } from '../command/index.ts'
import { projectOf, writeWhole } from '../files/index.ts'
import { offerTslab } from '../kernel/index.ts'
import type { Io } from './io.ts'

export interface JupyterOptions {
  /** Whether the notebooks themselves are opened, and no learner's copies. */
  author?: boolean
  /** Whether Jupyter shall trust what was verified, without a question. */
  trust?: boolean
}

/**
 * `ackbook jupyter`: the user's Jupyter, with this project's kernel. Nothing is installed outside the project.
 *
 * @param given what follows the command's name, its own options among it where they stand behind others
 */
export async function startJupyter(given: readonly string[], options: JupyterOptions, io: Io): Promise<number> {
  const args = given.filter((each) => each !== '--author' && each !== '--trust')
  const isAuthor = options.author || given.includes('--author')
  const isWished = options.trust || given.includes('--trust')
  const own = join(projectOf(io.cwd), '.ackbook')
  const share = join(own, 'share', 'jupyter')
  const app = await appFor(args, io)
  const showsAll = isAuthor || !app.opens
  const opened = showsAll ? app.args : await (await import('./opened.ts')).withCopiesOpened(app.args, io)
  const command = [...app.command, ...opened]
  // What is in it holds for this machine alone.
  await writeWhole(join(own, '.gitignore'), '*\n')
  // Copies have no outputs: there is nothing to trust.
  const hasCopies = opened.join('\n') !== app.args.join('\n')
  if (app.opens && (isWished || !hasCopies)) {
    const [{ trustVerified }, { isOpenable }] = await Promise.all([import('./trust.ts'), import('./opened.ts')])
    const paths = app.args.filter((each) => !each.startsWith('-') && isOpenable(resolve(io.cwd, each)))
    const goesOn = await trustVerified({ paths, isWished: isWished === true, jupyter: command[0]!, own }, io)
    if (!goesOn) return exitCodes.interrupted
  }
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
