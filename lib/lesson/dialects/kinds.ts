/** What a box of advice looks like. */
export type BoxKind = 'note' | 'tip' | 'important' | 'warning' | 'caution'

/** The names that GitHub, MyST, Quarto, Obsidian and Sphinx have for boxes → what they look like. */
const boxKindsByName: ReadonlyMap<string, BoxKind> = new Map<string, BoxKind>([
  ...['abstract', 'admonition', 'example', 'info', 'note', 'question', 'quote', 'seealso', 'todo', 'topic'].map(
    (name) => [name, 'note'] as const,
  ),
  ...['check', 'done', 'hint', 'success', 'tip'].map((name) => [name, 'tip'] as const),
  ...['important', 'attention'].map((name) => [name, 'important'] as const),
  ['warning', 'warning'],
  ...['bug', 'caution', 'danger', 'error', 'failure'].map((name) => [name, 'caution'] as const),
])

/** Bootstrap's names, in the classes of Jupyter's own boxes. */
const alerts: ReadonlyMap<string, BoxKind> = new Map<string, BoxKind>([
  ['alert-primary', 'note'],
  ['alert-secondary', 'note'],
  ['alert-light', 'note'],
  ['alert-dark', 'note'],
  ['alert-info', 'note'],
  ['alert-success', 'tip'],
  ['alert-warning', 'warning'],
  ['alert-danger', 'caution'],
  ['alert-error', 'caution'],
])

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
