import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { NARROW, type Scene, type SceneBox, type SceneLink, sceneFigure, WIDE } from '../../lib/draw/index.ts'
import { draws, seedFrom } from '../helpers/draws.ts'
import { flawsOf } from './geometry.ts'
import { atRest } from './rest.ts'
import { parseXml } from './xml.ts'

const test = suite('scenes')

for (const [name, scene] of Object.entries(atRest)) {
  for (const width of [WIDE, NARROW]) {
    test(`${name}, ${width} wide → sound, and no line through a box`, () => {
      const svg = sceneFigure(scene, { title: name }).svg(width)
      parseXml(svg)
      assert.equal(flawsOf(svg, width), [])
    })
  }
}

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

const seed = seedFrom('SCENE_SEED')
test(`random scenes at both widths, SCENE_SEED=${seed} → sound, the same again, told in words`, () => {
  fc.assert(
    fc.property(fc.array(box, { minLength: 1, maxLength: 4 }), fc.array(link, { maxLength: 6 }), (drafts, links) => {
      const scene = sceneOf(drafts, links)
      const figure = sceneFigure(scene, { title: 'A scene' })
      for (const width of [WIDE, NARROW]) {
        const svg = figure.svg(width)
        assert.equal(flawsOf(svg, width), [], `${width}`)
        assert.is(svg, figure.svg(width))
      }
      assert.ok(figure.sentence.length > 0 && figure.table.startsWith('box'))
    }),
    { seed, numRuns: draws(200) },
  )
})

test.run()
