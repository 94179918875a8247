import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { checkOptions, TEXT } from '../check.ts'
import type { TextStream } from '../command/index.ts'
import { bytesOfAmount } from '../notebook/amount.ts'
import { parameterOf } from '../parameters/values.ts'
import type { Report, VerifyEvent } from '../report/data/index.ts'
import { type Io, processWorkshop } from './io.ts'
import { type VerifyArguments, verifyNotebooks } from './verify.ts'
import { grepTexts, oneOrMore, shardOf, type VerifyOptions, verifyRules } from './verify-options.ts'

/** `verify()` of the package: `ackbook verify` without a word on stdout or stderr. */
export async function verifySilently(paths: string | readonly string[], options: VerifyOptions = {}): Promise<Report> {
  const settings = verifyArguments(options)
  const { cwd = process.cwd(), onEvent, signal } = options
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
    await verifyNotebooks(all, { ...settings, annotations: false, onEvent: hear }, silentIo(cwd, ending.signal))
  } finally {
    signal?.removeEventListener('abort', end)
  }
  ending.signal.throwIfAborted()
  return report!
}

/**
 * The options as the command has them.
 *
 * @throws RangeError for those that cannot be
 */
function verifyArguments(options: VerifyOptions): VerifyArguments {
  checkOptions('verify: ', options, verifyRules)
  const { exclude, grep, shard, changed, maxOutput, maxMemory, parameters = {}, ...others } = options
  const { cwd: _, onEvent: __, signal: ___, ...plain } = others
  const values = Object.entries(parameters).map(
    ([name, value]) => [name, parameterOf(`verify: parameters.${name}`, value)] as const,
  )
  const asArguments: { [Name in keyof VerifyArguments]: VerifyArguments[Name] | undefined } = {
    ...plain,
    exclude: exclude === undefined ? undefined : oneOrMore(exclude),
    grep: grep === undefined ? undefined : grepTexts(grep),
    shard: shard === undefined ? undefined : shardOf(shard),
    changed: changed === true ? 'HEAD' : changed === false ? undefined : changed,
    maxOutput: maxOutput === undefined ? undefined : bytesOfAmount(maxOutput),
    maxMemory: maxMemory === undefined ? undefined : bytesOfAmount(maxMemory),
    values: values.length === 0 ? undefined : new Map(values),
  }
  return Object.fromEntries(Object.entries(asArguments).filter(([, value]) => value !== undefined))
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
