/** Whatever a reader sets, a live figure is sound: `npm run soak -- --live 1000` draws so many settings of each. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { lessonFigures, madeFigure } from '../../scripts/gallery/lesson-figures.ts'
import { seedFrom } from '../helpers/draws.ts'
import { liveFlaws } from '../helpers/live-flaws.ts'
import { checkRandomSettings, endLongRuns } from '../helpers/random-settings.ts'

const test = suite('settings of figures')

test('labels on one another, places outside, settings that are none, what cannot be sent → each is told', () => {
  const live = lessonFigures(['2.1.1']).find((figure) => figure.live.export === 'lastClient')!.live
  const label = '<text class="t" x="10" y="40">one</text>'
  const flaws = liveFlaws(
    {
      svg: (width = 680) => `<svg viewBox="0 0 ${width} 90">${label}${label}</svg>`,
      table: 'ends at\nNaN',
      sentence: 'A sentence that says something.',
      play: {
        targets: () => [{ shape: 'M-50 3h2', label: 'lose it', set: { backlog: 9 } }],
        actions: [{ label: '', set: { nothing: 1 } }],
        moments: Object.assign([], { told: () => 1 }),
      },
    },
    live,
  ).join('\n')
  for (const flaw of [
    ...[/stand on one another/, /not in the picture/, /sets backlog to 9/, /table: “ends at\nNaN”/, /action: “”/],
    ...[/sets nothing, which is no parameter/, /cannot be sent/],
  ])
    assert.match(flaws, flaw)
})

const seed = seedFrom('FIGURES_SEED')
let goOn = (): void => {}
test.before(() => {
  goOn = endLongRuns()
})
test.after(() => goOn())

for (const { lesson, cell, live } of lessonFigures(process.env.LESSON?.split(','))) {
  if (live.parameters.length === 0) continue
  test(`${lesson} ${cell}: random settings, FIGURES_SEED=${seed} → sound pictures, words and places to press, no run past its bound`, async () => {
    await checkRandomSettings(live, (values) => madeFigure(live, values), {
      seed,
      usual: 1,
    })
  })
}

test.run()
