/** Checks that need a network of their own: they run in a process under `unshare`, whose interfaces nobody else sees. */
import { spawn, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Test } from 'uvu'
import { within } from './within.ts'

/** By title. Called in a network in which nothing is up but `lo`. */
export type Checks = Readonly<Record<string, () => Promise<void>>>

/** What a check came to; a failure is its error's trace. */
export interface CheckResult {
  title: string
  failure?: string
  milliseconds: number
}

const UNSHARE = ['unshare', '--user', '--map-root-user', '--net']
const ENTRY = fileURLToPath(new URL('alone.ts', import.meta.url))

/**
 * Why there is no TUN to be had here, in a network of one's own; `undefined` = there is.
 *
 * @throws Error in CI for want of a program, which a package brings; whether there are rights and a TUN, none says
 */
export const noTun: string | undefined = whatIsMissing()

function whatIsMissing(): string | undefined {
  if (process.platform !== 'linux') return 'no Linux'
  const needed = missingProgram('unshare', 'ip')
  if (needed !== undefined) return needed
  const [command = '', ...args] = UNSHARE
  if (spawnSync(command, [...args, 'ip', 'link', 'set', 'lo', 'up']).status !== 0) return 'no network of one’s own'
  const open = ['ip', 'tuntap', 'add', 'dev', 'trial', 'mode', 'tun']
  return spawnSync(command, [...args, ...open]).status === 0 ? undefined : 'no TUN that can be opened'
}

/** @throws Error in CI when one of them is missing */
export function missingProgram(...commands: string[]): string | undefined {
  const missing = commands.find((command) => spawnSync(command, ['--help']).error !== undefined)
  if (missing === undefined) return undefined
  if (process.env.CI) throw new Error(`not everything can be tried on a TUN: no ${missing}; install it`)
  return `no ${missing}`
}

/**
 * A test for each check. All of them run one after another in one process, begun with the first of them.
 *
 * @param file that exports them as `checks`, perhaps with others
 */
export function testsAlone(test: Test, checks: Checks, file: URL, { milliseconds = 240_000 } = {}): void {
  const titles = Object.keys(checks)
  if (noTun !== undefined) {
    process.stdout.write(`skipped, ${noTun}: ${titles.length} checks of ${file.pathname.split('/').at(-1)}\n`)
    for (const title of titles) test.skip(title)
    return
  }
  let run: RunAlone | undefined
  for (const title of titles) {
    test(title, async () => {
      run ??= new RunAlone(file, titles)
      const { failure } = await within(milliseconds, title, () => run!.result(title))
      if (failure !== undefined) throw new Error(failure)
    })
  }
  test.after(() => run?.end())
}

/** A process that does some of the checks of a file. */
class RunAlone {
  readonly #results = new Map<string, CheckResult>()
  readonly #awaited = new Map<string, (result: CheckResult) => void>()
  readonly #process
  readonly #ended: Promise<void>
  #output = ''
  #isOver = false

  constructor(file: URL, titles: readonly string[]) {
    const [command = '', ...words] = [
      ...UNSHARE,
      process.execPath,
      '--import',
      'tsx',
      ENTRY,
      fileURLToPath(file),
      JSON.stringify(titles),
    ]
    this.#process = spawn(command, words, {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...process.env, FORCE_COLOR: '0' },
    })
    for (const stream of [this.#process.stdout!, this.#process.stderr!])
      stream.on('data', (text: Buffer) => {
        this.#output += text
      })
    this.#process.on('message', (message) => this.#tell(message as CheckResult))
    this.#ended = new Promise((resolve) => {
      this.#process.on('close', () => {
        this.#isOver = true
        for (const title of this.#awaited.keys()) this.#tell(this.#missing(title))
        resolve()
      })
    })
  }

  result(title: string): Promise<CheckResult> {
    const known = this.#results.get(title)
    if (known) return Promise.resolve(known)
    if (this.#isOver) return Promise.resolve(this.#missing(title))
    return new Promise((resolve) => this.#awaited.set(title, resolve))
  }

  /** Ends it, unless it has ended by itself. */
  async end(): Promise<void> {
    if (!this.#isOver) this.#process.kill('SIGKILL')
    await this.#ended
  }

  #tell(result: CheckResult): void {
    this.#results.set(result.title, result)
    this.#awaited.get(result.title)?.(result)
    this.#awaited.delete(result.title)
  }

  #missing(title: string): CheckResult {
    return { title, failure: `the process ended before it:\n${this.#output}`, milliseconds: 0 }
  }
}
