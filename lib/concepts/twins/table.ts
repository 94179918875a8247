import { textTable } from '../../draw/index.ts'
import { TWIN_RULES, type TwinVerdict } from './rules.ts'

const SAYS = {
  rule: 'rule',
  kernel: 'Linux',
  ours: 'our TCP',
  clause: 'clause',
} as const

/** A line a rule: what the kernel does, what ours does, and whether that is the same (=), nearly (≈) or not (≠). */
export function twinTable(verdicts: readonly TwinVerdict[]): string {
  const rows = verdicts.map(({ rule, kernel, ours, agrees }) => {
    const { unit, clause } = TWIN_RULES[rule]!
    const told = (value: TwinVerdict['ours']): string =>
      typeof value === 'number' && unit === 'ms' ? `${value} ms` : `${value}`
    return [rule, told(kernel), kernel === ours ? '=' : agrees ? '≈' : '≠', told(ours), clause]
  })
  return textTable([SAYS.rule, SAYS.kernel, '', SAYS.ours, SAYS.clause], rows)
}
