import { inOrder, type Rule, same } from './rule.ts'

/** RFC 6582: NewReno. */
export const rfc6582: readonly Rule[] = inOrder(6582, [
  same('5', 'SHOULD', 'what RFC 5681 says of ACKs for what is out of order', '2018-5'),
])
