import { exitCodes } from '../command/index.ts'
import type { Io } from './io.ts'

/**
 * `ackbook kernels --gateway URL`: the kernel specs that it has.
 *
 * @throws GatewayError
 */
export async function listRemoteKernels(given: string, io: Io): Promise<number> {
  const { Gateway } = await import('../gateway/gateway.ts')
  const gateway = await Gateway.at(given, io.env)
  const specs = [...(await gateway.specs())].sort(([one], [other]) => (one < other ? -1 : 1))
  const { url } = gateway.address
  if (specs.length === 0) {
    io.stderr.write(`ackbook: the gateway ${url} has no kernels\n`)
    return exitCodes.couldNot
  }
  const width = (texts: string[]) => Math.max(...texts.map((text) => text.length))
  const names = width(specs.map(([name]) => name))
  const titles = width(specs.map(([, spec]) => spec.display_name))
  for (const [name, { display_name, language }] of specs)
    io.stdout.write(`   ${name.padEnd(names)}   ${display_name.padEnd(titles)}   ${language}`.trimEnd().concat('\n'))
  io.stdout.write(`\n   on ${url}: a notebook gets the one that it names, or --kernel NAME\n`)
  return exitCodes.good
}
