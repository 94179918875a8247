import type { Removal, Rule } from '../../test/ledger/rule.ts'
import { type Change, type Outcome, Sandbox, twoAtATime } from './sandbox.ts'

/** What became of one removal: `missed` are the tests that should have failed and did not. */
export interface Proof {
  rule: Rule
  removal: Removal
  missed: string[]
  /** Why, when no test could run to its end. */
  trouble?: string
}

/** A file of tests takes a second or two. */
const LIMIT = 30_000

/**
 * Takes each rule out of the engine, one at a time, and runs the tests that are named for it. The sources on disk stay as they are.
 *
 * @param progress called after each removal
 * @throws Error when a named test fails without any change
 */
export async function prove(rules: readonly Rule[], progress: (proof: Proof) => void = () => {}): Promise<Proof[]> {
  const sandbox = await Sandbox.create()
  try {
    const removals = rules.flatMap((rule) => (rule.removals ?? []).map((removal) => ({ rule, removal })))
    const files = new Set(removals.flatMap(({ removal }) => testFiles(removal)))
    const before = await sandbox.run([...files], { limit: 4 * LIMIT })
    if (!before.passed) {
      throw new Error(`tests fail with every rule in place; mend them first:\n${before.output}`)
    }
    const proofs: Proof[] = []
    await twoAtATime(removals, async ({ rule, removal }) => {
      const proof = { rule, removal, ...judge(removal, await outcomeOf(removal, sandbox)) }
      proofs.push(proof)
      progress(proof)
    })
    return proofs
  } finally {
    await sandbox.close()
  }
}

/** The source without the rule. @throws Error unless the text to replace occurs exactly once */
async function withoutRule({ file, find, replace }: Removal, sandbox: Sandbox): Promise<Change> {
  const path = `lib/tcp/${file}`
  const [before, after, ...more] = (await sandbox.read(path)).split(find)
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error(`${path} must hold this exactly once, for the ledger to remove it: ${find}`)
  }
  return { file: path, source: before + replace + after }
}

async function outcomeOf(removal: Removal, sandbox: Sandbox): Promise<Outcome> {
  return sandbox.run(testFiles(removal), { changes: [await withoutRule(removal, sandbox)], limit: LIMIT })
}

function judge({ fails }: Removal, outcome: Outcome): Pick<Proof, 'missed' | 'trouble'> {
  const missed = Object.values(fails)
    .flat()
    .filter((title) => !outcome.failed.includes(title))
  if (outcome.stuck) return { missed, trouble: 'the tests ran for too long' }
  if (!outcome.passed && outcome.failed.length === 0) return { missed, trouble: outcome.output }
  return { missed }
}

function testFiles({ fails }: Removal): string[] {
  return Object.keys(fails).map((file) => `test/tcp/${file}`)
}
