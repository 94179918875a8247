/**
 * The requirements of the RFCs that the engine follows, one a line: label, clause, where it is built, the tests that fail
 * without it, or why it is not built. The last line counts the MUSTs of RFC 9293 that apply and have such a test.
 *
 *     npm run ledger                        prints what `test/ledger/` says
 *     npm run ledger -- 6298 MUST-36        of one RFC, of one rule
 *     npm run ledger -- --prove             takes each rule out of a copy, and sees those tests fail
 *     npm run ledger -- --prove MUST-36     the same for some of them
 */
import { ledger, type Rule, ruleOf } from '../test/ledger/index.ts'
import { type Proof, prove } from './mutation/prove.ts'
import { optionsOf } from './options.ts'

const { values, positionals } = optionsOf({ options: { prove: { type: 'boolean' } }, allowPositionals: true })
const unknown = positionals.filter((word) => !ledger.some((rule) => isCalled(rule, word)))
if (unknown.length > 0) {
  const rfcs = unique(ledger.map(({ rfc }) => String(rfc)))
  console.error(
    `no rule is called ${unknown.join(', ')}: labels run from MUST-1 to MUST-69 and SHLD-1 to SHLD-31 (RFC 9293), of others they are like 6298-3; there are RFC ${rfcs.join(', ')}.`,
  )
  process.exit(2)
}
const rules = ledger.filter((rule) => positionals.length === 0 || positionals.some((word) => isCalled(rule, word)))
const toothless = values.prove ? await without(rules) : new Set<Rule>()
for (const rule of rules) console.log(line(rule))
summary()

function isCalled({ label, rfc }: Rule, word: string): boolean {
  return label === word || String(rfc) === word
}

/** Those whose tests do not fail without them. */
async function without(asked: readonly Rule[]): Promise<Set<Rule>> {
  const began = performance.now()
  const proofs = await prove(asked, say)
  const seconds = Math.round((performance.now() - began) / 1000)
  const bite = proofs.filter(({ missed }) => missed.length === 0).length
  console.log(`${proofs.length} removals, ${bite} of which bite, in ${seconds} s`)
  return new Set(proofs.filter(({ missed }) => missed.length > 0).map(({ rule }) => rule))
}

function say({ rule, removal, missed, trouble }: Proof, done: number, all: number): void {
  const told = missed.map((title) => `this test still passes: ${title}`)
  if (trouble) told.unshift(trouble)
  console.error(`${String(done).padStart(4)}/${all}  ${rule.label} out of ${removal.in}: ${told.join('; ') || 'bites'}`)
}

function line(rule: Rule): string {
  const head = `${rule.label.padEnd(7)}  §${rule.clause.padEnd(9)}`
  if (rule.without) return `${head}  ${rule.without}`
  const removals = ruleOf(rule).removals ?? []
  const places = unique(removals.map((removal) => removal.in))
  const tests = unique(
    removals.flatMap(({ fails }) =>
      Object.entries(fails).flatMap(([file, titles]) => titles.map((title) => `${file} "${title}"`)),
    ),
  )
  return `${head}  ${places.join(', ')}  ${tests.join('; ')}`
}

function summary(): void {
  console.log('')
  for (const rfc of unique(rules.map((rule) => rule.rfc))) {
    const all = rules.filter((rule) => rule.rfc === rfc)
    const count = (how: (rule: Rule) => unknown): number => all.filter(how).length
    const refused = count(({ without: why }) => why?.startsWith('refused'))
    const foreign = count(({ without: why }) => why?.startsWith('not applicable'))
    console.log(`RFC ${rfc}: ${count(isBuilt)} of ${all.length} built, ${refused} refused, ${foreign} not applicable`)
  }
  const [musts, shoulds] = ['MUST-', 'SHLD-'].map((kind) => rules.filter(({ label }) => label.startsWith(kind)))
  const refused = shoulds?.filter((rule) => rule.without).length
  console.log(`SHLD: ${shoulds?.filter(isBuilt).length} built, ${refused} refused`)
  console.log(`${musts?.filter(isBuilt).length} of ${musts?.filter((rule) => !rule.without).length}`)
  if (rules.some((rule) => !rule.without && !isBuilt(rule))) process.exitCode = 1
}

function isBuilt(rule: Rule): boolean {
  return !rule.without && !toothless.has(ruleOf(rule))
}

function unique<Item>(items: readonly Item[]): Item[] {
  return [...new Set(items)]
}
