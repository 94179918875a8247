import type { Random } from '../../network/index.ts'
import { Account } from './account.ts'
import { allowance } from './allowance.ts'
import { drawBetween, oneOf, type ProblemDraft } from './draft.ts'
import { hindrance } from './hindrance.ts'
import { type Act, FULL_SEGMENT, type Plan, play } from './scene.ts'

/** The receiver's window alone limits what the client sends. How much may it send now; or why does it send nothing? */
export function howMuch(random: Random): ProblemDraft | undefined {
  const plan = windowPlan(random)
  const account = new Account(play(plan))
  return random.chance(0.6) ? allowance(account, random) : hindrance(account, plan, random)
}

function windowPlan(random: Random): Plan {
  const window = drawBetween(random, 3, 8)
  const sleeps = random.chance(0.5)
  return {
    seed: random.next(),
    delay: drawBetween(random, 10, 60, 5),
    rate: oneOf(random, [4e6, 8e6, 16e6]),
    lost: [],
    settings: {
      mss: FULL_SEGMENT,
      timestamps: false,
      windowScale: false,
      delayedAck: 0,
      congestion: 'none',
      receiveBuffer: window * FULL_SEGMENT + oneOf(random, [0, 0, 200, 500]),
    },
    writes: handingsDrawn(random),
    ...(sleeps && { reads: wakingsDrawn(random) }),
  }
}

function handingsDrawn(random: Random): Act[] {
  if (random.chance(0.6)) return [{ at: 200, octets: drawBetween(random, 20_000, 60_000, 1000) }]
  const octets = drawBetween(random, 2000, 9000, 500)
  const every = drawBetween(random, 150, 400, 10)
  return Array.from({ length: 5 }, (_, at) => ({ at: 200 + at * every, octets }))
}

/** The server's program wakes now and then. */
function wakingsDrawn(random: Random): Act[] {
  const octets = drawBetween(random, 2000, 8000, 500)
  let at = drawBetween(random, 230, 500, 10)
  return Array.from({ length: 12 }, () => {
    at += drawBetween(random, 40, 400, 20)
    return { at, octets }
  })
}
