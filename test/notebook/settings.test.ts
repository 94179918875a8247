import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Notebook, settingsProblem, settingsSchema } from '../../lib/notebook/index.ts'

const test = suite('settings')

function notebook(cell: object, whole: object = {}): Notebook {
  const code = { cell_type: 'code', id: 'x', metadata: cell, source: '1', outputs: [], execution_count: 1 }
  return { nbformat: 4, nbformat_minor: 5, metadata: whole, cells: [code] } as unknown as Notebook
}

const own = (settings: unknown) => settingsProblem(notebook({ ackbook: settings }))
const tagged = (...tags: unknown[]) => settingsProblem(notebook({ tags }))

const good: [what: string, settings: object][] = [
  ['nothing', {}],
  ['presets and patterns', { normalise: ['port', { pattern: 'id-[0-9]+', flags: 'i', replace: 'id', name: 'ids' }] }],
  ['tolerances', { tolerance: 0.05 }],
  ['both tolerances', { tolerance: { relative: 0, absolute: 3 } }],
  ['a limit', { timeout: 0.5 }],
  ['no limit', { timeout: null }],
  ['an error', { raises: true }],
  ['an error with words', { raises: 'TypeError' }],
  ['what is left out', { ignore: ['image/*', 'stderr'], only: ['text/plain'] }],
  [
    'a question',
    {
      prediction: {
        question: 'a?',
        choices: [
          { text: 'b', right: true },
          { text: 'c', why: 'd' },
        ],
      },
    },
  ],
  ['a fold', { summary: 'Solution' }],
]
for (const [what, settings] of good) {
  test(`${what} → allowed`, () => assert.is(own(settings), undefined))
}

const rtt = { name: 'rtt', label: 'round trip', min: 10, max: 200, step: 10, unit: 'ms', default: 40 }
const algorithm = { name: 'algorithm', label: 'algorithm', choices: ['reno', 'cubic'], default: 'reno' }

const bad: [settings: unknown, says: string][] = [
  [{ timeout: '3' }, '"timeout" is "3", not a number of seconds above 0, or null for no limit'],
  [{ timeout: 0 }, '"timeout" is 0, not a number of seconds above 0, or null for no limit'],
  [
    { tolerance: '0.1' },
    '"tolerance" is "0.1", not a number from 0 up to 1 (0.05 allows 5 %), or { "relative": 0.05, "absolute": 0.001 }',
  ],
  [{ tolerance: { absolute: '1' } }, '"tolerance.absolute" is "1", not a number from 0 on'],
  [{ tolerance: { relativ: 0.1 } }, '"tolerance.relativ" is not known: did you mean "relative"?'],
  [{ normalize: ['port'] }, '"normalize" is not known: did you mean "normalise"?'],
  [{ tolerence: 0.1 }, '"tolerence" is not known: did you mean "tolerance"?'],
  [
    { colour: 'red' },
    '"colour" is not known; there are normalise, tolerance, timeout, ignore, only, raises, stdin, summary, prediction, about, live, try, lead',
  ],
  [
    { __proto__: null, constructor: 1 },
    '"constructor" is not known; there are normalise, tolerance, timeout, ignore, only, raises, stdin, summary, prediction, about, live, try, lead',
  ],
  [{ normalise: 'port' }, '"normalise" is "port", not a list of presets by name and of patterns as objects'],
  [{ normalise: [5] }, '"normalise[0]" is 5, not the name of a preset, like "port", nor a pattern of your own'],
  [
    { normalise: ['port', { pattern: 'a', replce: '' }] },
    '"normalise[1].replce" is not known: did you mean "replace"?',
  ],
  [{ normalise: [{ replace: 'a' }] }, '"normalise[0].pattern" is missing, which must be a regular expression, as text'],
  [{ raises: false }, '"raises" is false, not true, or a text that the error must hold'],
  [{ ignore: ['png'] }, '"ignore[0]" is "png", not "stdout", "stderr" or a MIME type like "image/png" or "image/*"'],
  [
    { prediction: { question: 'a?', choices: [{ text: 'b' }] } },
    '"prediction.choices" is [{"text":"b"}], not a list of two choices or more',
  ],
  [{ lead: true }, '"lead" is true, not "page" or "index"'],
  [
    { live: { module: 'm', export: 'a b', parameters: [] } },
    '"live.export" is "a b", not the name of an export, like "lostUpdate"',
  ],
  [{ live: { module: 'm', export: 'f' } }, '"live.parameters" is missing, which must be a list of parameters'],
  ...[
    [{ ...rtt, default: 45 }, ': the default 45 is no whole number of steps of 10 from 10'],
    [{ ...rtt, default: 210 }, ': the default 210 is not from 10 to 200'],
    [{ ...rtt, min: 300 }, ': min is 300, max only 200'],
  ].map(([parameter, says]): [object, string] => [
    { live: { module: 'm', export: 'f', parameters: [parameter] } },
    `ackbook.live.parameters[0] ("rtt")${says}`,
  ]),
  [
    { live: { module: 'm', export: 'f', parameters: [rtt, rtt] } },
    'ackbook.live.parameters[1] ("rtt"): a parameter of this name stands before it',
  ],
  [
    { live: { module: 'm', export: 'f', parameters: [{ ...algorithm, default: 'vegas' }] } },
    'ackbook.live.parameters[0] ("algorithm"): the default "vegas" is none of the choices reno, cubic',
  ],
  [[], '"ackbook" is [], not an object'],
  [null, '"ackbook" is null, not an object'],
]
for (const [settings, says] of bad) {
  test(`${JSON.stringify(settings)} → refused: ${says}`, () => {
    assert.is(own(settings), `metadata of cell 1 (id x): ${says}`)
  })
}

