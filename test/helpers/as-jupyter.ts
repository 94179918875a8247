/** JSON as nbformat writes it, apart from its lines of text: keys in order, one space of indentation, a newline at the end. */
export function asJupyter(value: unknown): string {
  return `${JSON.stringify(sorted(value), null, 1)}\n`
}

function sorted(each: unknown): unknown {
  if (Array.isArray(each)) return each.map(sorted)
  if (typeof each !== 'object' || each === null) return each
  const entries = Object.entries(each).map(([key, member]) => [key, sorted(member)] as const)
  return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)))
}
