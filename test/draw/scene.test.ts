import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { edges } from '../../lib/draw/diagrams/scene-boxes.ts'
import { layout } from '../../lib/draw/diagrams/scene-layout.ts'
import type { PlanNode } from '../../lib/draw/diagrams/scene-plan.ts'
import { NARROW, type Scene, sceneFigure, WIDE } from '../../lib/draw/index.ts'
import { draws, seedFrom } from '../helpers/draws.ts'
import { flawsOf } from './geometry.ts'
import { randomScenes } from './random-scenes.ts'
import { atRest } from './rest.ts'
import { parseXml } from './xml.ts'

const test = suite('scenes')

for (const [name, scene] of Object.entries(atRest)) {
  for (const width of [WIDE, NARROW]) {
    test(`${name}, ${width} wide → sound, and no line through a box`, () => {
      const svg = sceneFigure(scene, { title: name }).svg(width)
      parseXml(svg)
      assert.equal(flawsOf(svg, width), [])
      assert.equal(pierced(scene, width), [])
    })
  }
}

const seed = seedFrom('SCENE_SEED')
test(`random scenes at both widths, SCENE_SEED=${seed} → sound, the same again, told in words`, () => {
  fc.assert(
    fc.property(randomScenes, (scene) => {
      const figure = sceneFigure(scene, { title: 'A scene' })
      for (const width of [WIDE, NARROW]) {
        const svg = figure.svg(width)
        assert.equal(flawsOf(svg, width), [], `${width}`)
        assert.equal(pierced(scene, width), [], `${width}`)
        assert.is(svg, figure.svg(width))
      }
      assert.ok(figure.sentence.length > 0 && figure.table.startsWith('box'))
    }),
    { seed, numRuns: draws(100) },
  )
})

const sendOnce: Scene = {
  boxes: [
    { id: 'clients', name: 'Clients', kind: 'host' },
    {
      id: 'server',
      name: 'server',
      kind: 'host',
      inside: [
        { id: 'program', name: 'program', kind: 'program' },
        { id: 'out', name: 'send buffer', note: '2.1.3', kind: 'buffer', places: 6, taken: 'half ' },
        { id: 'line', name: 'accept queue', kind: 'queue', places: 4 },
      ],
    },
  ],
  links: [
    { from: 'program', to: 'out', kind: 'call', label: 'send' },
    { from: 'line', to: 'program', kind: 'call', label: 'accept' },
    { from: 'clients', to: 'server', kind: 'wire', label: 'SYN' },
  ],
}

for (const width of [WIDE, NARROW]) {
  test(`a call from a program to the buffer below it, ${width} wide → the arrow reaches the places, beside the name`, () => {
    const { boxes, routes } = layout(sendOnce, width)
    const { points } = routes.find(({ way }) => way.link.label === 'send')!
    const places = edges(boxes.flatMap(({ inside }) => inside).find(({ box }) => box.id === 'out')!)
    assert.is(points.at(-1)![1], places.y0)
    assert.ok(points.at(-1)![0] > places.x0 && points.at(-1)![0] < places.x1)
    assert.equal(flawsOf(sceneFigure(sendOnce, { title: 'A scene' }).svg(width), width), [])
  })

  test(`a program that takes from a queue, ${width} wide → the line leaves where what came first stands`, () => {
    const { boxes, routes } = layout(sendOnce, width)
    const { points } = routes.find(({ way }) => way.link.label === 'accept')!
    const places = edges(boxes.flatMap(({ inside }) => inside).find(({ box }) => box.id === 'line')!)
    assert.ok(points.some(([x, y]) => x === places.x1 && y > places.y0 && y < places.y1))
  })
}

test('a scene without a description → sentences that begin with capitals, and say who gives and who takes', () => {
  assert.is(
    sceneFigure(sendOnce, { title: 'A scene' }).sentence,
    'The server holds the program, the send buffer (2.1.3, 5 of 6 places taken: “half ”) and the accept queue (0 of 4 places taken). ' +
      'The program puts bytes into the send buffer by send. The program takes from the accept queue by accept. ' +
      'A wire leads from Clients to the server: SYN.',
  )
})

/** The links that pass through a box with nothing inside, or through one of their own ends. */
function pierced(scene: Scene, width: number): string[] {
  const { boxes, routes } = layout(scene, width)
  const leaves: PlanNode[] = []
  const walk = (node: PlanNode): void => {
    if (node.inside.length === 0) leaves.push(node)
    node.inside.forEach(walk)
  }
  boxes.forEach(walk)
  return routes.flatMap(({ way, points }) =>
    points.slice(1).flatMap(([bx, by], index) => {
      const [ax, ay] = points[index]!
      const hit = leaves.find((leaf) => {
        const { x0, y0, x1, y1 } = edges(leaf)
        return (
          Math.min(ax, bx) < x1 - 1 &&
          Math.max(ax, bx) > x0 + 1 &&
          Math.min(ay, by) < y1 - 1 &&
          Math.max(ay, by) > y0 + 1
        )
      })
      return hit ? [`${way.link.from} to ${way.link.to} through ${hit.box.id}`] : []
    }),
  )
}

test.run()
