/** Pages that are shown while their notebooks are written. */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { command, notebookFile } from '../helpers/command.ts'
import { withFolder } from '../helpers/folder.ts'
import { png } from '../helpers/png.ts'
import { type Serving, serving } from '../helpers/serving.ts'

const test = suite('cli: serve')

const prose = (text: string) =>
  JSON.stringify({
    ...JSON.parse(notebookFile([])),
    cells: [{ cell_type: 'markdown', id: 'a', metadata: {}, source: text }],
  })
const two = { 'n/a.ipynb': prose('# First'), 'n/b.ipynb': prose('# Second') }

const versionIn = (page: string) => /data-version="(\w+)"/.exec(page)?.[1]

test('a notebook is saved → its page is another, and who reads it is told; who reads another is not', () =>
  withFolder(two, async (cwd) => {
    const { code, out } = await serving(['n'], cwd, async ({ get, listen }) => {
      const [first, second] = [await get('/a.html'), await get('/b.html')]
      const [reader, other] = [await listen(first.text), await listen(second.text)]
      writeFileSync(join(cwd, 'n/a.ipynb'), prose('# First\n\nA word more.'))
      const change = JSON.parse((await reader.next('replaced')).data) as { from: string; to: string; runs: unknown }
      const { text } = await get('/a.html')
      assert.match(text, 'A word more.')
      assert.equal([change.from, change.to], [first.text, text].map(versionIn))
      assert.equal(change.runs, [{ at: 2, gone: 0, html: '<p>A word more.</p>\n' }])
      assert.is((await get('/b.html')).text, second.text)
      writeFileSync(join(cwd, 'n/b.ipynb'), prose('# Second\n\nAnother.'))
      await other.next('replaced')
    })
    assert.is(code, 0)
    const [begin, ...rounds] = out.split('\n')
    assert.match(begin!, /^ ✓ 2 pages: http:\/\/127\.0\.0\.1:\d+\/ {3}\(Ctrl-C ends\)$/)
    assert.equal(rounds, [' ✓ n/a.ipynb   0 ms', ' ✓ n/b.ipynb   0 ms', ''])
  }))

test('a title is changed, a notebook comes, one goes → the index and the lists of all pages follow', () =>
  withFolder(two, async (cwd) => {
    await serving(['n'], cwd, async ({ get, listen }) => {
      const listed = async () => [
        ...new Set([...(await get('/')).text.matchAll(/href="([a-z])\.html"/g)].map(([, name]) => name)),
      ]
      const index = await listen((await get('/')).text)
      writeFileSync(join(cwd, 'n/b.ipynb'), prose('# Third'))
      await index.another()
      assert.match((await get('/')).text, 'Third')
      writeFileSync(join(cwd, 'n/c.ipynb'), prose('# New'))
      await index.another()
      assert.equal(await listed(), ['a', 'b', 'c'])
      const gone = await listen((await get('/b.html')).text)
      rmSync(join(cwd, 'n/b.ipynb'))
      await index.another()
      await gone.another()
      assert.equal(await listed(), ['a', 'c'])
      assert.is((await get('/b.html')).status, 404)
    })
  }))

test('a folder comes, and a notebook in it → found; a page that was not there is told when it is', () =>
  withFolder({ ...two, 'other/c.ipynb': prose('# Deep') }, async (cwd) => {
    await serving(['n'], cwd, async ({ get, listen }) => {
      const missing = await get('/more/c.html')
      assert.is(missing.status, 404)
      const reader = await listen(missing.text)
      renameSync(join(cwd, 'other'), join(cwd, 'n/more'))
      await reader.another()
      assert.match((await get('/more/c.html')).text, 'Deep')
      writeFileSync(join(cwd, 'n/more/c.ipynb'), prose('# Deeper'))
      await reader.another()
      assert.match((await get('/more/c.html')).text, 'Deeper')
    })
  }))

