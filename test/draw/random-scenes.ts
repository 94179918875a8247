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
const optional = fc.option(word, { nil: undefined })
const kind = fc.constantFrom('host', 'program', 'socket', 'buffer', 'queue', 'router', 'file') as fc.Arbitrary<
  SceneBox['kind']
>
const taken = fc.oneof(fc.constant(undefined), fc.nat(60), fc.constantFrom('ABCD', 'GET /index.html', ''))
const places = fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined })

type Draft = Omit<SceneBox, 'id' | 'inside'> & { inside: Draft[] }
const { box } = fc.letrec<{ box: Draft }>((tie) => ({
  box: fc.record({
    name: word,
    kind,
    note: optional,
    places,
    taken,
    inside: fc.oneof({ depthSize: 'small', maxDepth: 2 }, fc.constant([]), fc.array(tie('box'), { maxLength: 4 })),
  }),
}))
const link = fc.record({
  from: fc.nat(),
  to: fc.nat(),
  label: optional,
  kind: fc.constantFrom('wire', 'call', 'connection') as fc.Arbitrary<SceneLink['kind']>,
  both: fc.boolean(),
})

function sceneOf(
  drafts: readonly Draft[],
  links: readonly (Omit<SceneLink, 'from' | 'to'> & { from: number; to: number })[],
): Scene {
  const ids: string[] = []
  const named = (draft: Draft): SceneBox => {
    const { note, places, taken, ...rest } = draft
    const id = `box ${ids.length}`
    ids.push(id)
    return {
      ...rest,
      id,
      ...(note !== undefined && { note }),
      ...(places !== undefined && { places }),
      ...(taken !== undefined && { taken }),
      inside: draft.inside.map(named),
    }
  }
  const boxes = drafts.map(named)
  const joined = links.map(({ from, to, label, ...rest }) => ({
    ...rest,
    from: ids[from % ids.length]!,
    to: ids[to % ids.length]!,
    ...(label !== undefined && { label }),
  }))
  return { boxes, links: joined }
}

/** Up to four boxes with others in them, and up to six links. */
export const randomScenes: fc.Arbitrary<Scene> = fc
  .tuple(fc.array(box, { minLength: 1, maxLength: 4 }), fc.array(link, { maxLength: 6 }))
  .map(([drafts, links]) => sceneOf(drafts, links))
