import { byName } from '../values.ts'

/** What a box of advice looks like. */
export type BoxKind = 'note' | 'tip' | 'important' | 'warning' | 'caution'

/** What boxes look like, and the names that GitHub, MyST, Quarto, Obsidian and Sphinx have for them. */
const boxKindsByName = byName<BoxKind>({
  note: 'abstract admonition example info note question quote seealso todo topic',
  tip: 'check done hint success tip',
  important: 'important attention',
  warning: 'warning',
  caution: 'bug caution danger error failure',
})

/** Bootstrap's names, in the classes of Jupyter's own boxes. */
const alerts = byName({
  note: 'alert-primary alert-secondary alert-light alert-dark alert-info',
  tip: 'alert-success',
  warning: 'alert-warning',
  caution: 'alert-danger alert-error',
})

export const boxKinds: readonly BoxKind[] = ['note', 'tip', 'important', 'warning', 'caution']

export function boxKindOf(name: string): BoxKind | undefined {
  return boxKindsByName.get(name.toLowerCase())
}

/** `<div class="alert alert-block alert-info">` → `note`. */
export function alertKindOf(classes: readonly unknown[]): BoxKind | undefined {
  for (const each of classes) {
    const kind = alerts.get(String(each).toLowerCase())
    if (kind) return kind
  }
  return classes.includes('alert') ? 'note' : undefined
}

/** What stands over a box whose author gave it no title: `seealso` → `See also`. */
export function usualTitle(name: string): string {
  if (name === 'seealso') return 'See also'
  return `${name.slice(0, 1).toUpperCase()}${name.slice(1).toLowerCase()}`
}