test('a save that is no notebook → said in the terminal and on every page, which stays; then it is mended', () =>
  withFolder(two, async (cwd) => {
    await serving(['n'], cwd, async ({ get, listen, printed }) => {
      const before = await get('/a.html')
      const reader = await listen((await get('/b.html')).text)
      assert.is((await reader.next('problems')).data, '[]')
      writeFileSync(join(cwd, 'n/a.ipynb'), '{"cells": [')
      const said = JSON.parse((await reader.next('problems')).data) as string[]
      assert.is(said.length, 1)
      assert.match(said[0]!, 'n/a.ipynb')
      assert.match(printed(), said[0]!)
      assert.is((await get('/a.html')).text, before.text)
      const late = await listen(before.text)
      assert.equal(JSON.parse((await late.next('problems')).data), said)
      writeFileSync(join(cwd, 'n/a.ipynb'), two['n/a.ipynb'])
      assert.is((await reader.next('problems')).data, '[]')
      assert.match(printed(), 'nothing is wrong any more')
    })
  }))

test('the config is changed → the pages are as it says; a broken one is said', () =>
  withFolder({ ...two, 'package.json': '{}', 'ackbook.config.json': '{ "title": "Before" }' }, async (cwd) => {
    await serving(['n'], cwd, async ({ get, listen }) => {
      const before = await get('/')
      assert.match(before.text, 'Before')
      const reader = await listen(before.text)
      await reader.next('problems')
      writeFileSync(join(cwd, 'ackbook.config.json'), '{ "title": "After" }')
      await reader.another()
      assert.match((await get('/')).text, 'After')
      writeFileSync(join(cwd, 'ackbook.config.json'), '{ "title": 5 }')
      assert.match((await reader.next('problems')).data, '"title')
      assert.match((await get('/')).text, 'After')
    })
  }))

test('a picture beside the notebook is changed → so is the page', () => {
  const picture = (grey: number) => png({ width: 1, height: 1, colour: 0, lines: Buffer.from([0, grey]) })
  return withFolder({ 'n/a.ipynb': prose('# A\n\n![dot](dot.png)') }, async (cwd) => {
    writeFileSync(join(cwd, 'n/dot.png'), picture(0), 'base64')
    await serving(['n'], cwd, async ({ get, listen }) => {
      const before = await get('/a.html')
      assert.match(before.text, picture(0))
      const reader = await listen(before.text)
      writeFileSync(join(cwd, 'n/dot.png'), picture(9), 'base64')
      await reader.another()
      assert.match((await get('/a.html')).text, picture(9))
    })
  })
})

test('a notebook is verified elsewhere → its page says so', () =>
  withFolder({ 'n/a.ipynb': notebookFile([['print a', 'a\n']]), 'package.json': '{}' }, async (cwd) => {
    const env = { CI: 'true', ACKBOOK_CACHE_DIR: join(cwd, '.kept') }
    const body = async ({ get, listen }: Serving) => {
      const before = await get('/a.html')
      assert.not.match(before.text, '✓ Verified')
      const reader = await listen(before.text)
      for (const _ of ['the first verdict', 'another']) {
        assert.is((await command(['verify', 'n'], { cwd, env, date: () => new Date(now++) })).code, 0)
        await reader.another()
      }
      assert.match((await get('/a.html')).text, '✓ Verified')
    }
    let now = Date.parse('2026-11-30')
    await serving(['n'], cwd, body, { env })
  }))

test('a page that was loaded before the server was there, or missed a change → told as soon as it listens', () =>
  withFolder(two, async (cwd) => {
    await serving(['n'], cwd, async ({ get, listen }) => {
      const { text } = await get('/a.html')
      await (await listen(text.replace(/data-version="\w+"/, 'data-version="old"'))).next('changed')
    })
  }))

test('readers of different states, saves in a row → each is told what makes its own the newest, or to load it again', () =>
  withFolder(two, async (cwd) => {
    await serving(['n'], cwd, async ({ get, listen }) => {
      const { text: first } = await get('/a.html')
      const early = await listen(first)
      await early.next('problems')
      const versions = [versionIn(first)]
      for (const words of ['One.', 'Two.']) {
        writeFileSync(join(cwd, 'n/a.ipynb'), prose(`# First\n\n${words}`))
        const { from, to } = JSON.parse((await early.next('replaced')).data) as { from: string; to: string }
        assert.is(from, versions.at(-1))
        versions.push(to)
      }
      const { text: last } = await get('/a.html')
      assert.is(versionIn(last), versions.at(-1))
      await (await listen(first)).next('changed')
      const back = await listen(first, { 'last-event-id': versions.at(-1)! })
      writeFileSync(join(cwd, 'n/a.ipynb'), prose('# First\n\nThree.'))
      for (const reader of [early, back])
        assert.match((await reader.next('replaced')).data, `"from":"${versions.at(-1)}"`)
    })
  }))

