import { exitCodes } from '../command/index.ts'
import type { Host } from '../socket/index.ts'
import { DeadlockError, simulatedNetwork } from '../socket/simulated/index.ts'
import type { Display } from './display.ts'
import { echoClient, echoServer, upperClient, upperServer } from './ends.ts'
import { DEFAULT_PORT, type ProgramRun, type Simulation, USUAL_OCTETS } from './grammar.ts'

/** Both ends, on a simulated network. @returns the exit code */
export async function runSimulated(asked: ProgramRun, simulation: Simulation, display: Display): Promise<number> {
  const { lossDetection, ...link } = simulation
  const network = simulatedNetwork({
    ...link,
    ...(lossDetection && { tcp: { lossDetection } }),
    record: false,
    print: (line, host) => display.print(`${host}: ${line}`),
  })
  const server = { address: network.server.address, port: asked.port === 0 ? DEFAULT_PORT : asked.port }
  const service = { port: server.port, once: true }
  const serving = (host: Host): Promise<number> =>
    asked.program === 'echo' ? echoServer(host, service) : upperServer(host, service, asked.octets, () => () => {})
  const calling = async (host: Host): Promise<void> => {
    if (asked.program === 'echo') return echoClient(host, server)
    const { octets = USUAL_OCTETS, cure } = asked
    const follow = (length: number | undefined) => display.follow(length)
    const { finished } = await upperClient(host, server, octets, cure, follow, ' of simulated time')
    await finished
  }
  try {
    const { results } = await network.run({ server: serving, client: calling })
    return results.server > 0 ? exitCodes.wrong : exitCodes.good
  } catch (error) {
    if (!(error instanceof DeadlockError)) throw error
    display.settle()
    for (const line of error.report.describe().split('\n')) display.print(line)
    return exitCodes.wrong
  }
}
