import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ladder, NARROW, WIDE } from '../../../lib/draw/index.ts'
import { Story } from '../../helpers/trace-samples.ts'
import { flawsOf } from '../geometry.ts'
import { every, parseXml } from '../xml.ts'
import { arrowsIn } from './strokes.ts'

const test = suite('margins of ladders')

function texts(svg: string): string[] {
  return [...every(parseXml(svg))].filter(({ name }) => name === 'text').map(({ text }) => text)
}

/** Six segments at once, answered at once: too dense for labels on the arrows. */
function dense(): Story {
  const story = new Story(20)
  for (let index = 0; index < 6; index++) {
    const seq = 1 + index * 100
    story.send(0, 'client', `[ACK] seq ${seq}:${seq + 100} ack 1 win 65535`, index === 2 ? { lost: 'loss' } : {})
  }
  for (let index = 0; index < 5; index++) story.send(20, 'server', `[ACK] seq 1 ack ${101 + index} win 65535`)
  return story
}

test('labels of what comes and of what goes beside one lifeline → each with its way, arrivals first', () => {
  const ways = texts(ladder(dense().tell(), { width: NARROW, merge: false, states: false })).filter((text) =>
    /^[→←] /.test(text),
  )
  assert.ok(ways.length > 1)
  assert.is(
    ways.findLastIndex((text) => text.startsWith('→')) < ways.findIndex((text) => text.startsWith('←')),
    true,
    ways.join(),
  )
})

test('labels of one way only → without it', () => {
  const story = new Story(20)
  for (let index = 0; index < 12; index++)
    story.send(0.5 * index, 'client', `[ACK] seq ${1 + index * 100}:${101 + index * 100} ack 1 win 65535`)
  assert.is(
    texts(ladder(story.tell(), { merge: false, width: NARROW })).some((text) => /^[→←] /.test(text)),
    false,
  )
})

test('four that leave at once → one label of four lines on their arrows', () => {
  const story = new Story(20)
    .send(0, 'server', '[PSH ACK] seq 1:11 ack 1 win 9')
    .send(0, 'server', '[FIN ACK] seq 11 ack 1 win 9')
    .send(0, 'server', '[PSH ACK] seq 12:22 ack 1 win 9')
    .send(0, 'server', '[FIN ACK] seq 22 ack 1 win 9')
  const svg = ladder(story.tell())
  const labels = [...every(parseXml(svg))].filter(({ name, text }) => name === 'text' && text.includes(' ACK '))
  assert.is(labels.length, 4)
  assert.is(new Set(labels.map(({ attributes }) => attributes.x)).size, 1)
  assert.equal(flawsOf(svg, WIDE), [])
})

test('one lost beside one that arrives → its cross keeps off the other arrow', () => {
  const story = new Story(20)
    .send(0, 'client', '[ACK] seq 1 ack 1 win 9', { lost: 'loss' })
    .send(0, 'client', '[PSH ACK] seq 1:17 ack 1 win 9')
  for (const width of [WIDE, NARROW]) {
    const { arrows } = arrowsIn(ladder(story.tell(), { width }))
    const [one, other] = arrows.toSorted((a, b) => a.y0 - b.y0)
    assert.ok(other!.y0 - one!.y0 >= 6.5, `${other!.y0 - one!.y0}`)
  }
})

test('a program’s call with arguments in little room → broken behind the parenthesis, not cut', () => {
  const story = new Story(20).send(0, 'client', '[SYN] seq 0 win 9').say(20, 'server', "shutdown('read')")
  const all = texts(ladder(story.tell(), { width: NARROW }))
  assert.ok(
    all.some((text) => text.startsWith('shutdown(')),
    all.join(),
  )
  assert.is(
    all.some((text) => text.endsWith('…')),
    false,
  )
})

test.run()
