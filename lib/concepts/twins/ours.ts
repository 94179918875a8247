/** Ours with the profile `linux`, in virtual time, over the link of every script. */
import { simulatedNetwork } from '../../socket/simulated/index.ts'
import type { ConnectionSettings, ProfileName } from '../../tcp/index.ts'
import { twinReceives, twinSends } from './programs.ts'
import { type TwinRun, twinRunOf, twinSamplesOf } from './run.ts'
import { TWIN_LINK, TWIN_SCRIPTS, TWIN_SEGMENT, type TwinName, twinFaults } from './scripts.ts'

/** By the kernel's name, ours. */
export const TWIN_ALGORITHMS = { reno: 'new-reno', cubic: 'cubic' } as const

export type TwinAlgorithm = keyof typeof TWIN_ALGORITHMS

export interface TwinOfOurs {
  profile?: ProfileName
  settings?: ConnectionSettings
}

/** Plays a script by our TCP at both ends: the same run each time. */
export async function runOfOurs(
  name: TwinName,
  algorithm: TwinAlgorithm,
  { profile = 'linux', settings }: TwinOfOurs = {},
): Promise<TwinRun> {
  const script = TWIN_SCRIPTS[name]
  const net = simulatedNetwork({
    ...TWIN_LINK,
    script: twinFaults(script),
    back: { ...TWIN_LINK, script: () => undefined },
    profile,
    ...(settings && { tcp: settings }),
  })
  const { trace } = await net.run({
    server: (host) => twinReceives(host, script),
    client: (host) => twinSends(host, script, { peer: net.server.address, congestion: TWIN_ALGORITHMS[algorithm] }),
  })
  return twinRunOf(trace, 'client', script.lasts, twinSamplesOf(trace, 'client', TWIN_SEGMENT))
}
