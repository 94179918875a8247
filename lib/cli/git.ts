import { execFile } from 'node:child_process'

/** Git could not do it: what it says, and its exit code; none where there is no git. */
export class GitError extends Error {
  override readonly name = 'GitError'
  readonly code: number | undefined

  constructor(message: string, code: number | undefined, cause: unknown) {
    super(message, { cause })
    this.code = code
  }
}

/**
 * What a command of git prints. It writes nothing in the repository, and starts no program that the repository names.
 *
 * @param input for its stdin
 * @param timeout milliseconds
 * @throws GitError
 */
export function saidByGit(
  cwd: string,
  words: readonly string[],
  { input = '', timeout = 60_000 }: { input?: string; timeout?: number } = {},
): Promise<string> {
  const options = ['--no-optional-locks', '-c', 'core.fsmonitor=false']
  return new Promise((resolve, reject) => {
    const child = execFile(
      'git',
      [...options, ...words],
      { cwd, maxBuffer: 256_000_000, timeout },
      (error, stdout, stderr) => {
        if (!error) return resolve(stdout)
        const said = stderr
          .trim()
          .replace(/^(?:fatal|error): /, '')
          .split('\n', 1)[0]!
        const code = typeof error.code === 'number' ? error.code : undefined
        reject(new GitError(said || error.message, code, error))
      },
    )
    // One that has ended without reading tells so by its code.
    child.stdin?.on('error', () => undefined)
    if (child.pid !== undefined) child.stdin?.end(input)
  })
}
