import { createRequire, syncBuiltinESMExports } from 'node:module'
import { getHeapStatistics } from 'node:v8'
import workers, { type ResourceLimits, type WorkerOptions } from 'node:worker_threads'
import { succeed } from '../attempt.ts'
import type { Compiler } from './compiler.ts'
import { holdDocuments } from './documents.ts'
import { launchOptions, loadCompiler, startInside } from './start.ts'

/** What a snapshot holds, and how a kernel starts from it. Its maker loads this module, and calls `prepareSnapshot`. */
interface Snapshot {
  /** The declaration files that it holds. */
  documents: string[]
  /** The rest of the process begins here; it has the command line of a launcher. */
  wake(isCurrent: (tslab: string) => boolean): void
}

/**
 * Loads the compiler and runs a few cells through it: the libraries' types are parsed and bound then, and the compiler's own code is
 * compiled.
 *
 * @param main of the tslab
 * @param cells whose imports lead to the types that are to be held
 */
export function prepareSnapshot(main: string, cells: readonly string[]): Snapshot {
  const compiler = loadCompiler(main)
  const { sys } = compiler.typescript
  const documents = holdDocuments(() => convert(compiler, cells))
  return {
    documents,
    wake: (isCurrent) => {
      // Node 20 drops it from snapshots, and errors have no stack then.
      if (typeof Error.stackTraceLimit !== 'number') Error.stackTraceLimit = stackTraceLimit()
      const blob = process.execArgv[process.execArgv.indexOf('--snapshot-blob') + 1]
      if (blob !== undefined) succeed(blob)
      // As in a plain start: a child that a cell forks must not begin here.
      process.execArgv = []
      startWorkersPlainly()
      const folder = process.cwd()
      // The compiler has asked once and for all, where the snapshot was made.
      sys.getCurrentDirectory = () => folder
      const options = launchOptions(process.argv.slice(2))
      const start = isCurrent(options.tslab) ? startInside : plainStart()
      void start(options, ...(start === startInside ? [() => compiler] : []))
    },
  }
}

function convert(compiler: Compiler, cells: readonly string[]): void {
  const converter = compiler.createConverter({ isJS: false, isBrowser: false })
  let declarations = ''
  for (const cell of cells) declarations = converter.convert(declarations, cell).declOutput ?? declarations
}

/**
 * A worker is told the process's own command line, and a child that it forks would begin here. And it begins with all that the
 * snapshot holds: a limit of its memory that left no room for that would end the whole process.
 */
function startWorkersPlainly(): void {
  const { Worker } = workers
  const held = getHeapStatistics().used_heap_size
  workers.Worker = new Proxy(Worker, {
    construct: (target, [file, options, ...rest], derived) => {
      const plain = { execArgv: [], ...options, ...withRoomFor(held, options?.resourceLimits) }
      return Reflect.construct(target, [file, plain, ...rest], derived) as object
    },
  })
  syncBuiltinESMExports()
}

/** @param octets of what a worker holds from its beginning on */
function withRoomFor(octets: number, limits: ResourceLimits | undefined): WorkerOptions {
  const most = limits?.maxOldGenerationSizeMb
  if (typeof most !== 'number') return {}
  return { resourceLimits: { ...limits, maxOldGenerationSizeMb: most + Math.ceil(octets / 2 ** 20) } }
}

/** As Node has it from its start on. */
function stackTraceLimit(): number {
  const told = /--stack[-_]trace[-_]limit[= ](\d+)/.exec(process.env.NODE_OPTIONS ?? '')
  return told ? Number(told[1]) : 10
}

/** By the files as they are now. */
function plainStart(): typeof startInside {
  return (createRequire(import.meta.url)('./start.js') as { startInside: typeof startInside }).startInside
}
