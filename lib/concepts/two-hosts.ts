/** §2.2.1, §2.2.2: a program at each end of a connection between two hosts of a simulated network. */
import type { Buffers, Host, Socket } from '../socket/index.ts'
import { type Run, type SimulatedNetworkOptions, simulatedNetwork } from '../socket/simulated/index.ts'
import { connectTo, listenOn, SERVER_PORT } from './helpers.ts'

/** What runs at one end of a connection. */
export type EndProgram<Result> = (socket: Socket, host: Host) => Promise<Result>

/** What both ends have returned, and what crossed. */
export type TwoHosts<S, C> = Run<{ server: (host: Host) => Promise<S>; client: (host: Host) => Promise<C> }>

/** Connects two hosts and runs a program at each end. @param buffers the client's */
export function onTwoHosts<S, C>(
  serve: EndProgram<S>,
  ask: EndProgram<C>,
  link: SimulatedNetworkOptions,
  buffers: Buffers = {},
): Promise<TwoHosts<S, C>> {
  const network = simulatedNetwork(link)
  const listener = listenOn(network.server, 1, SERVER_PORT)
  const place = listener.getsockname()
  return network.run({
    server: async (host) => serve(await listener.accept(), host),
    client: async (host) => ask(await connectTo(host, place, buffers), host),
  })
}