test('the function of a figure with a number and a choice → taken', () => {
  assert.is(own({ live: { module: 'm', export: 'f', parameters: [rtt, algorithm] }, lead: 'page' }), undefined)
})

test('settings of the notebook → its own; those of a cell are not', () => {
  const whole = (settings: object) => settingsProblem(notebook({}, settings))
  assert.is(whole({ ackbook: { summary: 'a', lang: 'en', timeout: 3 }, tags: 'anything' }), undefined)
  assert.is(whole({ execution: { timeout: -1, allow_errors: true, other: 1 } }), undefined)
  for (const cache of [false, {}, { files: ['data', '*.csv'], env: ['API_URL'] }]) {
    assert.is(whole({ ackbook: { cache } }), undefined)
  }
  const wrong: [cache: unknown, says: string][] = [
    [true, '"cache" is true, not false, or { "files": ["data/*.csv"], "env": ["API_URL"] }'],
    [{ files: 'data' }, '"cache.files" is "data", not a list of paths, folders and patterns like "data/*.csv"'],
    [{ files: [''] }, '"cache.files[0]" is "", not a path, a folder or a pattern like "data/*.csv"'],
    [{ env: ['$A'] }, '"cache.env[0]" is "$A", not the name of a variable, like "API_URL"'],
    [{ file: [] }, '"cache.file" is not known: did you mean "files"?'],
  ]
  for (const [cache, says] of wrong) assert.is(whole({ ackbook: { cache } }), `metadata of the notebook: ${says}`)
  assert.match(own({ cache: false })!, /"cache" is not known; there are /)
  assert.match(whole({ ackbook: { raises: true } })!, /^metadata of the notebook: "raises" is not known; there are /)
  assert.is(
    whole({ execution: { timeout: '3' } }),
    'metadata of the notebook: "execution.timeout" is "3", not a number of seconds, or null for no limit',
  )
  assert.match(whole({ execution: { allow_errors: 'true' } })!, /"execution.allow_errors" is "true", not true or false/)
})

const slips: [cell: object, whole: object, says: RegExp][] = [
  [{}, { ackbok: { timeout: 3 } }, /^metadata of the notebook: "ackbok" is not known: did you mean "ackbook"\?$/],
  [{}, { Ackbook: {} }, /: "Ackbook" is not known: did you mean "ackbook"\?$/],
  [{ akcbook: {} }, {}, /^metadata of cell 1 \(id x\): "akcbook" is not known: did you mean "ackbook"\?$/],
  [{}, { execution: { allow_error: true } }, /: "execution\.allow_error" is not known: did you mean "allow_errors"\?$/],
  [
    {},
    { execution: { 'allow-errors': true } },
    /: "execution\.allow-errors" is not known: did you mean "allow_errors"\?$/,
  ],
]
for (const [cell, whole, says] of slips) {
  test(`${JSON.stringify(cell)} of a cell, ${JSON.stringify(whole)} of a notebook → refused`, () => {
    assert.match(settingsProblem(notebook(cell, whole)) ?? '', says)
  })
}

test('what belongs to others → free', () => {
  assert.is(
    settingsProblem(notebook({ papermill: { timeout: 'x' }, jupyter: 5 }, { colab: { normalize: 1 } })),
    undefined,
  )
})

