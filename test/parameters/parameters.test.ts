import { execFileSync, spawnSync } from 'node:child_process'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Notebook } from '../../lib/notebook/index.ts'
import {
  type ParameterLanguage,
  type ParameterValue,
  parameterFrom,
  parameterLanguage,
  parametersIn,
  withParameters,
} from '../../lib/parameters/index.ts'
import { codeNotebook } from '../helpers/runs.ts'

const test = suite('parameters')

const [typescript, javascript, python] = ['typescript', 'javascript', 'python'].map(
  (name) => parameterLanguage(name)!,
) as [ParameterLanguage, ParameterLanguage, ParameterLanguage]

for (const [text, value] of [
  ['0.5', 0.5],
  ['7', 7n],
  ['-7', -7n],
  ['1.0', 1],
  ['12345678901234567890', 12345678901234567890n],
  ['true', true],
  ['null', null],
  ['[1, "2", 3.5]', [1n, '2', 3.5]],
  ['{"a": {"b": 1}}', { a: { b: 1n } }],
  ['"5 and \\"6\\""', '5 and "6"'],
  ['007', '007'],
  ['', ''],
  ['Anna', 'Anna'],
  ['[1,', '[1,'],
  ['NaN', 'NaN'],
  ['{"\\u0000": "1; evil()"}', { '\u0000': '1; evil()' }],
] as [string, ParameterValue][]) {
  test(`${text} → ${typeof value}`, () => assert.equal(parameterFrom(text), value))
}

test('a file of YAML or JSON → values by name; one that holds none is told in a line', async () => {
  const yaml = 'alpha: 0.5 # of the mixture\ncount: 12345678901234567890\nnames: [a, "1"]\nwhen: 2026-01-01\n'
  const values = [0.5, 12345678901234567890n, ['a', '1'], '2026-01-01']
  assert.equal([...(await parametersIn(yaml, true)).values()], values)
  assert.equal([...(await parametersIn('{"a": 1}', false))], [['a', 1n]])
  assert.is((await parametersIn('# nothing\n', true)).size, 0)
  for (const [text, isYaml, says] of [
    ['[1]', true, /holds no parameters by name/],
    ['5', false, /holds no parameters by name/],
    ['{', false, /JSON/],
    ['a: [1', true, /^[^\n]+$/],
    ['a: 1\na: 2', true, /unique/],
  ] as const) {
    const error = await parametersIn(text, isYaml).catch((error: Error) => error)
    assert.instance(error, SyntaxError)
    assert.match((error as Error).message, says)
  }
})

for (const [language, name, value, says] of [
  [typescript, 'a-b', 1n, /no name of a variable/],
  [typescript, 'class', 1n, /a word of the language/],
  [typescript, 'a; evil()', 1n, /no name/],
  [typescript, 'exports', 1n, /a word of the language/],
  [typescript, 'n', [2n ** 53n], /beyond 2\^53/],
  [python, 'lambda', 1n, /a word of the language/],
  [python, '$a', 1n, /no name/],
  [python, '1a', 1n, /no name/],
] as const) {
  test(`${language.name}: ${name} → refused`, () =>
    assert.match(language.problem(name, value as ParameterValue)!, says))
}

test('names that a language has, large numbers where it has them → nothing to refuse', () => {
  for (const name of ['$a', 'été', 'lambda', 'type']) assert.is(typescript.problem(name, 1n), undefined)
  for (const name of ['_a', 'été', 'function']) assert.is(python.problem(name, 2n ** 80n), undefined)
  assert.is(parameterLanguage('R'), undefined)
})

test('values nested too deep → refused, whatever the language', () => {
  let deep: ParameterValue = 1n
  for (let depth = 0; depth < 100_000; depth++) deep = [deep]
  for (const language of [typescript, python]) assert.match(language.problem('a', deep)!, /nested deeper than 50/)
})

const defaults = `const runs: number = 1, mode: 'fast' | 'slow' = 'fast'
let limit = -2
let name = \`Anna\`
const quick = true
const list: Map<string, () => void> = new Map(), size = list.size
const [first] = [1]`

for (const [name, value, line] of [
  ['runs', 5n, 'const runs: number = 5'],
  ['mode', 'slow', `const mode: 'fast' | 'slow' = "slow"`],
  ['limit', 3n, 'let limit: number = 3'],
  ['name', 5n, 'let name: string = 5'],
  ['quick', false, 'const quick: boolean = false'],
  ['list', null, 'const list: Map<string, () => void> = null'],
  ['size', 0.5, 'const size: number = 0.5'],
  ['first', 'x', 'const first: string = "x"'],
  ['other', [1n, 2.5], 'let other = [1, 2.5]'],
  ['other', { __proto__x: 1n }, 'let other = { "__proto__x": 1 }'],
] as [string, ParameterValue, string][]) {
  test(`${name} in TypeScript → ${line}`, () => {
    const notebook = tagged([defaults, 'runs'], 0)
    const { notebook: given } = withParameters(notebook, new Map([[name, value]]), typescript)
    assert.is(given.cells[1]!.source, `// Parameters\n${line}`)
  })
}

