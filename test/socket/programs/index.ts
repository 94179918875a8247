import { closing } from './closing.ts'
import { conversation } from './conversation.ts'
import { errors } from './errors.ts'
import { families } from './families.ts'
import { helpers } from './helpers.ts'
import { options } from './options.ts'
import type { SuiteProgram } from './program.ts'
import { stream } from './stream.ts'
import { waiting } from './waiting.ts'

/** Every socket program of the suite, by group: what each provider is held to. */
export const groups: Record<string, readonly SuiteProgram[]> = {
  conversation,
  stream,
  closing,
  errors,
  waiting,
  options,
  helpers,
  families,
}