for (const [tag, meant] of [
  ['raises_excpetion', 'raises-exception'],
  ['raises-exceptions', 'raises-exception'],
  ['skip-executon', 'skip-execution'],
  ['skip execution', 'skip-execution'],
  ['Raises-Exception', 'raises-exception'],
  ['nbval-ignore-outpt', 'nbval-ignore-output'],
  ['hide-inputs', 'hide-input'],
] as const) {
  test(`the tag ${tag} → refused, and ${meant} named`, () => {
    const says = `the tag "${tag}" is not known: did you mean "${meant}"?`
    assert.is(tagged('mine', tag), `metadata of cell 1 (id x): ${says}`)
    assert.is(settingsProblem(notebook({}, { tags: [tag] })), `metadata of the notebook: ${says}`)
  })
}

test('known tags, in both spellings, and authors’ own → free', () => {
  assert.is(tagged('raises-exception', 'raises_exception', 'skip-execution', 'hide_input', 'nbval-skip'), undefined)
  assert.is(tagged('draft', 'exercise', 'raises', 'skip', 'r', '', 'solution-1', 'execution', 'hidden'), undefined)
})

test('a comment of nbval’s a letter off → refused; one that is known, that only speaks of it, or in prose → free', () => {
  const commented = (source: string, cell_type = 'code') => {
    const { cells, ...rest } = notebook({})
    return settingsProblem({ ...rest, cells: [{ ...cells[0]!, source, cell_type }] as Notebook['cells'] })
  }
  assert.is(
    commented('x\n# NBVAL_IGNORE_OUTPTU: noise'),
    'cell 1 (id x): the comment NBVAL_IGNORE_OUTPTU is not known: did you mean NBVAL_IGNORE_OUTPUT?',
  )
  assert.is(commented('// NBVAL_SKIPS')?.includes('NBVAL_SKIP?'), true)
  assert.match(commented('# PYTEST_VALIDATE_IGNORE_OUTPT')!, /did you mean PYTEST_VALIDATE_IGNORE_OUTPUT\?$/)
  for (const free of ['// NBVAL_SKIP', '# NBVAL_TEST_NAME: a', '// NBVAL_SKIPS are not for us', 'NBVAL_SKIPS']) {
    assert.is(commented(free), undefined)
  }
  assert.is(commented('# NBVAL_SKIPS', 'markdown'), undefined)
})

test('tags that are no list of texts → refused', () => {
  assert.is(
    settingsProblem(notebook({ tags: 'raises-exception' })),
    'metadata of cell 1 (id x): "tags" is "raises-exception", not a list of texts',
  )
  assert.is(tagged(5), 'metadata of cell 1 (id x): "tags[0]" is 5, not text')
})

test('the published schema → the one that is checked', () => {
  const file = new URL('../../lib/settings.schema.json', import.meta.url)
  assert.equal(JSON.parse(readFileSync(file, 'utf8')), JSON.parse(JSON.stringify(settingsSchema)))
})

test('any settings → judged as a validator of JSON Schema judges them', () => {
  const validate = new Ajv2020({ strict: false }).compile(settingsSchema)
  const value = fc.oneof(
    fc.constantFrom(null, true, false, '', 'port', '3', 'image/png', 'stderr', 0, 1, -1, 0.5, [], {}),
    fc.array(fc.constantFrom('port', 5, 'image/*', { pattern: 'a' }, { pattern: '' }, { replace: 'x' }), {
      maxLength: 3,
    }),
    fc.record({ relative: fc.constantFrom(0.1, 1, '1'), absolute: fc.constantFrom(0, 7, -1) }, { requiredKeys: [] }),
    fc.record({ question: fc.constantFrom('a', '', 1), choices: fc.array(fc.constantFrom({ text: 'a' }, {}, 'b')) }),
  )
  const keys = [...Object.keys(settingsSchema.$defs!.cell!.properties!), 'lang', 'colour']
  const settings = fc.dictionary(fc.constantFrom(...keys), value, { maxKeys: 3 })
  const tags = fc.constantFrom(undefined, [], ['mine'], 'mine', [5])
  const execution = fc.constantFrom(undefined, {}, { timeout: 3 }, { timeout: '3' }, 5)
  fc.assert(
    fc.property(settings, settings, tags, execution, (whole, cell, names, run) => {
      const given = notebook(
        { ackbook: cell, ...(names === undefined ? {} : { tags: names }) },
        { ackbook: whole, ...(run === undefined ? {} : { execution: run }) },
      )
      assert.is(settingsProblem(given) === undefined, validate(given), JSON.stringify(given))
    }),
    { numRuns: 500 },
  )
})

test.run()
