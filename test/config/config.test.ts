/** Reading a config, and holding it to its schema. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { configSchema, defineConfig, loadConfig, overridesOf } from '../../lib/config/index.ts'
import { schemaProblem } from '../../lib/notebook/index.ts'
import { withFolder } from '../helpers/folder.ts'

const test = suite('config')

/** What comes of a config: its settings, or what is wrong with it. */
async function read(name: string, text: string, others: Record<string, string> = {}): Promise<unknown> {
  let outcome: unknown
  await withFolder({ [name]: text, ...others }, async (folder) => {
    outcome = await loadConfig(join(folder, name), name).then(
      ({ settings }) => settings,
      (error: Error & { path?: string }) => `${error.name} ${error.path}: ${error.message}`,
    )
    assert.not(existsSync(join(folder, 'node_modules')), 'a cache was left')
  })
  return outcome
}

const settings = { normalise: ['port', { pattern: 'id-\\d+', flags: 'i' }], timeout: 5, env: { A: 'b' } }
const code = `{ normalise: ['port', /id-\\d+/i], timeout: 5, env: { A: 'b' }, title: undefined }`
const defined = `import { defineConfig } from 'ackbook/config'\nexport default defineConfig(${code})`

for (const [what, name, text] of [
  ['JSON', 'ackbook.config.json', JSON.stringify(settings)],
  ['TypeScript', 'ackbook.config.ts', `const typed: object = ${code}\nexport default typed satisfies object`],
  ['an ES module of TypeScript', 'ackbook.config.mts', defined],
  ['an ES module', 'ackbook.config.mjs', defined],
  ['JavaScript', 'ackbook.config.js', `module.exports = ${code}`],
  ['a function', 'ackbook.config.ts', `export default () => (${code})`],
  ['a promise', 'ackbook.config.ts', `export default await Promise.resolve(${code})`],
  ['what another file holds', 'ackbook.config.ts', `import { all } from './shared'\nexport default all`],
] as const) {
  test(`${what} → read`, async () => {
    const others = { 'shared.ts': `export const all: object = ${code}` }
    assert.equal(await read(name, text, others), settings)
  })
}

test('$schema, for editors → allowed', async () =>
  assert.equal(await read('ackbook.config.json', '{ "$schema": "./x.json" }'), { $schema: './x.json' }))

