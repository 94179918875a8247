import fc from 'fast-check'
import type { Scene, SceneBox, SceneLink } from '../../lib/draw/index.ts'

const words = [
  'socket',
  'a program',
  ':80',
  'send buffer',
  '10 Mbit/s, 20 ms',
  'W',
  '',
  'accept',
  'queue of those that wait',
]
const word = fc.constantFrom(...words)

type Draft = Omit<SceneBox, 'id' | 'inside'> & { inside: readonly Draft[] }
type LinkDraft = Omit<SceneLink, 'from' | 'to'> & { from: number; to: number }

const { box } = fc.letrec<{ box: Draft }>((tie) => ({
  box: fc.record(
    {
      name: word,
      kind: fc.constantFrom<SceneBox['kind'][]>('host', 'program', 'socket', 'buffer', 'queue', 'router', 'file'),
      note: word,
      places: fc.integer({ min: 1, max: 60 }),
      taken: fc.oneof(fc.nat(60), fc.constantFrom('ABCD', 'GET /index.html', '')),
      inside: fc.oneof(
        { depthSize: 'small', maxDepth: 2 },
        fc.constant<readonly Draft[]>([]),
        fc.array(tie('box'), { maxLength: 4 }),
      ),
    },
    { requiredKeys: ['name', 'kind', 'inside'] },
  ),
}))
const link: fc.Arbitrary<LinkDraft> = fc.record(
  {
    from: fc.nat(),
    to: fc.nat(),
    label: word,
    kind: fc.constantFrom<SceneLink['kind'][]>('wire', 'call', 'connection'),
    both: fc.boolean(),
  },
  { requiredKeys: ['from', 'to', 'kind'] },
)

function sceneOf(drafts: readonly Draft[], links: readonly LinkDraft[]): Scene {
  const ids: string[] = []
  const named = (draft: Draft): SceneBox => {
    const id = `box ${ids.length}`
    ids.push(id)
    return { ...draft, id, inside: draft.inside.map(named) }
  }
  const boxes = drafts.map(named)
  const idOf = (number: number): string => ids[number % ids.length]!
  return { boxes, links: links.map(({ from, to, ...rest }) => ({ ...rest, from: idOf(from), to: idOf(to) })) }
}

/** Up to four boxes with others in them, and up to six links. */
export const randomScenes: fc.Arbitrary<Scene> = fc
  .tuple(fc.array(box, { minLength: 1, maxLength: 4 }), fc.array(link, { maxLength: 6 }))
  .map(([drafts, links]) => sceneOf(drafts, links))
