import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { draws } from '../helpers/draws.ts'
import { describeFailure, failureOf } from './cases.ts'
import { COMBINATIONS, combinationOf, shortCases } from './combinations.ts'
import { runCase } from './run.ts'

test(`${COMBINATIONS} combinations of loss detection, SACK, timestamps, Nagle, reordering, duplicates and loss → short transfers arrive as they were sent`, () => {
  const seen = new Set<string>()
  for (let seed = 1; seed <= COMBINATIONS; seed++) {
    const combination = combinationOf(seed)
    seen.add(JSON.stringify(combination))
    const failure = failureOf(seed, runCase, shortCases(combination))
    if (failure) throw new Error(describeFailure(failure, '--short '))
  }
  assert.is(seen.size, COMBINATIONS)
})

const HARD = draws(80)

test(`${HARD} seeds of writes that each go out alone, of which 30 % are lost → what is sent again, cut otherwise, arrives as it was sent`, () => {
  for (let seed = 1; seed <= HARD; seed++) {
    const hard = { noDelay: true, loss: 0.3, reorder: 0, duplicate: 0 }
    const failure = failureOf(seed, runCase, shortCases({ ...combinationOf(seed), ...hard }))
    if (failure) throw new Error(`seed ${seed}, Nagle off and 30 % lost:\n${describeFailure(failure)}`)
  }
})

test.run()
