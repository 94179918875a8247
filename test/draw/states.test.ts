import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { passes } from '../../lib/draw/diagrams/plates.ts'
import { halfOf, type Spot, STATE_LAYOUTS } from '../../lib/draw/diagrams/state-layout.ts'
import { stateDiagram, statePath, statesFigure } from '../../lib/draw/index.ts'
import { STATES, type State, TRANSITIONS } from '../../lib/tcp/connection/state.ts'
import { echoTrace } from '../helpers/trace-samples.ts'
import { flawsOf, segmentsOfPath } from './geometry.ts'
import { collisions, labelsOf } from './labels.ts'
import { every, parseXml } from './xml.ts'

const test = suite('states')

function labelTexts(svg: string): string[] {
  return [...every(parseXml(svg))].filter(({ name }) => name === 'text').map(({ text }) => text)
}

for (const layout of STATE_LAYOUTS) {
  const { width, spots, edges } = layout
  const diagram: typeof stateDiagram = (paths) => stateDiagram(paths, { width })

  test(`${width} wide → a place for each of the eleven states`, () => {
    for (const state of STATES) assert.ok(state in spots, state)
  })

  test(`${width} wide: every way → a row of the transition table`, () => {
    for (const { from, to } of edges)
      assert.ok(
        TRANSITIONS.some((row) => row.from === from && row.to === to),
        `${from} → ${to}`,
      )
  })

  test(`${width} wide: every row of the table → a way, or a note below; each event is named`, () => {
    const notes = labelTexts(diagram()).join(' ')
    for (const { from, to, event } of TRANSITIONS) {
      const way = edges.find((edge) => edge.from === from && edge.to === to)
      if (!way) {
        const note = to === 'CLOSED' ? 'leads to CLOSED at once' : `${from} to ${to} on ${event}`
        assert.ok(notes.includes(note), `${from} → ${to} on ${event}`)
      } else if (!/RST$|ABORT|timeout$|ICMP|new connection/.test(event)) {
        const words = way.text.join(' ').replace('OPEN / SYN', 'OPEN')
        assert.ok(words.includes(event.replace('active OPEN', 'active')), `${event} in “${words}”`)
      }
    }
  })

  test(`${width} wide: a way runs from box to box → its ends lie on their borders`, () => {
    for (const { from, to, points } of edges) {
      const [start, end] = [points[0]!, points.at(-1)!]
      const onBorder = ([x, y]: readonly [number, number], spot: Spot): boolean => {
        const [cx, cy] = spots[spot]
        const [right, down] = halfOf(layout, spot)
        const beside = Math.abs(Math.abs(x - cx) - right) < 0.1 && Math.abs(y - cy) <= down
        return beside || (Math.abs(Math.abs(y - cy) - down) < 0.1 && Math.abs(x - cx) <= right)
      }
      assert.ok(onBorder(start, from), `${from} → ${to} begins at ${start}`)
      const ends: Spot[] = to === 'CLOSED' ? ['CLOSED', 'CLOSED, at the end'] : [to]
      assert.ok(
        ends.some((spot) => onBorder(end, spot)),
        `${from} → ${to} ends at ${end}`,
      )
    }
  })

  test(`${width} wide: both ends along the same ways → no number on the words of its way, on an arrowhead, or on the other number`, () => {
    for (const { from, to, text } of edges) {
      const svg = parseXml(
        diagram([
          { name: 'a', states: [from, to] },
          { name: 'b', states: [from, to] },
        ]),
      )
      const labels = labelsOf(svg).filter((label) => label.text === '1' || text.includes(label.text))
      const numbers = labels.filter((label) => label.text === '1').slice(0, 2)
      const boxes = numbers.map((label) => ({ ...label, x0: label.x0 - 5, x1: label.x1 + 5 }))
      assert.equal(collisions([...boxes, ...labels.filter((label) => label.text !== '1')]), [], `${from} → ${to}`)
      const heads = [...every(svg)].filter(({ attributes }) => attributes.class === 'head2')
      assert.is(heads.length, 1)
      const [tip, left, right] = [...heads[0]!.attributes.d!.matchAll(/(-?[\d.]+) (-?[\d.]+)/g)].map(([, x, y]) => [
        Number(x),
        Number(y),
      ])
      const [hx, hy] = [(tip![0]! + left![0]! + right![0]!) / 3, (tip![1]! + left![1]! + right![1]!) / 3]
      for (const { x0, x1, y0, y1 } of boxes)
        assert.not.ok(x0 < hx && hx < x1 && y0 < hy && hy < y1, `${from} → ${to}: a number on the arrowhead`)
    }
  })

  test(`${width} wide: a step that the layout does not show, from each state to each → clear of the boxes, its number on no label`, () => {
    for (const from of STATES)
      for (const to of STATES) {
        if (from === to || edges.some((edge) => edge.from === from && edge.to === to)) continue
        const svg = diagram([from, to])
        const parsed = parseXml(svg)
        const ways = [...every(parsed)].filter(({ attributes }) => attributes.class === 'path1')
        assert.is(ways.length, 1, `${from} → ${to}`)
        assert.is(labelsOf(parsed).filter(({ text }) => text === '1').length, 1)
        assert.equal(flawsOf(svg, width), [], `${from} → ${to}`)
        const pieces = segmentsOfPath(ways[0]!.attributes.d!)
        for (const [spot, [x, y]] of Object.entries(spots)) {
          const [right, down] = halfOf(layout, spot)
          const box = { x0: x - right + 1, x1: x + right - 1, y0: y - down + 1, y1: y + down - 1 }
          assert.not.ok(
            pieces.some(([a, b]) => passes(a, b, box)),
            `${from} → ${to} through ${spot}`,
          )
        }
      }
  })

  test(`${width} wide: two paths through all states → sound`, () => {
    const open: State[] = [
      'CLOSED',
      'LISTEN',
      'SYN-SENT',
      'SYN-RECEIVED',
      'ESTABLISHED',
      'FIN-WAIT-1',
      'CLOSING',
      'TIME-WAIT',
    ]
    const svg = diagram([
      { name: 'client', states: [...open, 'CLOSED'] },
      { name: 'server', states: [...open.slice(0, 5), 'CLOSE-WAIT', 'LAST-ACK', 'CLOSED'] },
    ])
    assert.equal(flawsOf(svg, width), [])
  })
}

