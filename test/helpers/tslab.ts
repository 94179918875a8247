/** The converter of a tslab, as it is but for what every kernel needs: it finds Node's types, and keeps a message in one piece. */
import { createRequire } from 'node:module'
import { withTypes } from '../../lib/kernel/inside/compiler.ts'
import type { Converter, ConverterKind, TypeScript } from '../../lib/kernel/inside/converter/index.ts'
import { bundledTslab } from '../../lib/kernel/tslab.ts'

type Watcher = (file: string, kind: number) => void

/** What tslab makes of a cell. */
export type TslabConverter = Pick<Converter, 'convert' | 'inspect' | 'complete' | 'addModule'> & { close(): void }

interface System {
  getCurrentDirectory(): string
  watchFile(file: string, changed: Watcher): { close(): void }
  watchDirectory(): { close(): void }
}

interface DiagnosticText {
  messageText: unknown
}

type Diagnose = (...all: unknown[]) => readonly DiagnosticText[]

interface ForkedTypeScript extends Omit<TypeScript, 'sys'> {
  sys: System
  getPreEmitDiagnostics: Diagnose
  getPreEmitDiagnosticsOfFiles: Diagnose
  createWatchCompilerHost(files: unknown, options: Record<string, unknown>, system: object, ...rest: unknown[]): unknown
}

const main = bundledTslab()
const requireFromTslab = createRequire(main)
const file = requireFromTslab.resolve('@tslab/typescript-for-tslab')
const fork = requireFromTslab(file) as ForkedTypeScript
const watchers = new Map<string, Watcher>()
let notebooks = ''

const flattened =
  (diagnose: Diagnose): Diagnose =>
  (...all) =>
    diagnose(...all).map((each) => ({
      ...each,
      messageText: fork.flattenDiagnosticMessageText(each.messageText, '\n'),
    }))

// The module's own properties cannot be set, so tslab is given a copy of the module.
requireFromTslab.cache[file]!.exports = Object.defineProperties(
  {},
  {
    ...Object.getOwnPropertyDescriptors(fork),
    ...Object.getOwnPropertyDescriptors({
      createWatchCompilerHost: (
        files: unknown,
        options: Record<string, unknown>,
        system: object,
        ...rest: unknown[]
      ) => {
        const { inlineSourceMap: _, ...amended } = withTypes(options, fork as unknown as TypeScript, system, notebooks)
        return fork.createWatchCompilerHost(files, amended, system, ...rest)
      },
      getPreEmitDiagnostics: flattened(fork.getPreEmitDiagnostics),
      getPreEmitDiagnosticsOfFiles: flattened(fork.getPreEmitDiagnosticsOfFiles),
    }),
  },
)
const { createConverter } = requireFromTslab('./converter.js') as {
  createConverter(kind: ConverterKind): TslabConverter
}

// tslab ends when it hears of two changes before a cell: what it watches is told by us, once.
fork.sys.watchFile = (watched, changed) => {
  watchers.set(watched, changed)
  return { close: () => watchers.delete(watched) }
}
fork.sys.watchDirectory = () => ({ close() {} })

/** @param folder of the notebook, by its real path */
export function tslabConverter(folder: string, kind: ConverterKind): TslabConverter {
  notebooks = folder
  fork.sys.getCurrentDirectory = () => folder
  return createConverter(kind)
}

/** A file was written anew. */
export function tellTslab(path: string): void {
  const changed = 1
  watchers.get(path)?.(path, changed)
}
