import { readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import type { ModuleGraph } from './graph.ts'

/** Which room each module is in, by its file; a page's own has the page's name. Modules that only hand on are in none. */
export type Rooms = ReadonlyMap<string, string>

/** What several pages need of the project itself, and of packages that say nothing of rooms. */
const sharedRoom = 'shared'
const packagesRoom = 'packages'

/**
 * Puts modules that are needed together into one room. A package says in its manifest, below `ackbook.rooms`, which of its folders are a
 * room: what all figures need and what a few need are loaded apart then. What only one page needs is its own.
 */
export function roomsOf({ modules, entries }: ModuleGraph): Rooms {
  const users = new Map<string, Set<string>>()
  for (const [entry, imports] of entries) {
    const next = [...imports.values()]
    for (let path = next.pop(); path !== undefined; path = next.pop()) {
      const known = users.get(path) ?? new Set()
      if (known.has(entry)) continue
      users.set(path, known.add(entry))
      next.push(...(modules.get(path)?.imports.values() ?? []))
    }
  }
  const declared = new DeclaredRooms()
  const rooms = new Map<string, string>()
  for (const path of modules.keys()) {
    if (handsOn(path)) continue
    const own = [...(users.get(path) ?? [])]
    const room =
      declared.of(path) ??
      (own.length === 1 ? own[0]! : path.split(sep).includes('node_modules') ? packagesRoom : sharedRoom)
    rooms.set(path, room)
  }
  return rooms
}

/** A module of nothing but `export … from` is no place of its own: who imports from it imports from what is behind it. */
function handsOn(path: string): boolean {
  if (!/[\\/]index\.[cm]?[jt]s$/.test(path)) return false
  const lines = readFileSync(path, 'utf8')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .split('\n')
  const text = lines.filter((line) => !line.trimStart().startsWith('//')).join('\n')
  return (
    text.replace(/export\s+(?:type\s+)?(?:\*(?:\s+as\s+\w+)?|\{[^}]*\})\s*from\s*(["'])[^"']*\1;?/g, '').trim() === ''
  )
}

type RoomFolders = readonly (readonly [prefix: string, room: string])[]

/** What packages say of their folders. */
class DeclaredRooms {
  readonly #known = new Map<string, { root: string; folders: RoomFolders } | undefined>()

  of(path: string): string | undefined {
    const package_ = this.#packageOf(dirname(path))
    if (!package_) return undefined
    const way = relative(package_.root, path).split(sep).join('/')
    return package_.folders.find(([prefix]) => way === prefix || way.startsWith(`${prefix}/`))?.[1]
  }

  #packageOf(folder: string): { root: string; folders: RoomFolders } | undefined {
    if (this.#known.has(folder)) return this.#known.get(folder)
    const found = readPackage(folder) ?? (dirname(folder) === folder ? undefined : this.#packageOf(dirname(folder)))
    this.#known.set(folder, found)
    return found
  }
}

function readPackage(root: string): { root: string; folders: RoomFolders } | undefined {
  let manifest: { ackbook?: { rooms?: Record<string, readonly string[]> } }
  try {
    manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  } catch {
    return undefined
  }
  const rooms = Object.entries(manifest.ackbook?.rooms ?? {})
  const folders = rooms.flatMap(([room, prefixes]) => prefixes.map((prefix) => [prefix, room] as const))
  // The most exact goes first.
  return { root, folders: folders.sort(([one], [other]) => other.length - one.length) }
}

/** Rooms in an order in which each stands before those that it needs; those that need one another are one. */
export function inOrder({ modules, entries }: ModuleGraph, rooms: Rooms): { order: readonly string[]; rooms: Rooms } {
  const needs = new Map<string, Set<string>>([...entries.keys()].map((entry) => [entry, new Set()]))
  const needing = (room: string) => needs.get(room) ?? needs.set(room, new Set()).get(room)!
  for (const [entry, imports] of entries)
    for (const path of imports.values()) for (const room of behind(path)) needing(entry).add(room)
  for (const [path, room] of rooms)
    for (const led of modules.get(path)!.imports.values()) for (const other of behind(led)) needing(room).add(other)
  const merged = new Map<string, string>()
  const order = reversePostorder(needs, merged)
  return { order, rooms: new Map([...rooms].map(([path, room]) => [path, merged.get(room) ?? room])) }

  /** The rooms that an import leads to, through what only hands on. */
  function behind(path: string, seen = new Set<string>()): readonly string[] {
    const room = rooms.get(path)
    if (room !== undefined) return [room]
    if (seen.has(path)) return []
    seen.add(path)
    return [...(modules.get(path)?.imports.values() ?? [])].flatMap((led) => behind(led, seen))
  }
}

/** Tarjan's strongly connected components: they come out with those that are needed first. Fills in which room has become which. */
function reversePostorder(needs: ReadonlyMap<string, ReadonlySet<string>>, merged: Map<string, string>): string[] {
  const order: string[] = []
  const numbers = new Map<string, number>()
  const lows = new Map<string, number>()
  const stack: string[] = []
  const visit = (room: string): void => {
    numbers.set(room, numbers.size)
    lows.set(room, numbers.get(room)!)
    stack.push(room)
    for (const other of needs.get(room) ?? []) {
      if (!numbers.has(other)) visit(other)
      if (stack.includes(other)) lows.set(room, Math.min(lows.get(room)!, lows.get(other)!))
    }
    if (lows.get(room) !== numbers.get(room)) return
    const circle = stack.splice(stack.indexOf(room))
    for (const each of circle) merged.set(each, room)
    order.unshift(room)
  }
  for (const room of needs.keys()) if (!numbers.has(room)) visit(room)
  return order
}
