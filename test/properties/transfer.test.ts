import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { draws } from '../helpers/draws.ts'
import { describeFailure, failureOf } from './cases.ts'
import { runCase } from './run.ts'

const SEEDS = draws(80)

test(`${SEEDS} seeds of programs and bad networks → what arrives is what was sent, both ends CLOSED, or with R2 a prefix and ETIMEDOUT`, () => {
  const outcomes = { delivered: 0, 'gave up': 0 }
  for (let seed = 1; seed <= SEEDS; seed++) {
    const failure = failureOf(seed, (each) => {
      outcomes[runCase(each)]++
    })
    if (failure) throw new Error(describeFailure(failure))
  }
  assert.ok(outcomes['gave up'] > 0 && outcomes['gave up'] < SEEDS / 10, JSON.stringify(outcomes))
})

test.run()
