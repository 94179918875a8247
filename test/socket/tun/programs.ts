import { withHost } from '../../../lib/socket/index.ts'
import { openTun } from '../../../lib/socket/tun/index.ts'
import type { Checks } from '../../helpers/own-network.ts'
import { groups } from '../programs/index.ts'

type Role = 'server' | 'client'

/** Every program of the suite, with our TCP in either role and the kernel's in the other. */
export const checks: Checks = Object.fromEntries(
  Object.values(groups).flatMap((programs) =>
    programs.flatMap(({ title, run }) =>
      (['server', 'client'] as const).map((role) => [`our ${role}: ${title}`, () => over(role, run)]),
    ),
  ),
)

let tun: ReturnType<typeof openTun> | undefined

function over(role: Role, run: (typeof groups)[string][number]['run']): Promise<void> {
  tun ??= openTun({ record: false })
  const [server, client] = role === 'server' ? [tun.host, tun.kernel] : [tun.kernel, tun.host]
  return withHost(server, (server) => withHost(client, (client) => run({ server, client })))
}
