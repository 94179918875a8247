import { writeWhole } from '../files/write.ts'
import { tslabKernelJson } from './choose.ts'
import { copyOfSnapshot, snapshotStart } from './snapshot/index.ts'
import { environmentOf, type KernelSpec } from './spec.ts'

/** A `kernel.json` that is kept as good as can be. */
export interface OfferedKernel {
  /** Once it names what it will name to the end. */
  settled: Promise<unknown>
  /** Leaves one that names nothing that does not last. */
  end(): Promise<void>
}

/**
 * Writes the `kernel.json` with which Jupyter starts tslab: at first plainly, and from a start-up snapshot as soon as there is
 * one. Jupyter reads it for each kernel that it starts. A snapshot that does not fit a notebook starts plainly by itself.
 *
 * @param file its path
 * @param around where Jupyter is started, and in which environment
 * @throws FileError when it cannot be written
 */
export async function offerTslab(
  file: string,
  { cwd, env }: { cwd: string; env: NodeJS.ProcessEnv },
): Promise<OfferedKernel> {
  const plain = tslabKernelJson()
  const write = (spec: KernelSpec) => writeWhole(file, `${JSON.stringify(spec, undefined, 2)}\n`)
  await write(plain)
  const stop = new AbortController()
  const offer = async () => {
    const { signal } = stop
    const start = await snapshotStart(plain.argv, {
      cwd,
      env: environmentOf(plain, env),
      signal,
      patience: Number.POSITIVE_INFINITY,
    })
    if (!start || signal.aborted) return undefined
    const copy = await copyOfSnapshot(start)
    await write({ ...plain, argv: start.argv.map((word) => (word === start.blob ? copy.blob : word)) })
    return copy
  }
  const settled = offer().catch(() => undefined)
  return {
    settled,
    end: async () => {
      stop.abort()
      const copy = await settled
      if (!copy) return
      await write(plain)
      await copy.remove()
    },
  }
}

/**
 * Sees to it that there is a start-up snapshot for the notebooks of a folder; makes it now where there is none, and waits for that.
 *
 * @param say hears that it is being made, or why there is none
 * @returns its file
 */
export async function prepareTslab({ cwd, env, signal, say }: Preparation): Promise<string | undefined> {
  const spec = tslabKernelJson()
  const around = { cwd, env: environmentOf(spec, env), signal, say, patience: Number.POSITIVE_INFINITY, insists: true }
  return (await snapshotStart(spec.argv, around))?.blob
}

/** Where notebooks are, and in which environment. */
export interface Preparation {
  cwd: string
  env: NodeJS.ProcessEnv
  signal?: AbortSignal
  say?: (sentence: string) => void
}
