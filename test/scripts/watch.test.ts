import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { testsFor } from '../../scripts/watch/choose.ts'

const tests = ['bytes.test.ts', 'course.test.ts', 'draw/ladder.test.ts', 'draw/svg.test.ts', 'tcp/sender/undo.test.ts']
tests.push('tcp/wire/wire.test.ts', 'schedule/schedule.test.ts')

test('a file with a test of its name → that, then its room', () => {
  assert.equal(testsFor('lib/draw/svg.ts', tests), ['draw/svg', 'draw'])
  assert.equal(testsFor('lib/tcp/retransmission/undo.ts', tests), ['tcp/sender/undo', 'tcp'])
})

test('a file without a test of its name → its room', () => {
  assert.equal(testsFor('lib/draw/charts/plot.ts', tests), ['draw'])
})

test('a room with one test, of that name → not twice', () => {
  assert.equal(testsFor('lib/schedule/schedule.ts', tests), ['schedule/schedule'])
})

test('a test → itself; what it compares with → its room', () => {
  assert.equal(testsFor('test/draw/ladder.test.ts', tests), ['draw/ladder'])
  assert.equal(testsFor('test/output/draw/window.svg', tests), ['draw'])
  assert.equal(testsFor('test/draw/scenes.ts', tests), ['draw'])
})

test('a file beside the rooms → the test of its name, or none', () => {
  assert.equal(testsFor('lib/bytes.ts', tests), ['bytes'])
  assert.equal(testsFor('lib/bin.ts', tests), [])
})

test('a notebook → what every lesson has', () => {
  assert.equal(testsFor('notebooks/2.2-deadlock.ipynb', tests), ['course'])
})

test('what no test looks at → nothing', () => {
  for (const file of ['README.md', 'lib/tcp/settings.md', 'scripts/bench.ts', 'lib/newroom/x.ts'])
    assert.equal(testsFor(file, tests), [], file)
})

test.run()
