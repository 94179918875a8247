import { basename } from 'node:path'
import type { Removal, Rule } from '../../test/ledger/rule.ts'
import { apply, Names } from './named.ts'
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
 * @param progress called after each removal, with how many are done and how many there are
 * @throws Error when a named test fails without any change, or a removal is of what is not there
 */
export async function prove(
  rules: readonly Rule[],
  progress: (proof: Proof, done: number, all: number) => void = () => {},
): Promise<Proof[]> {
  const sandbox = await Sandbox.create()
  try {
    const removals = await located(rules, sandbox)
    const before = await sandbox.run(unique(removals.flatMap(({ tests }) => tests)), { limit: 4 * LIMIT })
    if (!before.passed) {
      throw new Error(`tests fail with every rule in place; mend them first:\n${before.output}`)
    }
    const proofs: Proof[] = []
    await twoAtATime(removals, async ({ rule, removal, change, tests }) => {
      const proof = { rule, removal, ...judge(removal, await sandbox.run(tests, { changes: [change], limit: LIMIT })) }
      proofs.push(proof)
      progress(proof, proofs.length, removals.length)
    })
    return proofs
  } finally {
    await sandbox.close()
  }
}

interface Located {
  rule: Rule
  removal: Removal
  change: Change
  /** Files. */
  tests: string[]
}

async function located(rules: readonly Rule[], sandbox: Sandbox): Promise<Located[]> {
  const files = await sandbox.files('lib/tcp', '.ts')
  const sources = new Map(await Promise.all(files.map(async (file) => [file, await sandbox.read(file)] as const)))
  const names = new Names(sources)
  const tests = new Map((await sandbox.files('test/tcp', '.test.ts')).map((file) => [basename(file), file]))
  return rules.flatMap((rule) =>
    (rule.removals ?? []).map((removal) => ({
      rule,
      removal,
      change: without(rule, removal, names, sources),
      tests: Object.keys(removal.fails).map((file) => tests.get(file) ?? file),
    })),
  )
}

function without({ label }: Rule, removal: Removal, names: Names, sources: ReadonlyMap<string, string>): Change {
  try {
    const edit = names.edit(removal)
    return { file: edit.file, source: apply(sources.get(edit.file) ?? '', edit) }
  } catch (error) {
    throw new Error(`${label} cannot be taken out: ${(error as Error).message}`, { cause: error })
  }
}

function judge({ fails }: Removal, outcome: Outcome): Pick<Proof, 'missed' | 'trouble'> {
  const missed = Object.values(fails)
    .flat()
    .filter((title) => !outcome.failed.includes(title))
  if (outcome.stuck) return { missed, trouble: 'the tests ran for too long' }
  if (!outcome.passed && outcome.failed.length === 0) return { missed, trouble: outcome.output }
  return { missed }
}

function unique<Item>(items: readonly Item[]): Item[] {
  return [...new Set(items)]
}
