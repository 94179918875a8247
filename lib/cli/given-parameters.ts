import type { Io } from './io.ts'
import type { ParameterArguments, Parameters } from './parameters.ts'

export type { ParameterArguments } from './parameters.ts'

/** What a command line gives, loaded where it gives something. @throws UsageError, FileError */
export async function givenParameters(options: ParameterArguments, io: Io): Promise<Parameters | undefined> {
  if (!options.parameter && !options.rawParameter && !options.parameters && !options.values) return undefined
  return (await import('./parameters.ts')).Parameters.open(options, io)
}
