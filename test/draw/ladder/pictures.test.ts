/** Ladders of random traces: what is drawn is what happened, when it happened, and can be read. */
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Journey, journeys, ladder, NARROW, WIDE } from '../../../lib/draw/index.ts'
import { ladderRowsOf } from '../../../lib/draw/ladder/rows.ts'
import type { Trace } from '../../../lib/network/trace-types.ts'
import { draws } from '../../helpers/draws.ts'
import { flawsOf } from '../geometry.ts'
import { play, scenes } from '../scenes.ts'
import { arrowsIn, type DrawnArrow } from './strokes.ts'

const test = suite('pictures of ladders')
const seed = Number(process.env.LADDER_SEED ?? Date.now() % 2 ** 31)
const numRuns = draws(50)
/** Those that leave and arrive together are drawn apart by no more than this. */
const NUDGE = 11.3

/** What the picture shows of a trace in this width, against the trace. */
function checkPicture(trace: Trace, width: number, options: { until?: number }): void {
  const svg = ladder(trace, { ...options, width })
  assert.equal(flawsOf(svg, width), [], `flaws at ${width}`)
  const { hosts, arrows: shown } = ladderRowsOf(trace, options)
  const { lifelines, arrows } = arrowsIn(svg)
  assert.is(lifelines.length, hosts.length, 'a lifeline a host')
  assert.is(arrows.length, shown.length, 'an arrow a packet')
  const at = (host: string): number => lifelines[hosts.indexOf(host)]!
  const scales: number[] = []
  const heights: { time: number; y: number }[] = []
  for (const from of hosts)
    for (const to of hosts) {
      const sent = shown.filter((journey) => journey.from === from && journey.to === to)
      const drawn = arrows.filter(
        ({ x0, x1 }) => isNear(x0, at(from)) && Math.sign(x1 - x0) === Math.sign(at(to) - at(from)),
      )
      if (hosts.length > 2) continue
      assert.is(drawn.length, sent.length, `arrows ${from} to ${to}`)
      const high = byHeight(drawn)
      heights.push(...byTime(sent).map((journey, index) => ({ time: journey.sent, y: high[index]!.y0 })))
      const arrived = sent.filter((journey) => journey.arrived !== undefined)
      const whole = drawn.filter(({ x1 }) => isNear(x1, at(to)))
      assert.is(whole.length, arrived.length, 'who arrives is drawn to the end')
      const durations = arrived.map((journey) => journey.arrived! - journey.sent).sort((a, b) => a - b)
      const falls = whole.map(({ y0, y1 }) => y1 - y0).sort((a, b) => a - b)
      durations.forEach((duration, index) => {
        if (duration > 0 && falls[index]! < 300) scales.push(falls[index]! / duration)
        if (index > 0 && duration - durations[index - 1]! < 1e-6)
          assert.ok(falls[index]! - falls[index - 1]! < 0.25, 'equal delays, equal slopes')
      })
    }
  const [least, most] = [Math.min(...scales), Math.max(...scales)]
  if (scales.length > 0) assert.ok((most - least) / least < 0.02, `one scale: ${least} to ${most}`)
  heights.sort((a, b) => a.time - b.time || a.y - b.y)
  heights.forEach(({ y }, index) => {
    const before = heights.slice(0, index).reduce((low, one) => Math.max(low, one.y), 0)
    assert.ok(y > before - NUDGE, 'later is lower')
  })
}

function isNear(one: number, other: number): boolean {
  return Math.abs(one - other) < 0.2
}

function byTime(some: readonly Journey[]): Journey[] {
  return some.toSorted((a, b) => a.sent - b.sent)
}

function byHeight(some: readonly DrawnArrow[]): DrawnArrow[] {
  return some.toSorted((a, b) => a.y0 - b.y0)
}

test(`random small worlds, seed ${seed} → in both widths every packet once, at one scale, later below, and no flaw`, async () => {
  await fc.assert(
    fc.asyncProperty(scenes, async (scene) => {
      const { trace } = await play(scene)
      const packets = journeys(trace)
      // As much as a lesson shows at once.
      const until = packets[Math.min(packets.length - 1, 40)]?.sent ?? 0
      for (const width of [WIDE, NARROW]) checkPicture(trace, width, { until })
    }),
    { seed, numRuns, includeErrorInReport: true },
  )
})

test.run()
