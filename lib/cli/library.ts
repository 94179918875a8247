import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { checkOptions, FUNCTION, type KindRule, type Rules, SOME, TEXT } from '../check.ts'
import type { TextStream } from '../command/index.ts'
import type { Report, VerifyEvent } from '../report/data/index.ts'
import { type Io, processWorkshop } from './io.ts'
import { verifyNotebooks } from './verify.ts'

/** How notebooks are verified; each is what the command's option of its name is. */
export interface VerifyOptions {
  /** What relative paths are relative to; unless told, the folder that the process works in. */
  cwd?: string | undefined
  /** Stores the new outputs of notebooks that differ. */
  update?: boolean | undefined
  /** `false`: a notebook that differs is not run a second time, which tells what varies from what is wrong. */
  rerun?: boolean | undefined
  /** Seconds that a cell may take, unless the notebook says otherwise. Default 60. */
  timeout?: number | undefined
  /** The kernel to use, whatever the notebooks say. */
  kernel?: string | undefined
  /** The address of the Jupyter Server or Enterprise Gateway on which the kernels run; its token is in the environment. */
  gateway?: string | undefined
  /** How many notebooks run at once; unless told, one a processor. */
  jobs?: number | undefined
  /** Whether a notebook of which nothing has changed since it was verified need not be run; unless told, not where `CI` is set. */
  cache?: boolean | undefined
  /** Where it is kept what was verified. */
  cacheDir?: string | undefined
  /** Hears of everything as it happens. What it throws ends the work, and is what the promise rejects with. */
  onEvent?: ((event: VerifyEvent) => void) | undefined
  /** Ends the work: kernels are stopped, and the promise rejects with its reason. */
  signal?: AbortSignal | undefined
}

const SIGNAL: KindRule = { kind: 'an AbortSignal', fits: isSignal }
const verifyRules: Rules<VerifyOptions> = {
  ...{
    cwd: TEXT,
    update: 'flag',
    rerun: 'flag',
    timeout: { above: 0, most: 2_000_000 },
    kernel: TEXT,
    gateway: TEXT,
    jobs: SOME,
  },
  ...{ cache: 'flag', cacheDir: TEXT, onEvent: FUNCTION, signal: SIGNAL },
}

/** Also one of another realm, in which some runners of tests have theirs. */
function isSignal(value: unknown): boolean {
  const { aborted, addEventListener } = Object(value) as Partial<AbortSignal>
  return typeof aborted === 'boolean' && typeof addEventListener === 'function'
}

/** `verify()` of the package: `ackbook verify` without a word on stdout or stderr. */
export async function verifySilently(paths: string | readonly string[], options: VerifyOptions = {}): Promise<Report> {
  checkOptions('verify: ', options, verifyRules)
  const { cwd = process.cwd(), onEvent, signal, ...given } = options
  const all = typeof paths === 'string' ? [paths] : paths
  if (!Array.isArray(all) || !all.every((path) => TEXT.fits(path))) {
    throw new RangeError('verify: its first argument must be the path of a notebook or of a folder, or a list of them.')
  }
  if (!(await stat(resolve(cwd)).catch(() => undefined))?.isDirectory()) {
    throw new RangeError(`verify: cwd is "${cwd}": there is no such folder.`)
  }
  signal?.throwIfAborted()
  const ending = new AbortController()
  const end = () => ending.abort(signal?.reason)
  signal?.addEventListener('abort', end, { once: true })
  let report: Report | undefined
  const hear = (event: VerifyEvent) => {
    if (event.type === 'finished') report = event.report
    try {
      onEvent?.(event)
    } catch (error) {
      ending.abort(error)
    }
  }
  try {
    const settings = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
    await verifyNotebooks(all, { ...settings, annotations: false, onEvent: hear }, silentIo(cwd, ending.signal))
  } finally {
    signal?.removeEventListener('abort', end)
  }
  ending.signal.throwIfAborted()
  return report!
}

function silentIo(cwd: string, signal: AbortSignal): Io {
  const silent: TextStream = { write: () => true }
  return {
    ...processWorkshop(),
    ...{ cwd: resolve(cwd), stdout: silent, stderr: silent, exit: () => undefined },
    onInterrupt: (interrupted) => {
      if (signal.aborted) interrupted()
      signal.addEventListener('abort', interrupted, { once: true })
      return () => signal.removeEventListener('abort', interrupted)
    },
  }
}