test('the path of one end → numbered in order, its states filled, told in words', () => {
  const path = statePath(echoTrace(), 'client')
  assert.equal(path.states, ['CLOSED', 'SYN-SENT', 'ESTABLISHED', 'FIN-WAIT-1', 'FIN-WAIT-2', 'TIME-WAIT'])
  const svg = parseXml(stateDiagram(path))
  const numbers = labelsOf(svg)
    .filter(({ text }) => /^\d$/.test(text))
    .map(({ text }) => text)
  assert.equal(numbers, ['1', '2', '3', '4', '5', '1'], 'five steps, and one in the key')
  assert.is([...every(svg)].filter(({ attributes }) => attributes.class === 'on').length, 6)
  assert.match(svg.children[1]!.text, /client: CLOSED, then SYN-SENT, then ESTABLISHED, then FIN-WAIT-1/)
})

test('two ends → circles and full lines for one, squares and dashes for the other', () => {
  const trace = echoTrace()
  const svg = stateDiagram([statePath(trace, 'client'), statePath(trace, 'server')])
  const classes = [...every(parseXml(svg))].map(({ name, attributes }) => `${name} ${attributes.class}`)
  assert.ok(classes.includes('circle n1') && classes.includes('rect n2'))
  assert.match(svg, /\.path2\{[^}]*dasharray/)
  assert.not.match(svg, /\.path1\{[^}]*dasharray/)
})

test('paths as a figure → a row a step with what led to it, the same words as in the picture', () => {
  const figure = statesFigure([statePath(echoTrace(), 'server')])
  const [heading, ...rows] = figure.table.split('\n')
  assert.match(heading!, /^path +step +from +event +to$/)
  assert.is(rows.length, figure.data[0]!.states.length - 1)
  assert.match(rows[0]!, /^server +1 +CLOSED +passive OPEN +LISTEN$/)
  assert.match(figure.svg(), /server: CLOSED, then LISTEN/)
  assert.match(figure.sentence, /^Server: CLOSED, then LISTEN/)
})

test('no path → the table has the rows of the transition table', () => {
  assert.is(statesFigure([]).table.split('\n').length, TRANSITIONS.length + 1)
})

test('fewer transitions → only their ways', () => {
  const svg = stateDiagram([], { transitions: TRANSITIONS.filter(({ from }) => from === 'CLOSED') })
  const [ways] = [...every(parseXml(svg))].filter(({ attributes }) => attributes.class === 'edge')
  assert.is(ways!.attributes.d!.split('M').length - 1, 2)
})

test.run()
