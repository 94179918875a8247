import { dirname, isAbsolute, relative, resolve, sep } from 'node:path'
import { chooseAnyKernel } from '../gateway/index.ts'
import { type Kernel, type KernelChoice, startKernel } from '../kernel/index.ts'
import type { Notebook } from '../notebook/types.ts'
import { Executor } from './executor.ts'
import { planOf } from './plan.ts'
import type { RunOptions, StartingKernel } from './types.ts'

/** Starts the kernel for the notebook at this path. */
export function startKernelFor(choice: KernelChoice, path: string, options: RunOptions): StartingKernel {
  const { startTimeout = 60, signal, ports, say } = options
  const folder = folderOf(path)
  const cwd = options.cwd === undefined ? folder : resolve(options.cwd)
  const env = { ...process.env, ...options.env }
  const { maxOutput } = options
  const executor = new Executor(maxOutput === undefined ? undefined : { cell: maxOutput, message: maxOutput })
  const { onPublished, onInputRequest, onWritten } = executor
  const unwanted = new AbortController()
  const began = performance.now()
  let ready: number | undefined
  const timeout = startTimeout * 1000
  const ending = signal ? AbortSignal.any([signal, unwanted.signal]) : unwanted.signal
  const common = { timeout, onPublished, onInputRequest, say, signal: ending }
  const kernel: Promise<Kernel> =
    choice.origin === 'gateway'
      ? startElsewhere(choice, { ...common, path: pathBelow(options.gateway?.root, path) })
      : startKernel(choice, { ...common, cwd, folder, env, ports, onWritten })
  kernel.then(
    () => {
      ready = performance.now()
    },
    () => {},
  )
  return {
    ...{ choice, cwd, executor, kernel },
    headStart: () => (ready ?? performance.now()) - began,
    end: async () => {
      // Once it is there, it has no more to do with what others may still wait for.
      if (ready === undefined) unwanted.abort()
      await kernel.then(
        (started) => started.kill(),
        () => {},
      )
    },
  }
}

async function startElsewhere(
  ...args: Parameters<typeof import('../gateway/remote-kernel.ts').startRemoteKernel>
): Promise<Kernel> {
  return (await import('../gateway/remote-kernel.ts')).startRemoteKernel(...args)
}

/** As a server says it, whatever the system; `undefined` for a notebook that is elsewhere. */
function pathBelow(root: string | undefined, path: string): string | undefined {
  if (root === undefined) return undefined
  const way = relative(root, resolve(path))
  return isAbsolute(way) || way.split(sep)[0] === '..' ? undefined : way.split(sep).join('/')
}

/**
 * Starts the kernel of a notebook before its turn comes, to be given to the run of this notebook, which uses it up. Whoever
 * starts it ends it, whether it was used or not.
 *
 * @returns `undefined` for a notebook that has nothing to be executed, or whose kernel nobody knows: its run tells of that
 */
export async function startAhead(
  notebook: Notebook,
  path: string,
  options: RunOptions = {},
): Promise<StartingKernel | undefined> {
  if (planOf(notebook, options).every(({ isSkipped }) => isSkipped)) return undefined
  const choice = await chooseAnyKernel(notebook, path, options).catch(() => undefined)
  return choice && startKernelFor(choice, path, options)
}

/** It is the very kernel that the notebook at this path would get. */
export function isFor(
  { choice, cwd }: StartingKernel,
  wanted: KernelChoice,
  path: string,
  options: RunOptions,
): boolean {
  return (
    cwd === (options.cwd === undefined ? folderOf(path) : resolve(options.cwd)) &&
    JSON.stringify(choice) === JSON.stringify(wanted)
  )
}

/** It is ready, or could not be started. One that has ended meanwhile is no fault of the notebook's. */
export async function isUsable({ kernel }: StartingKernel): Promise<boolean> {
  return kernel.then(
    ({ exit }) => exit === undefined,
    () => true,
  )
}

function folderOf(path: string): string {
  return dirname(resolve(path))
}
