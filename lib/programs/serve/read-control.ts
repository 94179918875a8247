import type { Control } from './controls.ts'

/** What somebody sent as a control; `undefined` = it is none. */
export function readControl(value: unknown): Control | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { drop, set, value: amount } = value as Readonly<Record<string, unknown>>
  if (drop === 'next' || drop === 'out' || drop === 'in') return { drop }
  if (set !== 'loss' && set !== 'delay' && set !== 'rate') return undefined
  if (amount === undefined || amount === null) return set === 'rate' ? { set, value: undefined } : undefined
  return typeof amount === 'number' && Number.isFinite(amount) ? { set, value: amount } : undefined
}
