export const shardForms = 'a part of so many, from 1/N to N/N, like 2/5'

/** The part that `2/5` names; `undefined` for what names none. */
export function shardIn(text: string): { index: number; count: number } | undefined {
  const [, index, count] = (/^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? []).map(Number)
  if (index === undefined || count === undefined || index < 1 || index > count) return undefined
  return { index, count }
}
