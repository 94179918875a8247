/** Whatever a reader sets, a live figure is sound: `npm run soak -- --live 1000` draws so many settings of each. */
import { suite } from 'uvu'
import { lessonFigures, madeFigure } from '../../scripts/gallery/lesson-figures.ts'
import { seedFrom } from '../helpers/draws.ts'
import { checkRandomSettings, endLongRuns } from '../helpers/random-settings.ts'

const test = suite('settings of figures')

/** Each takes as long as many others: they run many transfers, or long ones. */
const SLOW = new Set([
  ...[
    'howOftenWhole',
    'priceOfLoss',
    'useByWindow',
    'tuningWindow',
    'sawtooth',
    'routersQueue',
    'twoDepths',
    'lossCosts',
  ],
  ...['pingBesideSender', 'longWay', 'secondSender', 'manySenders', 'tryingHarder', 'oddsBySize', 'wholeExchange'],
])

const seed = seedFrom('FIGURES_SEED')
endLongRuns()

for (const { lesson, cell, live } of lessonFigures()) {
  if (live.parameters.length === 0) continue
  test(`${lesson} ${cell}: random settings, FIGURES_SEED=${seed} → sound pictures, words and places to press, no run past its bound`, async () => {
    await checkRandomSettings(live, (values) => madeFigure(live, values), {
      seed,
      usual: SLOW.has(live.export) ? 1 : 2,
    })
  })
}

test.run()
