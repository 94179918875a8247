import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { main } from '../../lib/programs/index.ts'
import { within } from '../helpers/within.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

interface End {
  code: number | null
  out: string
  err: string
}

/** `ackbook tcp …` in this process, printing to a terminal or not. */
export async function run(argv: readonly string[], isTTY = false): Promise<End & { code: number }> {
  const done = { code: -1, out: '', err: '' }
  done.code = await within(60_000, argv.join(' '), () =>
    main(argv, {
      stdout: { isTTY, columns: 80, write: (text) => (done.out += text) },
      stderr: { write: (text) => (done.err += text) },
      onInterrupt: () => () => {},
    }),
  )
  return done
}

/** A command in a process of its own. */
export interface Command {
  readonly process: ChildProcess
  /** Resolves with the first line that matches; rejects if the command ends before. */
  line(pattern: RegExp): Promise<RegExpExecArray>
  readonly ended: Promise<End>
}

/** `ackbook tcp …`, as it was built. */
export function tcp(...args: string[]): Command {
  return command(process.execPath, ['lib/ackbook.js', 'tcp', ...args])
}

/** A server of ours on a free port, once it listens. */
export async function server(program: 'echo' | 'upper', ...args: string[]): Promise<Command & { port: string }> {
  const started = tcp(program, 'server', '127.0.0.1', ...args, '-p', '0')
  const [, port = ''] = await started.line(/^listening at 127\.0\.0\.1:(\d+)$/)
  return { ...started, port }
}

export function command(name: string, args: readonly string[], input = ''): Command {
  // The test runner asks for colours, which would be in what the command prints.
  const { FORCE_COLOR, NO_COLOR, ...env } = process.env
  const started = spawn(name, args, { cwd: ROOT, env, stdio: ['pipe', 'pipe', 'pipe'] })
  const end: End = { code: null, out: '', err: '' }
  const looks = new Set<() => void>()
  started.stdout.on('data', (text) => {
    end.out += text
    for (const look of looks) look()
  })
  started.stderr.on('data', (text) => {
    end.err += text
  })
  started.stdin.on('error', () => {})
  started.stdin.end(input)
  const ended = new Promise<End>((resolve, reject) => {
    started.on('error', reject)
    started.on('close', (code) => resolve({ ...end, code }))
  })
  const line = (pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        for (const text of end.out.split('\n').slice(0, -1)) {
          const found = pattern.exec(text)
          if (found) resolve(found)
        }
      }
      looks.add(look)
      ended.then(() => reject(new Error(`it ended without a line ${pattern}:\n${end.out}${end.err}`)), reject)
      look()
    })
  return { process: started, line, ended }
}

/** Runs `body`; whatever commands are still running then are ended and waited for. */
export async function withCommands(body: (keep: <C extends Command>(started: C) => C) => Promise<void>): Promise<void> {
  const kept: Command[] = []
  try {
    await body((started) => {
      kept.push(started)
      return started
    })
  } finally {
    for (const { process } of kept) process.kill('SIGKILL')
    await Promise.all(kept.map(({ ended }) => ended.catch(() => {})))
  }
}
