/**
 * The requirements of RFC 9293, one a line: label, clause, where it is built, the tests that fail without it. The last line
 * counts the MUSTs that apply and have such a test.
 *
 *     npm run ledger                        prints what `test/ledger/` says
 *     npm run ledger -- --prove             takes each rule out of a copy, and sees those tests fail
 *     npm run ledger -- --prove MUST-36     the same for some of them
 */
import { ledger, type Rule } from '../test/ledger/index.ts'
import { prove } from './mutation/prove.ts'
import { optionsOf } from './options.ts'

const { values, positionals } = optionsOf({ options: { prove: { type: 'boolean' } }, allowPositionals: true })
const unknown = positionals.filter((label) => !ledger.some((rule) => rule.label === label))
if (unknown.length > 0) {
  console.error(`no rule is called ${unknown.join(', ')}: the labels run from MUST-1 to MUST-69 and SHLD-1 to SHLD-31.`)
  process.exit(2)
}
const rules = positionals.length > 0 ? ledger.filter(({ label }) => positionals.includes(label)) : ledger
const bitten = values.prove ? await proven(rules) : rules.filter(({ removals }) => removals)
for (const rule of rules) console.log(line(rule))
summary()

async function proven(asked: readonly Rule[]): Promise<Rule[]> {
  const began = performance.now()
  const proofs = await prove(asked, ({ rule, missed, trouble }) => {
    if (trouble) console.error(`${rule.label}: ${trouble}`)
    for (const title of missed) console.error(`${rule.label}: removed, and this test still passes: ${title}`)
  })
  const failed = new Set(proofs.filter(({ missed }) => missed.length > 0).map(({ rule }) => rule))
  const seconds = Math.round((performance.now() - began) / 1000)
  const bite = proofs.filter(({ missed }) => missed.length === 0).length
  console.log(`${proofs.length} removals, ${bite} of which bite, in ${seconds} s`)
  return asked.filter((rule) => rule.removals && !failed.has(rule))
}

function line({ label, clause, removals, without }: Rule): string {
  const head = `${label.padEnd(7)}  §${clause.padEnd(9)}`
  if (!removals) return `${head}  ${without}`
  const files = unique(removals.map(({ file }) => `lib/tcp/${file}`))
  const tests = unique(
    removals.flatMap(({ fails }) =>
      Object.entries(fails).flatMap(([file, titles]) => titles.map((title) => `${file} "${title}"`)),
    ),
  )
  return `${head}  ${files.join(', ')}  ${tests.join('; ')}`
}

function summary(): void {
  const refused = rules.filter(({ label, without }) => label.startsWith('SHLD') && without)
  const shoulds = bitten.filter(({ label }) => label.startsWith('SHLD'))
  console.log(`\nSHLD: ${shoulds.length} built, ${refused.length} refused`)
  const applicable = rules.filter(({ label, without }) => label.startsWith('MUST') && !without)
  const musts = bitten.filter(({ label }) => label.startsWith('MUST'))
  console.log(`${musts.length} of ${applicable.length}`)
  if (bitten.length < rules.filter(({ without }) => !without).length) process.exitCode = 1
}

function unique(items: string[]): string[] {
  return [...new Set(items)]
}