const foreign: readonly (readonly [what: string, path: string, headers: Record<string, string>, status: number])[] = [
  ['a site whose name leads here', '/a.html', { host: 'evil.example' }, 403],
  ['the same, for what is told', '/.ackbook/events?page=a.html', { host: 'evil.example:80' }, 403],
  ['this machine by its other name', '/a.html', { host: 'localhost:PORT' }, 200],
  ['a way out', '/../n/a.ipynb', {}, 404],
  ['a way out, encoded', '/%2e%2e/n/a.ipynb', {}, 404],
  ['a way out, its slash too', '/..%2fn%2fa.ipynb', {}, 404],
  ['an absolute path', '//etc/passwd', {}, 404],
  ['what is hidden', '/.kept/', {}, 404],
  ['what is no encoding', '/%', {}, 404],
  ['a folder', '/more', {}, 404],
  ['a name with a zero', '/a.html%00', {}, 404],
]

test('what a browser may ask for → pages, at this address alone', () =>
  withFolder({ ...two, 'n/more/c.ipynb': prose('# Deep') }, async (cwd) => {
    await serving(['n'], cwd, async ({ address, get }) => {
      for (const [what, path, headers, status] of foreign) {
        const host = headers.host?.replace('PORT', new URL(address).port)
        assert.is((await get(path, host === undefined ? {} : { host })).status, status, what)
      }
      const posted = await fetch(address, { method: 'POST' })
      assert.is(posted.status, 405)
      const { headers } = await get('/a.html')
      assert.is(headers['cross-origin-resource-policy'], 'same-origin')
    })
  }))

const policyPattern = /(?<=Content-Security-Policy" content=").*?(?=")/

/** As a browser reads it: entities first. */
function directivesOf(policy: string): Map<string, string[]> {
  const directives = policy.replaceAll('&#39;', "'").split('; ')
  return new Map(directives.map((each) => each.split(' ')).map(([name = '', ...sources]) => [name, sources]))
}

test('a page as it is served → as rendered, but for the script and a policy that allows it and this server', () =>
  withFolder(two, async (cwd) => {
    await command(['render', 'n', '--out', 'site'], { cwd })
    await serving(['n'], cwd, async ({ get }) => {
      for (const page of ['a.html', 'index.html']) {
        const { text } = await get(`/${page}`)
        const [policy = ''] = policyPattern.exec(text) ?? []
        const rendered = readFileSync(join(cwd, 'site', page), 'utf8')
        const [own = ''] = policyPattern.exec(rendered) ?? []
        const scripts = directivesOf(own)
          .get('script-src')!
          .filter((source) => !/'(?:none|self)'/.test(source))
        assert.equal(
          directivesOf(policy),
          new Map([...directivesOf(own), ['script-src', [...scripts, "'self'"]], ['connect-src', ["'self'"]]]),
        )
        const plain = text.replace(policy, () => own).replace(/<script src="\/\.ackbook.*?<\/script>\n/, '')
        assert.is(plain, rendered)
      }
    })
  }))

test('a notebook alone → its page is where all others would be listed', () =>
  withFolder(two, async (cwd) => {
    await serving(['n/a.ipynb'], cwd, async ({ get }) => {
      const { status, headers } = await get('/')
      assert.equal([status, headers.location], [302, '/a.html'])
    })
  }))

test('nothing to be shown, a port that is taken, one that is none → said, exit code 2', () =>
  withFolder({ ...two, 'c.ipynb': '{}' }, async (cwd) => {
    for (const path of ['nowhere', 'c.ipynb']) {
      const { code, err } = await command(['serve', path], { cwd })
      assert.is(code, 2)
      assert.match(err, path)
    }
    assert.is((await command(['serve', 'n', '--port', '99999'], { cwd })).code, 2)
    const taker = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => taker.once('listening', resolve))
    const { port } = taker.address() as { port: number }
    const { code, err } = await command(['serve', 'n', '--port', String(port)], { cwd })
    assert.equal(
      [code, err],
      [2, `ackbook: port ${port} is taken: name another by --port, or none for one that is free\n`],
    )
    taker.close()
  }))

test.run()