test('a cell with defaults → the values behind it, in a cell of their own, and in the metadata; the notebook stays as it is', () => {
  const notebook = tagged(['1', 'a = 1\nb: int = 2\nc, d = 3, 4\nif a == 5: e = 6', '2'], 1)
  const before = structuredClone(notebook)
  const values = new Map<string, ParameterValue>([
    ...[['a', 2n] as const, ['d', 1] as const, ['e', null] as const, ['huge', 2n ** 80n] as const],
  ])
  const injected = withParameters(notebook, values, python)
  assert.equal([injected.at, injected.isNew, injected.defaults, injected.unknown], [2, true, 1, ['e', 'huge']])
  const { cells, metadata } = injected.notebook
  assert.is(cells[2]!.source, `# Parameters\na = 2\nd = 1.0\ne = None\nhuge = ${2n ** 80n}`)
  assert.equal(cells[2]!.metadata, { tags: ['injected-parameters'] })
  assert.is(cells[2]!.id, 'injected-parameters')
  assert.equal(metadata.ackbook?.parameters, { a: 2, d: 1, e: null, huge: String(2n ** 80n) })
  assert.equal(notebook, before)
})

test('values that were there before → replaced in their place; no defaults → the values come first', () => {
  const notebook = tagged(['a = 1', '1', 'a = 3'], 0)
  notebook.cells[2]!.metadata = { tags: ['injected-parameters'] }
  const replaced = withParameters(notebook, new Map([['a', 5n]]), python)
  assert.equal([replaced.at, replaced.isNew, replaced.notebook.cells.length], [2, false, 3])
  assert.is(replaced.notebook.cells[2]!.source, '# Parameters\na = 5')
  const first = withParameters(codeNotebook(['1'], 'python3'), new Map([['a', 5n]]), python)
  assert.equal([first.at, first.isNew, first.defaults, first.unknown], [0, true, undefined, ['a']])
})

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc
    .array(
      fc.constantFrom(
        '"',
        '\\',
        '\n',
        '\r',
        '\u2028',
        '\u0085',
        '\ud800',
        '`',
        '${',
        "'",
        '%%',
        '\n!ls',
        '?',
        '\u{e0001}',
        '\0',
      ),
    )
    .map((all) => all.join('')),
)
const anyValue = fc.letrec<{ value: ParameterValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    ...[anyText, fc.boolean(), fc.constant(null), fc.double({ noNaN: true }), fc.maxSafeInteger().map(BigInt)],
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.oneof(anyText, fc.constant('__proto__')), tie('value'), { maxKeys: 3 }),
  ),
})).value

/** As it reads in the language: there is one kind of number. */
function asRead(value: ParameterValue): unknown {
  if (typeof value === 'bigint') return Number(value)
  if (Array.isArray(value)) return value.map(asRead)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, asRead(member)]))
}

test('any value → the very same when JavaScript reads it, in one line of plain characters', () => {
  fc.assert(
    fc.property(anyValue, (value) => {
      const line = javascript.line('given', value, undefined)
      assert.not.match(line, /[\p{C}\u0085\u2028\u2029]/u)
      const read = JSON.parse(runInNewContext(`${line}\nJSON.stringify(given)`)) as unknown
      assert.equal(read, JSON.parse(JSON.stringify(asRead(value))))
    }),
    { numRuns: 500 },
  )
})

const hasPython = spawnSync('python3', ['--version']).status === 0
if (hasPython) {
  test('any values → the very same when Python reads them', () => {
    const values = fc.sample(anyValue, 500)
    const lines = values.map((value) => python.line('given', value, undefined))
    for (const line of lines) assert.not.match(line, /[\p{C}\u0085\u2028\u2029]/u)
    const program = `import json, sys
for line in json.load(sys.stdin):
  scope = {}
  exec(line, scope)
  print(json.dumps(scope["given"]))`
    const out = execFileSync('python3', ['-c', program], { input: JSON.stringify(lines), encoding: 'utf8' })
    const read = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line.replaceAll('Infinity', '1e999')) as unknown)
    // JSON has no -0, and no infinity.
    const same = (value: unknown) => JSON.stringify(value)
    assert.equal(
      read.map(same),
      values.map((value) => same(asRead(value))),
    )
  })
}

function tagged(sources: readonly string[], at: number): Notebook {
  const notebook = codeNotebook(sources)
  notebook.cells[at]!.metadata = { tags: ['parameters'] }
  return notebook
}

test.run()
