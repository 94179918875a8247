import type { Random } from '../../network/index.ts'
import { Account } from './account.ts'
import { oneOf, type ProblemDraft } from './draft.ts'
import { lossPlan } from './losses.ts'
import { play } from './scene.ts'
import { whatGoesNext } from './what-goes-next.ts'
import { whatWasLost } from './what-was-lost.ts'
import { whyAgain } from './why-again.ts'

/** Something is lost: what it was, what the sender does next, why it has sent something again. */
export function whatNext(random: Random): ProblemDraft | undefined {
  const plan = lossPlan(random)
  const account = new Account(play(plan))
  const asked = oneOf(random, [whatWasLost, whatGoesNext, whyAgain])
  return asked(account, random, plan)
}
