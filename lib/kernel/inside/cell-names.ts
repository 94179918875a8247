/**
 * The object that holds what cells declare: what `exports` is to each of them. What a cell imports is kept as a value, so that a later
 * cell may declare the name anew, where the compiler would define it once and for all.
 */
export function cellNames(): { names: Record<string, unknown>; seen: object } {
  const names: Record<string, unknown> = {}
  const seen = new Proxy(names, {
    defineProperty: (_, name, { get, value }: PropertyDescriptor) => {
      if (name !== '__esModule') names[name as string] = get ? (get() as unknown) : value
      return true
    },
  })
  return { names, seen }
}
