import { count, list, type Put } from '../../words.ts'
import { textTable } from '../text.ts'
import type { Scene, SceneBox, SceneLink } from './scene-types.ts'

/** What it says, by key. */
const SAYS = {
  thereIs: (outer: Put) => `There is ${outer}`,
  withIt: (told: Put, inside: Put) => `${told} with ${inside}`,
  the: (name: Put) => `the ${name}`,
  taken: (used: Put, what: Put) => `${used} taken${what}`,
  ofTaken: (used: Put, all: Put, what: Put) => `${used} of ${all} taken${what}`,
  place: 'place',
  and: (which: Put, first: Put, second: Put, said: Put) => `${which} ${first} and ${second}${said}`,
  callsGoBothWaysBetween: 'calls go both ways between',
  aJoins: (kind: Put) => `a ${kind} joins`,
  aLeadsFromTo: (kind: Put, first: Put, second: Put, said: Put) => `a ${kind} leads from ${first} to ${second}${said}`,
  takesFrom: (second: Put, what: Put, first: Put, by: Put) => `${second} takes${what} from ${first}${by}`,
  putsInto: (first: Put, what: Put, second: Put, by: Put) => `${first} puts${what} into ${second}${by}`,
  calls: (first: Put, second: Put, by: Put) => `${first} calls ${second}${by}`,
} as const

/** The boxes in rows, inner ones indented, then the links. */
export function sceneTable({ boxes, links }: Scene): string {
  const rows: string[][] = []
  const walk = (box: SceneBox, depth: number): void => {
    rows.push([`${'  '.repeat(depth)}${box.name}`, box.kind, box.note ?? '', placesInWords(box)])
    for (const inner of box.inside ?? []) walk(inner, depth + 1)
  }
  for (const box of boxes) walk(box, 0)
  const table = textTable(['box', 'kind', 'note', 'places'], rows)
  if (links.length === 0) return table
  const names = namesOf(boxes)
  const joined = links.map(({ from, to, kind, both, label }) => [
    `${names.get(from)?.name} ${both ? '↔' : '→'} ${names.get(to)?.name}`,
    kind,
    label ?? '',
  ])
  return `${table}\n\n${textTable(['link', 'kind', 'label'], joined)}`
}

/** What there is, and what joins it, in words. */
export function describeScene({ boxes, links }: Scene): string {
  const names = namesOf(boxes)
  const joined = new Set(links.flatMap(({ from, to }) => [from, to]))
  const told = boxes.flatMap((box) => {
    const outer = described({ ...box, inside: [] })
    const inside = (box.inside ?? []).map(described)
    if (inside.length > 0) return [`${outer} ${/[^s]s$/.test(box.name) ? 'hold' : 'holds'} ${list(inside)}`]
    // What joins it to others names it.
    return outer === withArticle(box.name) && joined.has(box.id) ? [] : [SAYS.thereIs(outer)]
  })
  return [...told, ...links.map((link) => joint(link, names))].map((words) => `${capitalised(words)}.`).join(' ')
}

function described(box: SceneBox): string {
  const places = hasPlaces(box) ? placesInWords(box) : ''
  const more = [box.note, places].filter((part) => part !== undefined && part !== '')
  const inside = (box.inside ?? []).map(described)
  const name = withArticle(box.name)
  const told = more.length > 0 ? `${name} (${more.join(', ')})` : name
  return inside.length > 0 ? SAYS.withIt(told, list(inside)) : told
}

function hasPlaces({ kind }: SceneBox): boolean {
  return kind === 'buffer' || kind === 'queue'
}

/** Proper names, numbered ones and such as have one already take no article. */
function withArticle(name: string): string {
  return /^([A-Z][a-z]|[A-Z]+$|[^a-zA-Z]|(an?|the|to|what|which) )|\d$/.test(name) ? name : SAYS.the(name)
}

function capitalised(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`
}

function placesInWords({ places, taken }: SceneBox): string {
  if (places === undefined && taken === undefined) return ''
  const letters = typeof taken === 'string'
  const used = letters ? [...taken].length : (taken ?? 0)
  const all = places ?? (letters ? used : undefined)
  const what = letters && taken !== '' ? `: “${taken}”` : ''
  return all === undefined ? SAYS.taken(used, what) : SAYS.ofTaken(used, count(all, SAYS.place), what)
}

function joint({ from, to, kind, both, label }: SceneLink, names: ReadonlyMap<string, NamedBox>): string {
  const [a, b] = [names.get(from)!, names.get(to)!]
  const [first, second] = [withArticle(a.name), withArticle(b.name)]
  const said = label === undefined ? '' : `: ${label}`
  if (both) return SAYS.and(kind === 'call' ? SAYS.callsGoBothWaysBetween : SAYS.aJoins(kind), first, second, said)
  if (kind !== 'call') return SAYS.aLeadsFromTo(kind, first, second, said)
  const by = label === undefined ? '' : ` by ${label}`
  const what = a.box.kind === 'buffer' || b.box.kind === 'buffer' ? ' bytes' : ''
  if (hasPlaces(a.box)) return SAYS.takesFrom(second, what, first, by)
  return hasPlaces(b.box) ? SAYS.putsInto(first, what, second, by) : SAYS.calls(first, second, by)
}

interface NamedBox {
  box: SceneBox
  name: string
}

/** How each box is called; by the outermost one around it too, where its own name is not the only one of its kind. */
function namesOf(boxes: readonly SceneBox[]): Map<string, NamedBox> {
  const all: { box: SceneBox; outermost: SceneBox }[] = []
  const walk = (box: SceneBox, outermost: SceneBox): void => {
    all.push({ box, outermost })
    for (const inner of box.inside ?? []) walk(inner, outermost)
  }
  for (const box of boxes) walk(box, box)
  return new Map(
    all.map(({ box, outermost }) => {
      const alone = all.filter((other) => other.box.name === box.name).length === 1
      const name = alone || box === outermost ? box.name : `${box.name} of ${withArticle(outermost.name)}`
      return [box.id, { box, name }]
    }),
  )
}
