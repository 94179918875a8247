import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { NARROW, twinFigure, WIDE } from '../../../lib/draw/index.ts'
import type { Trace } from '../../../lib/network/trace-types.ts'
import { echoTrace, lossTrace, Story } from '../../helpers/trace-samples.ts'
import { flawsOf, pictureOf } from '../geometry.ts'
import { parseXml } from '../xml.ts'

const test = suite('twins')
const names = ['ours', 'the kernel'] as const

/** The answer comes late, and only sometimes there is one more. */
function answered(after: number, more = false): Trace {
  const story = new Story(10)
    .send(0, 'client', '[SYN] seq 0 win 65535')
    .send(10 + after, 'server', '[SYN ACK] seq 0 ack 1 win 65535')
  if (more) story.send(20 + after, 'client', '[ACK] seq 1 ack 1 win 65535')
  return story.tell()
}

test('the same twice → said so, and nothing marked', () => {
  const { sentence, table, svg } = twinFigure([echoTrace(), echoTrace()], { names })
  assert.match(sentence, /^Ours and the kernel: the same 9 segments at the same times\./)
  assert.match(table.split('\n')[0]!, /^ours, ms +the kernel, ms +from → to +segment +difference$/)
  assert.is(table.split('\n').length, 10)
  assert.not.match(svg(), /class="differs"/)
})

test('times as close as is tolerated → the same, and said within what', () => {
  const { sentence, svg } = twinFigure([answered(0), answered(5)], { names, tolerance: 5 })
  assert.match(sentence, /^Ours and the kernel: the same 2 segments at the same times, within 5 ms\./)
  assert.not.match(svg(), /class="differs"/)
  assert.match(twinFigure([answered(0), answered(5)], { names, tolerance: 4 }).svg(), /class="differs"/)
})

test('an answer at another time, and one that only one has → marked, and in words and table', () => {
  const { sentence, table, svg } = twinFigure([answered(0), answered(5, true)], { names })
  assert.match(
    sentence,
    /^Ours and the kernel: the first segment is the same; at 10 ms SYN ACK seq 0 is sent at another time\./,
  )
  assert.match(sentence, /Only the kernel has 1 segment\. 1 segment of both comes at another time\./)
  assert.match(table, /10 → 20 +15 → 25 +server → client +SYN ACK seq 0 ack 1 +sent at another time/)
  assert.match(table, /– +25 → 35 +client → server +ACK seq 1 ack 1 +the kernel only/)
  const marked = [...svg().matchAll(/class="differs" d="([^"]*)"/g)].map((match) => match[1]!.split('M').length - 1)
  assert.equal(marked, [1, 2, 1], 'on the left, on the right, and what it means')
})

test('two traces of different length → one axis: the same moment at the same height in both', () => {
  const { svg } = twinFigure([answered(1000), answered(0)], { names })
  const { strokes, width } = pictureOf(parseXml(svg()))
  const starts = strokes.filter(({ style }) => style === 'arrow').map(({ from }) => from)
  const first = starts.filter(([, y]) => y === Math.min(...starts.map((one) => one[1])))
  assert.is(first.length, 2)
  assert.ok(first.some(([x]) => x < width / 2) && first.some(([x]) => x > width / 2))
})

test('both widths → without a flaw; where there is little room, one below the other at one scale', () => {
  for (const pair of [
    [lossTrace(), echoTrace()],
    [answered(0), answered(5, true)],
  ] as [Trace, Trace][]) {
    const { svg } = twinFigure(pair, { names })
    for (const width of [WIDE, NARROW]) assert.equal(flawsOf(svg(width), width), [])
    const falls = (width: number): number[] =>
      pictureOf(parseXml(svg(width)))
        .strokes.filter(({ style }) => style === 'arrow')
        .map(({ from, to }) => to[1] - from[1])
    for (const fall of falls(NARROW)) assert.ok(fall > 0)
  }
})

test.run()
