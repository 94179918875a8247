import type { KernelChoice } from '../kernel/choose.ts'
import { UnknownKernelError } from '../kernel/errors.ts'
import type { Notebook } from '../notebook/types.ts'
import { Gateway } from './gateway.ts'

/**
 * The kernel of a gateway for a notebook: the one asked for, the one that it names, else one of its language.
 *
 * @param given the gateway's address, as it was given
 * @throws GatewayError, and UnknownKernelError where it has none
 */
export async function chooseRemoteKernel(
  { metadata: { kernelspec, language_info } }: Notebook,
  given: string,
  wanted: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Promise<KernelChoice> {
  const gateway = await Gateway.at(given, env)
  const specs = await gateway.specs()
  const { url } = gateway.address
  const name = wanted ?? kernelspec?.name
  const language = wanted ?? kernelspec?.language ?? language_info?.name
  const isNamed = (each: string) => each.toLowerCase() === name?.toLowerCase()
  // As Jupyter calls the one kernel of a language by its name too.
  const speaks = (each: string) =>
    (name === undefined || isEqualName(name, language)) && isEqualName(specs.get(each)!.language, language)
  const names = [...specs.keys()]
  const found = names.find(isNamed) ?? names.find(speaks)
  if (found !== undefined) return { name: found, spec: specs.get(found)!, origin: 'gateway', place: url }
  const what =
    name !== undefined
      ? `is named "${name}"`
      : language === undefined
        ? 'is named by the notebook, nor a language'
        : `is there for the notebook's language, "${language}"`
  const remedy = names.length > 0 ? `name one of its own with --kernel: ${names.sort().join(', ')}` : 'it has none'
  throw new UnknownKernelError(`no kernel of the gateway ${url} ${what}; ${remedy}`, names)
}

function isEqualName(one: string, other: string | undefined): boolean {
  return one !== '' && one.toLowerCase() === other?.toLowerCase()
}
