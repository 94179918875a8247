import { count, list } from '../../words.ts'
import { textTable } from '../text.ts'
import type { Scene, SceneBox, SceneLink } from './scene-types.ts'

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
    `${names.get(from)} ${both ? '↔' : '→'} ${names.get(to)}`,
    kind,
    label ?? '',
  ])
  return `${table}\n\n${textTable(['link', 'kind', 'label'], joined)}`
}

/** What there is, and what joins it, in words. */
export function describeScene({ boxes, links }: Scene): string {
  const names = namesOf(boxes)
  const told = boxes.map((box) => {
    const inside = (box.inside ?? []).map(described)
    return `${described({ ...box, inside: [] })}${inside.length > 0 ? ` holds ${list(inside)}` : ''}.`
  })
  return [...told, ...links.map((link) => `${joint(link, names)}.`)].join(' ')
}

function described(box: SceneBox): string {
  const places = box.kind === 'buffer' || box.kind === 'queue' ? placesInWords(box) : ''
  const more = [box.note, places].filter((part) => part !== undefined && part !== '')
  const inside = (box.inside ?? []).map(described)
  const name = more.length > 0 ? `${box.name} (${more.join(', ')})` : box.name
  return inside.length > 0 ? `${name} with ${list(inside)}` : name
}

function placesInWords({ places, taken }: SceneBox): string {
  if (places === undefined && taken === undefined) return ''
  const letters = typeof taken === 'string'
  const used = letters ? [...taken].length : (taken ?? 0)
  const all = places ?? (letters ? used : undefined)
  const what = letters && taken !== '' ? `: ${taken}` : ''
  return all === undefined ? `${used} taken${what}` : `${used} of ${count(all, 'place')} taken${what}`
}

function joint({ from, to, kind, both, label }: SceneLink, names: ReadonlyMap<string, string>): string {
  const [a, b] = [names.get(from)!, names.get(to)!]
  const said = label === undefined ? '' : `, ${label}`
  if (kind === 'call') return `${a} calls ${b}${said}`
  if (both) return `A ${kind} joins ${a} and ${b}${said}`
  return `A ${kind} leads from ${a} to ${b}${said}`
}

/** How each box is called; by the outermost one around it too, where its own name is not the only one of its kind. */
function namesOf(boxes: readonly SceneBox[]): Map<string, string> {
  const all: { box: SceneBox; outermost: SceneBox }[] = []
  const walk = (box: SceneBox, outermost: SceneBox): void => {
    all.push({ box, outermost })
    for (const inner of box.inside ?? []) walk(inner, outermost)
  }
  for (const box of boxes) walk(box, box)
  return new Map(
    all.map(({ box, outermost }) => {
      const alone = all.filter((other) => other.box.name === box.name).length === 1
      return [box.id, alone || box === outermost ? box.name : `${box.name} of ${outermost.name}`]
    }),
  )
}
