import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { howOftenWhole, lettersOnBadLink, oneHole, priceOfLoss } from '../../../lib/concepts/figures/reliability.ts'
import { overDatagrams } from '../../../lib/concepts/reliability.ts'
import { isData } from '../../../lib/network/index.ts'

test('a bad link → the letters that its own link brings, of which the title counts those that came', () => {
  for (const seed of [1, 2, 30]) {
    const figure = lettersOnBadLink({ seed })
    const { link, pieces, text } = figure.data
    assert.is(text, overDatagrams([...'ABCDEFGHIJKLMNOPQRST'], { seed, link }).text)
    const came = new Set(pieces).size
    assert.match(figure.svg(), `>Of 20 letters, ${came} arrive, ${pieces.length - came} of them twice</title>`)
  }
})

test('one hole → exactly the letter that is asked for is lost, and the message is whole', () => {
  for (let lost = 1; lost <= 8; lost++) {
    const { trace, text } = oneHole({ lost }).data
    const data = trace.events.filter(
      (event) => event.type === 'packet' && event.what !== 'delivered' && isData(event as never),
    )
    const [dropped, ...more] = data.filter((event) => event.type === 'packet' && event.what === 'dropped')
    assert.is(more.length, 0)
    const sent = data.filter((event) => event.type === 'packet' && event.what === 'sent')
    assert.is(sent.findIndex((event) => 'id' in event && 'id' in dropped! && event.id === dropped.id) + 1, lost)
    assert.is(text, 'A B C D E F G H')
  }
})

test('whole messages → datagrams as often as the formula says, TCP always', () => {
  for (const [loss, letters] of [
    [10, 20],
    [5, 10],
    [0, 20],
  ] as const) {
    const { datagrams, tcp } = howOftenWhole({ loss, letters }).data
    assert.ok(Math.abs(datagrams - 100 * (1 - loss / 100) ** letters) < 4, `${datagrams}`)
    assert.is(tcp, 100)
  }
})

test('the price of loss → nothing lost costs the letters’ own pace and the way, every loss more', () => {
  const [[, free], ...lossy] = priceOfLoss({ runs: 5 }).data as [[number, number], ...[number, number][]]
  assert.is(free, 40 + 19 * 5 + 20)
  assert.ok(lossy.every(([, time]) => time >= free))
})

test.run()
