import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { cutByTcp, fourQuestions, hundredLines } from '../../../lib/concepts/figures/socket-files.ts'
import { segmentsOf } from '../../../lib/concepts/helpers.ts'

const titleOf = ({ svg }: { svg: () => string }): string => /<title[^>]*>([^<]*)/.exec(svg())![1]!

test('lines without a buffer → a segment each; with one → as many bytes of text in fewer', async () => {
  for (const parameters of [{}, { lines: 10 }, { buffer: 64 }]) {
    const [kept, direct] = (await hundredLines(parameters)).data
    assert.is(direct!.segments, parameters.lines ?? 100)
    assert.ok(kept!.segments < direct!.segments / 5)
    assert.is(direct!.bytes - kept!.bytes, 52 * (direct!.segments - kept!.segments))
  }
})

test('one send of many letters → whole by a stream decoder, wherever it was cut', async () => {
  for (const parameters of [{}, { letters: 100 }, { letters: 3000 }, { mss: 536 }, { mss: 540 }]) {
    const figure = await cutByTcp(parameters)
    const { text, alone, streamed } = figure.data
    assert.is(streamed.results.server, text)
    const isBroken = alone.results.server !== text
    assert.is(/\d, cut|segments?, cut/.test(titleOf(figure)), isBroken, titleOf(figure))
  }
})

test('questions flushed at the end → the same answers, in fewer segments', async () => {
  const [each, once] = [await fourQuestions(), await fourQuestions({ flush: 'at the end' })]
  assert.equal(each.data.results.client, once.data.results.client)
  assert.is(each.data.results.client[1], 'ok 6 characters, 7 bytes')
  assert.ok(segmentsOf(once.data.trace).length < segmentsOf(each.data.trace).length)
})

test.run()
