import { realpathSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'

/** What Jupyter's rules look at. */
export interface JupyterEnv {
  env: NodeJS.ProcessEnv
  platform: NodeJS.Platform
  home: string
}

export function jupyterEnv(): JupyterEnv {
  return { env: process.env, platform: process.platform, home: homedir() }
}

export type SpecOrigin = 'JUPYTER_PATH' | 'user' | 'environment' | 'system' | 'ipython'

/**
 * The folders that hold kernel specs, in Jupyter's order: the first spec of a name wins.
 *
 * @see https://docs.jupyter.org/en/latest/use/jupyter-directories.html#data-files
 */
export function kernelFolders(around: JupyterEnv): { folder: string; origin: SpecOrigin }[] {
  const { env, home } = around
  const from = (origin: SpecOrigin, places: readonly string[]) =>
    places.map((place) => ({ folder: join(place, 'kernels'), origin }))
  const user = from('user', [userDataFolder(around)])
  const environment = from('environment', environmentFolders(around))
  const isActivated = Boolean(env.VIRTUAL_ENV || env.CONDA_PREFIX)
  const folders = [
    ...from('JUPYTER_PATH', split(env.JUPYTER_PATH)),
    ...(isActivated ? [...environment, ...user] : [...user, ...environment]),
    ...from('system', systemFolders(around)),
    ...from('ipython', [join(home, '.ipython')]),
  ]
  const seen = new Set<string>()
  return folders.filter(({ folder }) => !seen.has(folder) && seen.add(folder))
}

/** Where a user's own kernel specs are, and all else that Jupyter keeps for him. */
export function userDataFolder({ env, platform, home }: JupyterEnv): string {
  if (env.JUPYTER_DATA_DIR) return env.JUPYTER_DATA_DIR
  if (platform === 'darwin') return join(home, 'Library', 'Jupyter')
  if (platform === 'win32') return join(env.APPDATA ?? join(home, 'AppData', 'Roaming'), 'jupyter')
  return join(env.XDG_DATA_HOME || join(home, '.local', 'share'), 'jupyter')
}

function systemFolders({ env, platform }: JupyterEnv): string[] {
  if (platform === 'win32') return env.PROGRAMDATA ? [join(env.PROGRAMDATA, 'jupyter')] : []
  return ['/usr/local/share/jupyter', '/usr/share/jupyter']
}

/** Of Python environments: those activated, and those whose `jupyter` or `python` stands on the PATH. */
function environmentFolders({ env, platform }: JupyterEnv): string[] {
  const activated = [env.VIRTUAL_ENV, env.CONDA_PREFIX].filter((prefix) => prefix !== undefined && prefix !== '')
  const names = platform === 'win32' ? ['jupyter.exe', 'python.exe'] : ['jupyter', 'python3', 'python']
  const onPath = split(env.PATH).flatMap((folder) => names.flatMap((name) => prefixesOf(join(folder, name))))
  return [...(activated as string[]), ...onPath].map((prefix) => join(prefix, 'share', 'jupyter'))
}

/** The prefix of an environment's program, and of the program that it may be a link to. */
function prefixesOf(program: string): string[] {
  try {
    return [program, realpathSync(program)].map((file) => dirname(dirname(file)))
  } catch {
    return []
  }
}

function split(list: string | undefined): string[] {
  return (list ?? '').split(delimiter).filter((item) => item !== '')
}
