import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { hashTrace, pcapng } from '../../lib/network/index.ts'
import { draws } from '../helpers/draws.ts'
import { traceOf } from './traces.ts'

const SEEDS = draws(10)

test(`${SEEDS} seeds, each run twice → the same bytes at the same times; no two seeds alike`, () => {
  const hashes = new Set<string>()
  for (let seed = 1; seed <= SEEDS; seed++) {
    const [first, second] = [traceOf(seed), traceOf(seed)]
    const hosts = first.hosts.map(({ name }) => name)
    assert.ok(Buffer.compare(pcapng(first, { hosts }), pcapng(second, { hosts })) === 0, `seed ${seed}`)
    assert.is(hashTrace(first), hashTrace(second), `seed ${seed}`)
    hashes.add(hashTrace(first))
  }
  assert.is(hashes.size, SEEDS)
})

test.run()
