// The requirements of the RFCs that the engine follows, each with the place where it is built and the tests that fail without it.

import { connections } from './connections.ts'
import { header } from './header.ts'
import { keepAliveUrgent } from './keep-alive-urgent.ts'
import { network } from './network.ts'
import { retransmission } from './retransmission.ts'
import { rfc2018 } from './rfc2018.ts'
import { rfc2883 } from './rfc2883.ts'
import { rfc3168 } from './rfc3168.ts'
import { rfc3522 } from './rfc3522.ts'
import { rfc4015 } from './rfc4015.ts'
import { rfc5681 } from './rfc5681.ts'
import { rfc5961 } from './rfc5961.ts'
import { rfc6298 } from './rfc6298.ts'
import { rfc6528 } from './rfc6528.ts'
import { rfc6582 } from './rfc6582.ts'
import { rfc6675 } from './rfc6675.ts'
import { rfc6691 } from './rfc6691.ts'
import { rfc7323 } from './rfc7323.ts'
import { rfc7413 } from './rfc7413.ts'
import { rfc8985 } from './rfc8985.ts'
import { rfc9438 } from './rfc9438.ts'
import { rfc9937 } from './rfc9937.ts'
import type { Rule } from './rule.ts'
import { segmentation } from './segmentation.ts'
import { user } from './user.ts'
import { window } from './window.ts'

export type { Rule } from './rule.ts'

/** Of RFC 9293 every MUST, then every SHLD, by number. */
const rfc9293 = [
  ...header,
  ...connections,
  ...segmentation,
  ...retransmission,
  ...keepAliveUrgent,
  ...window,
  ...user,
  ...network,
].sort((a, b) => (kind(a) === kind(b) ? number(a) - number(b) : kind(a) < kind(b) ? -1 : 1))

/** By RFC, the rules of each in the order of its text. */
export const ledger: readonly Rule[] = [
  ...rfc9293,
  ...rfc2018,
  ...rfc2883,
  ...rfc3168,
  ...rfc3522,
  ...rfc4015,
  ...rfc5681,
  ...rfc5961,
  ...rfc6298,
  ...rfc6528,
  ...rfc6582,
  ...rfc6675,
  ...rfc6691,
  ...rfc7323,
  ...rfc7413,
  ...rfc8985,
  ...rfc9438,
  ...rfc9937,
]

/** The rule itself, or the one whose removals stand for it. @throws Error when there is none of that label */
export function ruleOf(rule: Rule): Rule {
  if (rule.as === undefined) return rule
  const other = ledger.find(({ label }) => label === rule.as)
  if (!other) throw new Error(`${rule.label} is said to be the same as ${rule.as}, which no rule is called`)
  return other
}

function kind({ label }: Rule): string {
  return label.slice(0, 4)
}

function number({ label }: Rule): number {
  return Number(label.slice(5))
}
