import { readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Names } from '../../scripts/mutation/named.ts'
import { prove } from '../../scripts/mutation/prove.ts'
import { shuffled } from '../../scripts/mutation/shuffled.ts'
import keywords from '../input/rfc-keywords.json' with { type: 'json' }
import { ledger, type Rule, ruleOf } from './index.ts'

const rfc9293 = ledger.filter(({ rfc }) => rfc === 9293)
const removals = ledger.flatMap((rule) => (rule.removals ?? []).map((removal) => ({ rule, removal })))
const seed = Number(process.env.LEDGER_SEED ?? Math.floor(Math.random() * 2 ** 31))

/** The texts of the files below a folder, by their names. */
function textsIn(folder: URL, ending: string): Map<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith(ending))
  return new Map(files.map((file) => [file, readFileSync(new URL(file, folder), 'utf8')]))
}

const tests = textsIn(new URL('../tcp/', import.meta.url), '.test.ts')

/** The titles in a test file, as patterns: those put together from parts match whatever the parts are. */
function titlesIn(source: string): RegExp[] {
  return [...source.matchAll(/\btest\(\s*(['"`])(.+?)(?<!\\)\1,/g)].map(([, , title = '']) => {
    const parts = title.replace(/\\(.)/g, '$1').split(/\$\{[^}]*\}/)
    return new RegExp(`^${parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`)
  })
}

test('every label of appendix B of RFC 9293 → once, in order, with a clause of section 3', () => {
  const all = [
    ...Array.from({ length: 69 }, (_, index) => `MUST-${index + 1}`),
    ...Array.from({ length: 31 }, (_, index) => `SHLD-${index + 1}`),
  ]
  assert.equal(
    rfc9293.map(({ label }) => label),
    all,
  )
  for (const { label, clause } of rfc9293) assert.match(clause, /^3(\.\d+){1,4}$/, label)
})

for (const [rfc, said] of Object.entries(keywords)) {
  test(`every keyword of RFC ${rfc} → a rule of its clause, in the order of the text`, () => {
    const rules = ledger.filter((rule) => String(rule.rfc) === rfc)
    assert.equal(
      rules.map(({ clause, keyword }) => `${clause} ${keyword}`),
      said,
    )
  })
}

test('every rule → built, with tests that fail without it, or the reason why not', () => {
  for (const rule of ledger) {
    const { label, removals: own, as, without, asks } = rule
    assert.ok(asks.length > 10, label)
    assert.is([own, as, without].filter((each) => each !== undefined).length, 1, label)
    if (as) assert.ok(ruleOf(rule).removals, label)
    for (const { fails } of own ?? []) assert.ok(Object.values(fails).flat().length > 0, label)
    const reason = label.startsWith('MUST') ? /^not applicable: .{20}/ : /^(refused|not applicable): .{20}/
    if (without) assert.match(without, reason, label)
  }
  assert.equal(
    rfc9293.filter(({ label, without }) => label.startsWith('MUST') && without).map(({ label }) => label),
    ['MUST-50', 'MUST-51', 'MUST-52', 'MUST-53'],
  )
})

test('every removal → of what the engine has exactly once', () => {
  const names = new Names(textsIn(new URL('../../lib/tcp/', import.meta.url), '.ts'))
  const lost = removals.flatMap(({ rule, removal }) => {
    try {
      names.edit(removal)
      return []
    } catch (error) {
      return [`${rule.label}: ${(error as Error).message}`]
    }
  })
  assert.equal(lost, [])
})

test('every test named → there, with this title, in the one file of its name', () => {
  const names = [...tests.keys()].map((file) => basename(file))
  assert.is(new Set(names).size, names.length)
  const titles = new Map([...tests].map(([file, source]) => [basename(file), titlesIn(source)]))
  for (const { rule, removal } of removals) {
    for (const [file, named] of Object.entries(removal.fails)) {
      for (const title of named) {
        assert.ok(
          titles.get(file)?.some((pattern) => pattern.test(title)),
          `${rule.label}: ${file}: ${title}`,
        )
      }
    }
  }
})

test('every label in a title of the tests → one of the RFC’s, and a rule that is built', () => {
  const built = new Set<string>(rfc9293.filter((rule) => rule.removals).map(({ label }) => label))
  for (const [file, source] of tests) {
    for (const [, kind, numbers = ''] of source.matchAll(/(MUST|SHLD)-(\d+(?:, \d+)*)/g)) {
      for (const number of numbers.split(', ')) assert.ok(built.has(`${kind}-${number}`), `${file}: ${kind}-${number}`)
    }
  }
})

const withTests: Rule[] = ledger.filter((rule) => rule.removals)
const drawn = shuffled(withTests, seed).slice(0, Math.ceil(withTests.length / 10))

test(`a tenth of the rules, drawn by LEDGER_SEED=${seed}, out of the engine one at a time → the tests named for it fail`, async () => {
  const proofs = await prove(drawn)
  const toothless = proofs.flatMap(({ rule, removal, missed, trouble }) =>
    missed.map((title) => `${rule.label} out of ${removal.in}: ${trouble ?? `"${title}" still passes`}`),
  )
  assert.equal(toothless, [], `drawn by LEDGER_SEED=${seed}`)
  assert.ok(proofs.length >= drawn.length)
})

test.run()
