/** What watching and `--changed` leave out, against bundling everything after every edit. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { draws, seedFrom } from '../helpers/draws.ts'
import { playHistory } from '../helpers/histories.ts'

const test = suite('cli: what a history of edits touches')

const seed = seedFrom('HISTORY_SEED')

test(`random edits of a random project, seed ${seed} → none is left out whose result may be another, and not all are taken`, async () => {
  for (let each = seed; each < seed + draws(4); each++) {
    const { watch, changed } = await playHistory(each, 60)
    assert.ok(watch.left > watch.needless, `seed ${each}: ${JSON.stringify(watch)}`)
    assert.ok(changed.needed > 0)
  }
})

test.run()
