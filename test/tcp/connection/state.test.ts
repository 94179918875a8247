import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { isSynchronized, next, STATES, TRANSITIONS } from '../../../lib/tcp/connection/state.ts'

test('every row: two known states and a clause; one row for a state and an event', () => {
  const seen = new Set<string>()
  for (const { from, event, to, clause } of TRANSITIONS) {
    assert.ok(STATES.includes(from) && STATES.includes(to))
    assert.match(clause, /^§3\.\d/)
    assert.not(seen.has(`${from} ${event}`), `${from} ${event}`)
    seen.add(`${from} ${event}`)
    assert.is(next(from, event), to)
  }
})

test('every state can be reached from CLOSED, and CLOSED from every state', () => {
  const reach = (start: string, step: (at: string) => string[]): Set<string> => {
    const reached = new Set([start])
    for (const at of reached) for (const to of step(at)) reached.add(to)
    return reached
  }
  const forward = reach('CLOSED', (at) => TRANSITIONS.filter(({ from }) => from === at).map(({ to }) => to))
  const backward = reach('CLOSED', (at) => TRANSITIONS.filter(({ to }) => to === at).map(({ from }) => from))
  assert.is(forward.size, STATES.length)
  assert.is(backward.size, STATES.length)
})

test('an event that a state does not know → undefined', () => {
  assert.is(next('CLOSED', 'rcv FIN'), undefined)
  assert.is(next('TIME-WAIT', 'rcv FIN'), undefined)
})

test('synchronized: from ESTABLISHED on', () => {
  assert.equal(STATES.filter(isSynchronized), [
    'ESTABLISHED',
    'FIN-WAIT-1',
    'FIN-WAIT-2',
    'CLOSE-WAIT',
    'CLOSING',
    'LAST-ACK',
    'TIME-WAIT',
  ])
})

test.run()
