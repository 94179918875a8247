import { list } from '../words.ts'

/** One of the things that a notebook's result hangs on. */
export interface Part {
  kind: Kind
  /** What it is called: `cell 3 (id a1b2)`, the path of a file, `TZ`. */
  name: string
  /** A version where people can read it, else a digest. */
  value: string
}

/**
 * Kinds of parts in the order in which a change of them is told: what is changed on purpose before what changes with it. `%` is the
 * part's own name.
 */
const kinds = {
  cell: '%',
  metadata: 'the metadata of %',
  outputs: 'what is stored of %',
  notebook: '%',
  config: '%',
  declared: '%',
  file: '%',
  name: 'what % leads to',
  manifest: '%',
  lock: '%',
  package: '%',
  version: '%',
  kernel: '%',
  own: '%',
  'own package': '%',
  variable: 'the variable %',
  /** Both only when nothing else did: a new version of a package has other files. */
  installed: '%',
  layout: '%',
} as const

type Kind = keyof typeof kinds

const order = Object.keys(kinds) as Kind[]

/** Kinds whose values people can read. */
const readable: readonly Kind[] = ['package', 'own package', 'version']

/**
 * The first difference between two lists of parts, and how many more there are: `cell 3 changed`, `lib/a.js is gone, and 2 more`,
 * `Node 20.20.2 → 22.1.0`. `undefined` when there is none.
 *
 * @param shown what is to be shown of a file's path
 */
export function difference(
  before: readonly Part[],
  now: readonly Part[],
  shown: (path: string) => string = (path) => path,
): string | undefined {
  const old = new Map(before.map((part) => [partKeyOf(part), part]))
  const left = new Set(now.map(partKeyOf))
  const changes = [
    ...now.flatMap((part) => changeOf(old.get(partKeyOf(part)), part, shown)),
    ...before
      .filter((part) => !left.has(partKeyOf(part)))
      .map((part) => ({ part, text: `${shownNameOf(part, shown)} is gone` })),
  ].sort((one, other) => order.indexOf(one.part.kind) - order.indexOf(other.part.kind))
  const [first, ...others] = changes.filter(({ part }) => part.kind !== 'installed' && part.kind !== 'layout')
  if (!first) return changes[0]?.text
  return others.length === 0 ? first.text : `${first.text}, and ${others.length} more`
}

interface PartChange {
  part: Part
  text: string
}

function changeOf(old: Part | undefined, part: Part, shown: (path: string) => string): PartChange[] {
  const name = shownNameOf(part, shown)
  if (!old) return [{ part, text: `${name} is new` }]
  if (old.value === part.value) return []
  return [{ part, text: readable.includes(part.kind) ? `${name} ${old.value} → ${part.value}` : `${name} changed` }]
}

function shownNameOf({ kind, name }: Part, shown: (path: string) => string): string {
  return kinds[kind].replace('%', () => shown(name))
}

/** A cell is the same when others come before it: by its id, where it has one. */
function partKeyOf({ kind, name }: Part): string {
  return `${kind}\n${name.replace(/^cell \d+ \(id (.*)\)$/s, '$1')}`
}

/** Several versions of one package, as one value. */
export function versionsOf(versions: Iterable<string>): string {
  return list([...versions].sort())
}
