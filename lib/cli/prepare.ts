import { stat } from 'node:fs/promises'
import { exitCodes } from '../command/index.ts'
import { isSwitchedOff, prepareTslab } from '../kernel/index.ts'
import { formatProblem } from '../report/index.ts'
import type { Io } from './io.ts'

/** `ackbook kernels --prepare`: makes what the TypeScript kernel starts from, so that no notebook waits for that. */
export async function prepareKernel(io: Io): Promise<number> {
  if (isSwitchedOff(io.env)) {
    io.stdout.write('ACKBOOK_SNAPSHOT is off: the TypeScript kernel starts without a snapshot\n')
    return exitCodes.good
  }
  const interrupt = new AbortController()
  const end = io.onInterrupt(() => interrupt.abort())
  let isTold = false
  const say = (sentence: string) => {
    isTold = true
    io.stderr.write(formatProblem(undefined, sentence))
  }
  const blob = await prepareTslab({ cwd: io.cwd, env: io.env, signal: interrupt.signal, say })
  end()
  if (interrupt.signal.aborted) return exitCodes.interrupted
  if (blob === undefined) {
    if (!isTold)
      say('no snapshot can be made for the options of Node in NODE_OPTIONS: they load more than it would hold')
    return exitCodes.couldNot
  }
  const { size } = await stat(blob)
  io.stdout.write(`the TypeScript kernel starts from ${blob} (${Math.round(size / 1e6)} MB)\n`)
  return exitCodes.good
}