for (const [text, says] of [
  ['{ "normalize": [] }', '"normalize" is not known: did you mean "normalise"?'],
  ['{ "tolerance": { "relativ": 1 } }', '"tolerance.relativ" is not known: did you mean "relative"?'],
  ['{ "normalise": ["prot"] }', /^"normalise" names "prot"; there are uuid, date/],
  ['{ "normalise": [{ "pattern": "(a+)+" }] }', /^the pattern "\(a\+\)\+" repeats a group/],
  ['{ "timeout": "3" }', '"timeout" is "3", not a number of seconds above 0, or null for no limit'],
  ['{ "startTimeout": 0 }', '"startTimeout" is 0, not a number of seconds above 0'],
  ['{ "env": { "A-B": "" } }', '"env.A-B" is "A-B", not the name of a variable, like "API_URL"'],
  ['{ "env": { "A": 5 } }', '"env.A" is 5, not text, or null, which takes the variable away'],
  ['{ "timezone": "Mars/Base" }', /^"timezone" is "Mars\/Base", which is no time zone/],
  ['{ "locale": "de_DE" }', '"locale" is "de_DE", not a language tag like "de-DE", or "C" for none'],
  ['{ "include": ["!a"] }', /^"include\[0\]" is "!a", not a path, .*"exclude"/],
  ['{ "groups": [{ "title": "A" }] }', /^"groups\[0\]\.notebooks" is missing/],
  [
    '{ "orders": [{ "name": "a b", "title": "A", "notebooks": [] }] }',
    /^"orders\[0\]\.name" is "a b", not a name of letters/,
  ],
  [
    '{ "orders": [{ "name": "a", "title": "A", "notebooks": [] }, { "name": "a", "title": "B", "notebooks": [] }] }',
    '"orders" has two of the name "a"',
  ],
  [
    '{ "maxOutput": "10 tb" }',
    '"maxOutput" is "10 tb", not an amount of bytes above 0, like 500000, "10mb" or "1.5 GiB"',
  ],
  ['{ "maxMemory": 0 }', /^"maxMemory" is 0, not an amount of bytes above 0/],
  ['{ "runTimeout": "2m" }', '"runTimeout" is "2m", not a number of seconds above 0, or null for no limit'],
  ['{ "language": "de_DE" }', '"language" is "de_DE", not a language tag like "de"'],
  ['{ "repository": "javascript:x" }', /^"repository" is "javascript:x", not an address like "https:/],
  ['[]', 'it is [], not an object'],
  ['{ // mine\n}', /^not JSON: .*; comments are for ackbook\.config\.ts$/],
] as const) {
  test(`${text.replaceAll('\n', ' ')} → refused`, async () => {
    const said = String(await read('ackbook.config.json', text))
    const start = 'ConfigError ackbook.config.json: '
    assert.is(said.slice(0, start.length), start)
    const message = said.slice(start.length)
    if (typeof says === 'string') assert.is(message, says)
    else assert.match(message, says)
  })
}

for (const [text, says] of [
  ['throw new Error("no\\nnever")', 'cannot be run: no'],
  ['export const other = 1', 'exports nothing: it wants export default defineConfig({ … })'],
  ['export default { exclude: () => true }', '"exclude" is () => true, not a list of paths, folders and patterns'],
  ['export default {\n  title: ]\n}', 'cannot be run: ParseError: Unexpected token (line 2, column 10)'],
  ['const env: any = {}\nenv.A = env\nexport default { env }', 'is nested deeper than 50 levels'],
  ['export default { timeout: Infinity }', '"timeout" is Infinity, not a number of seconds above 0'],
  ['import "./missing"', "cannot be run: Cannot find module './missing'"],
] as const) {
  test(`a module: ${text} → refused in one line`, async () => {
    const said = String(await read('ackbook.config.ts', text))
    assert.ok(said.startsWith(`ConfigError ackbook.config.ts: ${says}`), said)
    assert.not(said.includes('\n'))
  })
}

test('a name that is none of a config → refused, with those that are', async () => {
  const said = 'ConfigError c.yaml: is no config: its name ends in one of .ts, .mts, .js, .mjs, .json'
  assert.is(await read('c.yaml', 'title: x'), said)
})

test('a file that is not there → refused', async () => {
  const error = await loadConfig('/nowhere/ackbook.config.json', 'x').catch((error: Error) => error)
  assert.is((error as Error).message, 'cannot be read: it is not there')
})

test('defineConfig → the very config', () => {
  const config = { normalise: [/a/] }
  assert.is(defineConfig(config), config)
})

test('zone, language and variables → what is said of variables themselves goes first', () => {
  const overrides = overridesOf({ timezone: 'UTC', locale: 'zh-Hans-TW', env: { TZ: 'Asia/Tokyo', HOME: null } })
  const language = { LANG: 'zh_Hans_TW.UTF-8', LC_ALL: 'zh_Hans_TW.UTF-8', LANGUAGE: undefined }
  assert.equal(overrides, { TZ: 'Asia/Tokyo', ...language, HOME: undefined })
  assert.equal(overridesOf({ locale: 'C' }), { LANG: 'C', LC_ALL: 'C', LANGUAGE: undefined })
})

test('the published schema of a config → the one that is checked', () => {
  const file = new URL('../../lib/config.schema.json', import.meta.url)
  assert.equal(JSON.parse(readFileSync(file, 'utf8')), JSON.parse(JSON.stringify(configSchema)))
})

test('any config → judged as a validator of JSON Schema judges it', () => {
  const validate = new Ajv2020({ strict: false }).compile(configSchema)
  const text = fc.constantFrom('', 'port', 'de-DE', 'de_DE', '!a', 'a/*', 'image/png', 'UTC')
  const value = fc.oneof(
    text,
    fc.constantFrom(null, true, 0, 1, -1, 0.5),
    fc.array(fc.oneof(text, fc.constantFrom(5, { pattern: 'a' }, { pattern: '' })), { maxLength: 2 }),
    fc.dictionary(fc.constantFrom('A', 'a-b', '1', 'relative'), fc.constantFrom('x', null, 0.1, 5), { maxKeys: 2 }),
    fc.array(
      fc.record({ title: text, notebooks: fc.array(text, { maxLength: 2 }), more: text }, { requiredKeys: [] }),
      { maxLength: 2 },
    ),
  )
  const keys = [...Object.keys(configSchema.properties!), 'colour', 'normalize']
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...keys), value, { maxKeys: 3 }), (config) => {
      assert.is(schemaProblem(configSchema, config) === undefined, validate(config), JSON.stringify(config))
    }),
    { numRuns: 500 },
  )
})

test.run()
