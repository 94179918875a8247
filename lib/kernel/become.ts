import { createRequire } from 'node:module'

type Become = (file: string, args: readonly string[], env: NodeJS.ProcessEnv) => void

/**
 * Becomes another program: the same process by number, parent, group and files. Does not return, unless the system has no such
 * call or refuses it; then all is as before.
 *
 * @see https://pubs.opengroup.org/onlinepubs/9799919799/functions/exec.html
 */
export function become([file, ...args]: readonly string[], env: NodeJS.ProcessEnv): void {
  if (process.platform === 'win32' || file === undefined) return
  try {
    // Node has it from 22.15 on, as an experiment: its warning would come after the end.
    const { execve = byLibc() } = process as { execve?: Become }
    execve.call(process, file, [file, ...args], env)
  } catch {
    // Whoever asked goes on.
  }
}

function byLibc(): Become {
  const koffi = createRequire(import.meta.url)('koffi') as typeof import('koffi')
  const execve = koffi.load(null).func('int execve(const char *path, const char **argv, const char **envp)')
  return (file, args, env) => {
    const settings = Object.entries(env).map(([name, value]) => `${name}=${value}`)
    execve(file, [...args, null], [...settings, null])
  }
}
