// The requirements of RFC 9293, each with the place where it is built and the tests that fail without it.

import { connections } from './connections.ts'
import { header } from './header.ts'
import { keepAliveUrgent } from './keep-alive-urgent.ts'
import { network } from './network.ts'
import { retransmission } from './retransmission.ts'
import type { Rule } from './rule.ts'
import { segmentation } from './segmentation.ts'
import { user } from './user.ts'
import { window } from './window.ts'

export type { Rule } from './rule.ts'

/** Every MUST, then every SHLD, by number. */
export const ledger: readonly Rule[] = [
  ...header,
  ...connections,
  ...segmentation,
  ...retransmission,
  ...keepAliveUrgent,
  ...window,
  ...user,
  ...network,
].sort((a, b) => (kind(a) === kind(b) ? number(a) - number(b) : kind(a) < kind(b) ? -1 : 1))

function kind({ label }: Rule): string {
  return label.slice(0, 4)
}

function number({ label }: Rule): number {
  return Number(label.slice(5))
}
