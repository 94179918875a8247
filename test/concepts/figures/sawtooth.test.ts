/** What a reader can do with the sawtooth, and what it says then. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { singleFlow } from '../../../lib/concepts/congestion-control.ts'
import { sawtooth } from '../../../lib/concepts/figures/sawtooth.ts'
import { hashTrace } from '../../../lib/network/index.ts'
import { checkRandomSettings, liveOf } from '../../helpers/random-settings.ts'

const viewOf = (name: RegExp, parameters: Parameters<typeof sawtooth>[0]) =>
  sawtooth(parameters).play!.views!.find((view) => name.test(view.name))

test('at its defaults → the run of one sender alone, event for event, but for what the receiver reckons', () => {
  const { trace } = singleFlow({ rate: 10e6, rtt: 40, queue: 34 }, { until: 6000 })
  const events = trace.events.filter((event) => event.type !== 'sample' || event.host === 'client')
  assert.ok(events.length < trace.events.length)
  assert.is(hashTrace(sawtooth().data.trace), hashTrace({ ...trace, events }))
})

test('a press on a column → a packet is dropped there, the window falls, and another press lets it through', () => {
  const [column] = sawtooth().play!.targets!(680).filter(({ label }) => label === 'drop a packet at 2 s')
  assert.equal(column!.set, { drops: [20] })
  const dropped = sawtooth({ drops: [20] })
  const windows = dropped.data.samples.filter(({ time }) => time > 2000 && time < 2200).map(({ cwnd }) => cwnd!)
  assert.ok(Math.min(...windows) < 0.6 * windows[0]!, windows.join())
  const [again] = dropped.play!.targets!(680).filter(({ isOn }) => isOn)
  assert.equal(again!.set, { drops: [] })
  assert.match(dropped.play!.said!, 'You have dropped 1 packet.')
})

test('twelve drops and a thirteenth → the first is let through', () => {
  const drops = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
  const { targets } = sawtooth({ drops }).play!
  const column = targets!(680).find(({ label }) => label === 'drop a packet at 4 s')
  assert.equal(column!.set, { drops: [...drops.slice(1), 40] })
})

test('a moment in the picture → the same moment in each view, in both widths', () => {
  const { targets, views } = sawtooth({ starts: [0] }).play!
  const linked = views!.flatMap(({ figure }) => (figure?.play?.targets ? [figure.play.targets] : []))
  assert.is(linked.length, 3)
  for (const width of [680, 340]) {
    const own = targets!(width).map(({ link }) => link)
    for (const view of linked) for (const { link } of view(width)) assert.ok(own.includes(link), `${link}`)
  }
})

test('a queue of 5 → an idle line; of 300 → a round trip of 400 ms', () => {
  assert.match(sawtooth({ queue: 5 }).play!.said!, /new data for 84\.2 % of the time/)
  const { figure } = viewOf(/round trip/, { queue: 300 })!
  const [, longest] = /a packet sent now: .*?, between [\d.]+ and (\d+)/i.exec(figure!.sentence)!
  assert.ok(Math.abs(Number(longest) - 401) < 2, longest)
})

test('two senders → a plane of their windows, whose difference each loss halves; one or three → none', () => {
  assert.ok(viewOf(/against/, { starts: [2] }))
  assert.not(viewOf(/against/, {}))
  assert.not(viewOf(/against/, { starts: [1, 2] }))
})

test('nobody holds back → more copies for less', () => {
  const rateOf = (said: string): number => Number(/new data for ([\d.]+) %/.exec(said)![1])
  const [tame, wild] = (['new-reno', 'none'] as const).map(
    (algorithm) => sawtooth({ algorithm, starts: [1, 2, 3] }).play!.said!,
  )
  assert.ok(rateOf(wild!) < 0.8 * rateOf(tame!), wild)
  assert.match(wild!, /Each byte is sent [2-9](\.\d+)? times/)
})

test('the challenge → out of reach of New Reno, met by CUBIC with a queue of 26', () => {
  const met = [20, 26, 34].flatMap((queue) =>
    (['new-reno', 'cubic', 'none'] as const).map((algorithm) => sawtooth({ queue, algorithm }).play!.challenge!.isMet),
  )
  assert.equal(met, [false, false, false, false, true, false, false, false, false])
})

const seed = Number(process.env.SAWTOOTH_SEED ?? Date.now() % 2 ** 31)

test(`random settings, SAWTOOTH_SEED=${seed} → sound pictures, views and targets, within six seconds`, async () => {
  await checkRandomSettings(liveOf('2.0.3-congestion-control', 'sawtooth'), sawtooth, {
    seed,
    usual: 20,
    flawOf: ({ data }) => (data.trace.end <= 6000 ? undefined : `it runs until ${data.trace.end}`),
  })
})

test.run()
