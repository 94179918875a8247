import { KernelSpecError } from './errors.ts'

/** A `kernel.json`. @see https://jupyter-client.readthedocs.io/en/stable/kernels.html#kernel-specs */
export interface KernelSpec {
  argv: string[]
  display_name: string
  language: string
  interrupt_mode?: 'signal' | 'message'
  env?: Record<string, string>
  metadata?: Record<string, unknown>
  [key: string]: unknown
}

/**
 * @param file its path, for the message
 * @throws KernelSpecError when it is no kernel spec
 */
export function parseKernelSpec(text: string, file: string): KernelSpec {
  let spec: unknown
  try {
    spec = JSON.parse(text)
  } catch (cause) {
    throw new KernelSpecError(file, `not JSON: ${(cause as Error).message}`, { cause })
  }
  if (typeof spec !== 'object' || spec === null || Array.isArray(spec)) throw new KernelSpecError(file, 'not an object')
  const { argv, display_name, language, env, interrupt_mode } = spec as Record<string, unknown>
  if (!isStrings(argv) || argv.length === 0) throw new KernelSpecError(file, '"argv" is not a list of strings')
  if (env !== undefined && !(typeof env === 'object' && env !== null && isStrings(Object.values(env)))) {
    throw new KernelSpecError(file, '"env" is not an object of strings')
  }
  if (interrupt_mode !== undefined && interrupt_mode !== 'signal' && interrupt_mode !== 'message') {
    throw new KernelSpecError(file, '"interrupt_mode" is neither "signal" nor "message"')
  }
  return {
    ...(spec as object),
    argv,
    display_name: typeof display_name === 'string' ? display_name : '',
    language: typeof language === 'string' ? language : '',
  }
}

/** The command line for a connection file: `{connection_file}` and `{resource_dir}` filled in. */
export function commandOf(
  spec: Pick<KernelSpec, 'argv'>,
  places: { connection_file: string; resource_dir: string },
): string[] {
  return spec.argv.map((word) =>
    word.replace(/\{(connection_file|resource_dir)\}/g, (_, name: keyof typeof places) => places[name]),
  )
}

/** The spec's environment over the given one; `${NAME}` in it is the given one's. */
export function environmentOf(spec: KernelSpec, base: NodeJS.ProcessEnv): Record<string, string> {
  const merged: Record<string, string> = {}
  for (const [name, value] of Object.entries(base)) if (value !== undefined) merged[name] = value
  for (const [name, value] of Object.entries(spec.env ?? {})) {
    merged[name] = value.replace(/\$\{(\w+)\}/g, (whole, other: string) => base[other] ?? whole)
  }
  return merged
}

function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}
