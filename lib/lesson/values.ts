/** The value when it is an object and no list, else an empty one: for data that may be anything. */
export function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
}

/** Each name → what it means, of a table that has all names of one meaning beside it. */
export function byName<Meaning extends string>(table: Readonly<Record<Meaning, string>>): ReadonlyMap<string, Meaning> {
  const meanings = Object.entries<string>(table) as [Meaning, string][]
  return new Map(meanings.flatMap(([meaning, names]) => names.split(' ').map((name) => [name, meaning] as const)))
}
