/**
 * An empty list for objects. An array that V8 makes of `[]` changes its shape when its first object comes, and compiled code that
 * has met only the one shape is thrown away for the other, in the middle of a transfer: this one has the shape for objects at once.
 */
export function emptyList<Item>(): Item[] {
  const list: (Item | undefined)[] = [undefined]
  list.pop()
  return list as Item[]
}
