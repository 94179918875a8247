/// <reference path="./cross-spawn.d.ts" />
import { once } from 'node:events'
import { StringDecoder } from 'node:string_decoder'
import spawn from 'cross-spawn'
import { deferred, within } from './deferred.ts'
import { endStrays, startOf, tokenName } from './strays.ts'

/** How a process ended. */
export interface Exit {
  code: number | null
  signal: string | null
  /** Of a kernel that runs elsewhere, instead of both: what is known of its end, or that no way leads to it any more. */
  elsewhere?: { isCut: boolean; what: string }
}

/** A kernel's process: leader of a process group of its own, which ends with it. */
export interface KernelProcess {
  pid: number
  /** By the system's ticks. */
  started: number
  exited: Promise<Exit>
  exit: Exit | undefined
  /** The last that it, or a child of it, wrote to its own stdout and stderr. */
  output(): string
  /** What comes on its stderr from now on, up to a limit. */
  listen(): () => string
  /** Once all that it has written by now has been handed to `onWritten`. */
  drained(): Promise<void>
  /** Its stdout and stderr are closed: nobody is left who could write to them. */
  silent: Promise<void>
  signal(name: 'SIGINT' | 'SIGTERM'): void
  /** Ends the whole group, and waits until the leader is gone. */
  kill(): Promise<void>
}

/** Hears of what a process, or a child of it, writes to its own stdout and stderr. */
export type OnWritten = (name: 'stdout' | 'stderr', text: string) => void

/** @throws the system's error when the program cannot be started */
export async function startProcess(
  [file, ...args]: readonly string[],
  { onWritten, ...options }: { cwd: string; env: Record<string, string>; onWritten: OnWritten },
): Promise<KernelProcess> {
  const subprocess = spawn(file!, args, {
    ...options,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    windowsHide: true,
  })
  if (subprocess.pid === undefined) {
    const [error] = (await once(subprocess, 'error')) as [Error]
    throw error
  }
  const ended = deferred<Exit>()
  const [stdout, stderr] = [tail(subprocess.stdout), tail(subprocess.stderr)]
  let pieces = 0
  const closed = (['stdout', 'stderr'] as const).map((name) => {
    const decoder = new StringDecoder('utf8')
    subprocess[name].on('data', (chunk: Buffer) => {
      pieces++
      onWritten(name, decoder.write(chunk))
    })
    return new Promise<void>((resolve) => void subprocess[name].once('close', () => resolve()))
  })
  const kernel: KernelProcess = {
    pid: subprocess.pid,
    started: startOf(subprocess.pid),
    exited: ended.promise,
    exit: undefined,
    output: () => [stderr(), stdout()].filter((text) => text !== '').join('\n'),
    listen: () => tail(subprocess.stderr),
    drained: async () => {
      let before: number
      do {
        before = pieces
        // One turn of the event loop from its beginning to its end: what lies in the pipes has been read by then.
        for (let half = 0; half < 2; half++) await new Promise((resolve) => setImmediate(resolve))
      } while (pieces !== before)
    },
    silent: Promise.all(closed).then(() => {}),
    signal: (name) => void send(kernel.pid, name),
    kill: async () => {
      // Once: the number may be another's by the second time.
      if (!runningKernels.delete(kernel)) return
      killGroup(kernel.pid)
      await within(5000, ended.promise)
    },
  }
  // Not `close`: that waits for the streams too, which a grandchild may hold open.
  subprocess.once('exit', (code, signal) => {
    kernel.exit = { code, signal }
    ended.resolve(kernel.exit)
  })
  if (!process.listeners('exit').includes(killAll)) process.once('exit', killAll)
  runningKernels.set(kernel, options.env[tokenName])
  return kernel
}

/** Kernels that must not outlive this process when it ends in an orderly way; guards see to the other ways. */
const runningKernels = new Map<KernelProcess, string | undefined>()

function killAll(): void {
  for (const [{ pid, started }, token] of runningKernels) {
    killGroup(pid)
    if (token !== undefined) endStrays(token, [], pid, started)
  }
}

/** Also when the leader has ended: a child that a cell started may still run in its group. */
function killGroup(leader: number): void {
  send(process.platform === 'win32' ? leader : -leader, 'SIGKILL')
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if (!['ESRCH', 'EPERM'].includes((error as NodeJS.ErrnoException).code!)) throw error
  }
}

/** Keeps the last of what a stream brings, and always reads: a full pipe would stop the kernel. */
function tail(stream: NodeJS.ReadableStream): () => string {
  let kept = Buffer.alloc(0)
  stream.on('data', (chunk: Buffer) => {
    kept = Buffer.concat([kept, chunk]).subarray(-16384)
  })
  stream.on('error', () => {})
  return () => kept.toString('utf8')
}
