import { hashTrace } from '../../../lib/network/index.ts'
import { simulatedNetwork } from '../../../lib/socket/simulated/index.ts'
import { receiving, sending } from './talk.ts'

/** A transfer over a bad line. @returns the hash of its trace: the same on every platform */
export async function scenario(): Promise<string> {
  const network = simulatedNetwork({ seed: 11, rate: 10e6, delay: 7, loss: 0.02 })
  const { trace } = await network.run({ server: receiving, client: sending(new Uint8Array(50_000)) })
  return hashTrace(trace)
}
