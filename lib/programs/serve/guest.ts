import { type ChildProcess, spawn } from 'node:child_process'
import { basename } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { EngineWanted, Ready } from './messages.ts'

/** How it ended. */
export interface GuestEnd {
  code: number | null
  signal: string | null
}

/** Milliseconds that it is given to end by itself. */
const GUEST_GRACE = 1_000

/** What runs beside our host with the terminal: a command, or the user's shell. */
export class Guest {
  readonly ended: Promise<GuestEnd>
  readonly #process: ChildProcess

  constructor({ command, isShell }: NonNullable<EngineWanted['guest']>, { host }: Ready) {
    const [name = '', ...args] = command
    const env = { ...process.env, ACKBOOK_HOST: host, ...(isShell && promptFor(name)) }
    this.#process = spawn(name, args, { stdio: 'inherit', env })
    this.ended = new Promise((resolve, reject) => {
      this.#process.on('error', (error) => reject(new Error(`${name} cannot be run: ${error.message}`)))
      this.#process.on('exit', (code, signal) => resolve({ code, signal }))
    })
  }

  /** As if its terminal had gone. */
  async end(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return
    this.#process.kill('SIGHUP')
    this.#process.kill('SIGCONT')
    await Promise.race([this.ended.catch(() => {}), sleep(GUEST_GRACE)])
    this.#process.kill('SIGKILL')
  }
}

/** The prompt says where one is, in the shells that let it without a file. */
function promptFor(shell: string): Record<string, string> {
  if (basename(shell) === 'bash') return { PROMPT_COMMAND: 'PS1="(ackbook) $PS1"; unset PROMPT_COMMAND' }
  return { PS1: '(ackbook) $ ' }
}
