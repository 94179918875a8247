import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { command } from '../helpers/command.ts'
import { withFolder } from '../helpers/folder.ts'

const test = suite('cli: figures that can be made again')

const drawn = (text: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 20"><text y="15">${text}</text></svg>`

/** A module of one's own, whose figure says a number. */
const source = (text: string) => `
const svg = (n) => '${drawn(text)}'.replace('N', n)
export function shown({ n = 1 } = {}) {
  return { data: n, svg: () => svg(n), table: String(n), sentence: 'It is ' + n + '.' }
}
`

const parameters = [{ name: 'n', label: 'number', min: 0, max: 9, step: 1, default: 1 }]

interface Told {
  svg?: string
  digest?: string
  lead?: string
}

function notebook({ svg, digest, lead }: Told = {}): string {
  const output = {
    output_type: 'display_data',
    data: { 'image/svg+xml': svg ?? drawn('1'), 'text/plain': '1' },
    metadata: digest === undefined ? {} : { ackbook: { digest } },
  }
  const cell = {
    ...{ cell_type: 'code', id: 'fig', execution_count: 1, source: 'shown()', outputs: [output] },
    metadata: { ackbook: { live: { module: './shown.js', export: 'shown', parameters }, ...(lead && { lead }) } },
  }
  const cells = [{ cell_type: 'markdown', id: 'top', metadata: {}, source: '# T' }, cell]
  return JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 })
}

const files = (told?: Told, text = 'N') => ({
  'package.json': '{}',
  'n/a.ipynb': notebook(told),
  'n/shown.js': source(text),
})

async function rendered(cwd: string, ...words: string[]) {
  const env = { ACKBOOK_CACHE_DIR: join(cwd, '.kept') }
  return command(['render', 'n', '--out', 'site', ...words], { cwd, env })
}

const at = (cwd: string, path: string) => join(cwd, 'site', path)
const read = (cwd: string, path: string) => readFileSync(at(cwd, path), 'utf8')

test('a page that is alone, with a module of its own → what makes its figure beside it, and a worker allowed', () =>
  withFolder(files(), async (cwd) => {
    const { code, err } = await rendered(cwd)
    assert.equal([code, err], [0, ''])
    assert.match(read(cwd, 'a.html'), 'worker-src blob:;')
    assert.match(read(cwd, 'ackbook/site.js'), 'livePages = ["a.html"]')
    assert.match(
      read(cwd, 'ackbook/live/of/a.js'),
      `"figures":[{"cell":"cell-fig","parameters":${JSON.stringify(parameters)}}]`,
    )
    assert.match(read(cwd, 'ackbook/live/page/a.js'), 'It is ')
    assert.ok(existsSync(at(cwd, 'ackbook/here.svg')))
    assert.not(existsSync(at(cwd, 'index.html')))
  }))

test('a page without such a figure → no worker, and nothing of it beside', () =>
  withFolder(
    {
      'n/a.ipynb': notebook()
        .replace('"live"', '"other"')
        .replace(/"ackbook":\{"other".*?\]\}\}/, '"x":{}'),
    },
    async (cwd) => {
      assert.is((await rendered(cwd)).code, 0)
      assert.not.match(read(cwd, 'a.html'), 'worker-src')
      assert.not(existsSync(at(cwd, 'ackbook/live.js')))
    },
  ))

test('the figure that leads the index → made again there too', () =>
  withFolder({ ...files({ lead: 'index' }), 'n/b.ipynb': notebook() }, async (cwd) => {
    assert.is((await rendered(cwd)).code, 0)
    assert.match(read(cwd, 'ackbook/live/of/index.js'), '"at":".lead"')
    assert.match(read(cwd, 'index.html'), 'worker-src blob:;')
    assert.match(read(cwd, 'ackbook/site.js'), 'livePages = ["a.html","index.html","b.html"]')
  }))

const others: [what: string, files: Record<string, string>, says: RegExp][] = [
  [
    'a module that has changed since',
    files({}, 'N!'),
    /n\/a\.ipynb, cell "fig": its figure comes out otherwise than what is stored: its modules have changed/,
  ],
  ['data that have changed since', files({ digest: '0123456789abcdef' }), /cell "fig": its figure comes out otherwise/],
  [
    'a module that throws',
    { ...files(), 'n/shown.js': 'export function shown() { throw new Error("not yet") }' },
    /cannot be made for its page: not yet\./,
  ],
  [
    'a module of Node',
    { ...files(), 'n/shown.js': 'import "node:fs"; export function shown() {}' },
    /n\/a\.ipynb: .*shown\.js:1 imports node:fs, which no browser has/,
  ],
]
for (const [what, all, says] of others) {
  test(`${what} → exit code 1, which cell and why, and the stored picture alone`, () =>
    withFolder(all, async (cwd) => {
      for (const words of [[], []]) {
        const { code, err } = await rendered(cwd, ...words)
        assert.is(code, 1)
        assert.match(err, says)
        assert.match(err, /Its picture stands as it was stored\.\n$/)
        assert.not(existsSync(at(cwd, 'ackbook/live/of/a.js')))
        assert.match(read(cwd, 'a.html'), '>1</text>')
      }
    }))
}

test('a notebook whose words alone change → its figures are not tried again; a module that changes → they are', () =>
  withFolder(files(), async (cwd) => {
    await rendered(cwd)
    writeFileSync(at(cwd, 'ackbook/live/of/a.js'), readFileSync(at(cwd, 'ackbook/live/of/a.js')))
    writeFileSync(join(cwd, 'n/a.ipynb'), notebook().replace('# T', '# Other words'))
    assert.is((await rendered(cwd)).code, 0)
    writeFileSync(join(cwd, 'n/shown.js'), source('N?'))
    const { code, err } = await rendered(cwd)
    assert.is(code, 1)
    assert.match(err, 'comes out otherwise')
    assert.not.match(read(cwd, 'ackbook/site.js'), 'a.html')
  }))

test.run()
