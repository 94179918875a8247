import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { prove } from '../../scripts/mutation/prove.ts'
import { ledger } from './index.ts'

const tcp = new URL('../tcp/', import.meta.url)
const musts = ledger.filter(({ label }) => label.startsWith('MUST'))
const removals = ledger.flatMap((rule) => rule.removals ?? [])

/** The titles in a test file, as patterns: those put together from parts match whatever the parts are. */
function titlesIn(file: string): RegExp[] {
  const source = readFileSync(new URL(file, tcp), 'utf8')
  return [...source.matchAll(/\btest\(\s*(['"`])(.+?)(?<!\\)\1,/g)].map(([, , title = '']) => {
    const parts = title.replace(/\\(.)/g, '$1').split(/\$\{[^}]*\}/)
    return new RegExp(`^${parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`)
  })
}

test('every label of appendix B → once, in order, with a clause of section 3', () => {
  const all = [
    ...Array.from({ length: 69 }, (_, index) => `MUST-${index + 1}`),
    ...Array.from({ length: 31 }, (_, index) => `SHLD-${index + 1}`),
  ]
  assert.equal(
    ledger.map(({ label }) => label),
    all,
  )
  for (const { label, clause } of ledger) assert.match(clause, /^3(\.\d+){1,4}$/, label)
})

test('every rule → built, with tests that fail without it, or the reason why not', () => {
  for (const { label, removals, without, asks } of ledger) {
    assert.ok(asks.length > 10, label)
    assert.is(removals === undefined, without !== undefined, label)
    for (const { find, replace, fails } of removals ?? []) {
      assert.is.not(find, replace, label)
      assert.ok(Object.values(fails).flat().length > 0, label)
    }
    if (without) assert.match(without, label.startsWith('MUST') ? /^not applicable: .{20}/ : /^refused: .{20}/, label)
  }
  assert.equal(
    musts.filter(({ without }) => without).map(({ label }) => label),
    ['MUST-50', 'MUST-51', 'MUST-52', 'MUST-53'],
  )
})

test('every removal → of text that its file holds exactly once', () => {
  for (const { file, find } of removals) {
    const source = readFileSync(new URL(`../../lib/tcp/${file}`, import.meta.url), 'utf8')
    assert.is(source.split(find).length - 1, 1, `${file}: ${find}`)
  }
})

test('every test named → there, with this title', () => {
  const named = new Map<string, Set<string>>()
  for (const { fails } of removals) {
    for (const [file, titles] of Object.entries(fails))
      named.set(file, new Set([...(named.get(file) ?? []), ...titles]))
  }
  for (const [file, titles] of named) {
    const there = titlesIn(file)
    for (const title of titles)
      assert.ok(
        there.some((pattern) => pattern.test(title)),
        `${file}: ${title}`,
      )
  }
})

test('every label in a title of the tests → one of the RFC’s, and a rule that is built', () => {
  const built = new Set<string>(ledger.filter(({ removals }) => removals).map(({ label }) => label))
  for (const file of readdirSync(tcp).filter((name) => name.endsWith('.test.ts'))) {
    for (const [, kind, numbers = ''] of readFileSync(new URL(file, tcp), 'utf8').matchAll(
      /(MUST|SHLD)-(\d+(?:, \d+)*)/g,
    )) {
      for (const number of numbers.split(', ')) assert.ok(built.has(`${kind}-${number}`), `${file}: ${kind}-${number}`)
    }
  }
})

test('any rule taken out of the engine → the tests named for it fail', async () => {
  const proofs = await prove(ledger)
  assert.is(proofs.length, removals.length)
  const toothless = proofs.flatMap(({ rule, removal, missed, trouble }) =>
    missed.map((title) => `${rule.label} out of ${removal.file}: ${trouble ?? `"${title}" still passes`}`),
  )
  assert.equal(toothless, [])
})

test.run()
