import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { fetchPicture, isPublic } from '../../lib/cli/remote.ts'
import type { Picture } from '../../lib/lesson/index.ts'
import { command } from '../helpers/command.ts'
import { withFolder } from '../helpers/folder.ts'
import { classesOf, read, textOf } from '../helpers/pages.ts'

const test = suite('pictures')

const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='
const bitmap = Buffer.from(png, 'base64')
const drawing = '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h1"/></svg>'
const secret = Buffer.concat([bitmap, Buffer.from('secret')])

function notebookOf(...sources: string[]): string {
  const cells = sources.map((source, at) => ({ cell_type: 'markdown', id: `c${at}`, metadata: {}, source }))
  return JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells })
}

/** Renders `n/a.ipynb` and gives its pictures, its text, and the lines of what it lacks. */
async function render(
  cwd: string,
  more: { argv?: string[]; fetchPicture?: (address: string) => Promise<Picture> } = {},
) {
  const fetching = more.fetchPicture ? { fetchPicture: more.fetchPicture } : {}
  const done = await command(['render', 'n/a.ipynb', '--out', 'out', ...(more.argv ?? [])], { cwd, ...fetching })
  const page = read(readFileSync(join(cwd, 'out/a.html'), 'utf8'))
  const lacks = done.out
    .split('\n')
    .flatMap((line) => (/^ {5}cell/.test(line) ? [line.replace(/^.*? {3,}cell \d+ of \d+ \(id \w+\) +/, '')] : []))
  return { ...done, page, lacks, images: page.all('img').map((img) => String(img.properties.src)) }
}

test('pictures beside the notebook, in Markdown and HTML, of an output too → in the page, widths kept', () =>
  withFolder({ 'n/a.ipynb': '', 'n/sub/d r.svg': drawing }, async (cwd) => {
    writeFileSync(join(cwd, 'n/dot.png'), bitmap)
    writeFileSync(join(cwd, 'n/odd#1%.png'), bitmap)
    const notebook = JSON.parse(
      notebookOf(
        '![w](..\\\\n\\\\dot%2Epng) ![a](dot.png) <img src="./sub/d%20r.svg" width="120"> ![b](<sub/d r.svg>) ![c](dot.png?raw=true#x) <img src="sub\\..\\dot.png" style="width: 50%"> <img src="odd#1%.png">',
      ),
    )
    notebook.cells.push({
      cell_type: 'code',
      execution_count: 1,
      metadata: {},
      source: 'x',
      outputs: [{ output_type: 'display_data', metadata: {}, data: { 'text/html': '<img src="dot.png">' } }],
    })
    writeFileSync(join(cwd, 'n/a.ipynb'), JSON.stringify(notebook))
    const { images, page, lacks } = await render(cwd)
    const [bits, lines] = [
      `data:image/png;base64,${png}`,
      `data:image/svg+xml;base64,${Buffer.from(drawing).toString('base64')}`,
    ]
    assert.equal(images, [bits, bits, lines, lines, bits, bits, bits, bits])
    assert.is(String(page.all('img')[2]?.properties.width), '120')
    assert.match(JSON.stringify(page.all('img')[5]?.properties), '50%')
    assert.equal(lacks, [])
  }))

test('what a name says of a file → nothing: its bytes do', () =>
  withFolder(
    {
      'n/a.ipynb': notebookOf('![a](a.jpg) ![b](b.png) ![c](c.png) ![d](d.pdf)'),
      'n/b.png': '<html>',
      'n/c.png': '',
      'n/d.pdf': '%PDF-1.4',
    },
    async (cwd) => {
      writeFileSync(join(cwd, 'n/a.jpg'), bitmap)
      const { images, lacks, page } = await render(cwd)
      assert.equal(images, [`data:image/png;base64,${png}`])
      assert.equal(lacks, [
        'picture b.png: it is no picture that browsers draw',
        'picture c.png: it is empty',
        'picture d.pdf: it is no picture that browsers draw',
      ])
      assert.match(page.text, '[picture: b]')
    },
  ))

test('a missing picture, one cut off, one too large, a folder, a pipe → told, and its words are on the page', () =>
  withFolder(
    { 'n/a.ipynb': notebookOf('![gone](gone.png) ![cut](cut.png) ![huge](huge.png) ![dir](dir) ![pipe](pipe.png)') },
    async (cwd) => {
      writeFileSync(join(cwd, 'n/cut.png'), bitmap.subarray(0, 50))
      writeFileSync(join(cwd, 'n/huge.png'), bitmap)
      truncateSync(join(cwd, 'n/huge.png'), 12_000_000)
      mkdirSync(join(cwd, 'n/dir'))
      const pipes = process.platform !== 'win32'
      if (pipes) execFileSync('mkfifo', [join(cwd, 'n/pipe.png')])
      const { images, lacks, page } = await render(cwd)
      assert.equal(images, [])
      assert.equal(lacks, [
        'picture gone.png: there is no such file',
        'picture cut.png: its data is damaged, or no image/png',
        'picture huge.png: it has 12 MB: a page carries pictures of up to 9 MB',
        'picture dir: it is no file',
        `picture pipe.png: ${pipes ? 'it is no file' : 'there is no such file'}`,
      ])
      for (const word of ['gone', 'cut', 'huge', 'dir', 'pipe']) assert.match(page.text, `[picture: ${word}]`)
    },
  ))

test('a path out of the project, absolute, over a link, by another scheme → never read', () =>
  withFolder({ 'n/package.json': '{}', 'n/a.ipynb': '', 'n/inner/x': '' }, async (cwd) => {
    writeFileSync(join(cwd, 'secret.png'), secret)
    writeFileSync(join(cwd, 'n/own.png'), bitmap)
    symlinkSync(join(cwd, 'secret.png'), join(cwd, 'n/link.png'))
    symlinkSync(cwd, join(cwd, 'n/up'))
    symlinkSync(join(cwd, 'n/own.png'), join(cwd, 'n/inner/own.png'))
    const addresses = [
      '../secret.png',
      'inner/../../secret.png',
      '%2e%2e/secret.png',
      '..\\secret.png',
      'link.png',
      'up/secret.png',
      join(cwd, 'secret.png'),
      `file://${join(cwd, 'secret.png')}`,
      'C:\\secret.png',
      '..%2fsecret.png',
      'secret.png\0',
    ]
    writeFileSync(
      join(cwd, 'n/a.ipynb'),
      notebookOf(...addresses.map((address) => `<img alt="x" src="${address}">`), '![own](inner/own.png)'),
    )
    const { images, lacks } = await render(cwd)
    assert.equal(images, [`data:image/png;base64,${png}`])
    assert.is(lacks.length, addresses.length)
    assert.ok(lacks.filter((line) => line.includes('outside of the notebook')).length >= 6, lacks.join('\n'))
  }))

test('pictures in the project but not below the notebook → found by what marks the project, or by the folder that was named', () =>
  withFolder({ 'course/n/a.ipynb': notebookOf('![a](../images/a.png)'), 'course/images/x': '' }, async (cwd) => {
    writeFileSync(join(cwd, 'course/images/a.png'), bitmap)
    const shown = async (path: string) => {
      await command(['render', path, '--out', 'out'], { cwd })
      const file = path === 'course' ? 'out/n/a.html' : 'out/a.html'
      return read(readFileSync(join(cwd, file), 'utf8')).all('img').length
    }
    assert.is(await shown('course/n/a.ipynb'), 0)
    assert.is(await shown('course'), 1)
    writeFileSync(join(cwd, 'course/pyproject.toml'), '')
    assert.is(await shown('course/n/a.ipynb'), 1)
  }))

test('data in the notebook: SVG in base64, as text, in Markdown; damaged → in the page; told', () =>
  withFolder({}, async (cwd) => {
    const base64 = Buffer.from(drawing).toString('base64')
    const text = encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h1"/></svg>')
    mkdirSync(join(cwd, 'n'))
    writeFileSync(
      join(cwd, 'n/a.ipynb'),
      notebookOf(
        `![a](data:image/svg+xml;base64,${base64}) <img src="data:image/svg+xml;utf8,${text}"> ![b](data:image/png;base64,${png})`,
        `![c](data:image/png;base64,${png.slice(0, 60)}) <img alt="d" src="data:image/png;base64,@@"> <img alt="e" src="data:text/html,x">`,
      ),
    )
    const { images, lacks } = await render(cwd)
    assert.equal(
      images.map((each) => each.slice(0, 22)),
      ['data:image/svg+xml;bas', 'data:image/svg+xml;bas', 'data:image/png;base64,'],
    )
    assert.is(lacks.length, 3)
    assert.equal(lacks.filter((line) => line.includes('damaged')).length, 2)
  }))

test('a picture from elsewhere → a named link, in a link its words; with --embed-remote in the page, each fetched once', () =>
  withFolder(
    {
      'n/a.ipynb': notebookOf(
        '![far](https://example.org/x.png) [![badge](//example.org/b.svg)](https://example.org/) <img src="https://example.org/pics/no%20alt.png?size=1">',
        '![far again](https://example.org/x.png)',
      ),
    },
    async (cwd) => {
      const without = await render(cwd)
      assert.equal(without.images, [])
      assert.is(without.lacks.length, 4)
      const links = without.page
        .all('a')
        .filter((a) => classesOf(a).length === 0 && String(a.properties.href).startsWith('https:'))
      assert.equal(
        links.map((a) => [textOf(a), a.properties.href]),
        [
          ['far', 'https://example.org/x.png'],
          ['badge', 'https://example.org/'],
          ['https://example.org/pics/no%20alt.png', 'https://example.org/pics/no%20alt.png?size=1'],
          ['far again', 'https://example.org/x.png'],
        ],
      )
      const asked: string[] = []
      const fetchPicture = async (address: string): Promise<Picture> => {
        asked.push(address)
        return address.endsWith('size=1') ? { why: 'it is gone' } : { type: 'image/png', base64: png }
      }
      const embedded = await render(cwd, { argv: ['--embed-remote'], fetchPicture })
      assert.is(embedded.images.length, 3)
      assert.equal(asked.sort(), [
        'https://example.org/b.svg',
        'https://example.org/pics/no%20alt.png?size=1',
        'https://example.org/x.png',
      ])
      assert.equal(embedded.lacks, ['picture https://example.org/pics/no%20alt.png: it is gone'])
    },
  ))

async function withServer(answer: RequestListener, body: (origin: string) => Promise<void>): Promise<void> {
  const server = createServer(answer)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  try {
    await body(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

test('fetching: a picture, over redirections; nothing of us is told', () => {
  const asked: (string | undefined)[][] = []
  return withServer(
    ({ url, headers }, response) => {
      asked.push([url, headers.cookie, headers.referer, headers.authorization])
      if (url === '/start') response.writeHead(302, { location: '/there?x=1' }).end()
      else response.end(bitmap)
    },
    async (origin) => {
      assert.equal(await fetchPicture(`${origin}/start`, () => true), { type: 'image/png', base64: png })
      assert.equal(asked, [
        ['/start', undefined, undefined, undefined],
        ['/there?x=1', undefined, undefined, undefined],
      ])
    },
  )
})

const answers: [string, RequestListener, RegExp][] = [
  ['not there', (_, response) => response.writeHead(404).end(), /answered 404$/],
  ['a page', (_, response) => response.end('<html>'), /no picture that browsers draw/],
  [
    'too large',
    (_, response) => response.end(Buffer.concat([bitmap, Buffer.alloc(10_000_000)])),
    /larger than the 9 MB/,
  ],
  ['moved for ever', (_, response) => response.writeHead(301, { location: '/' }).end(), /moved on more than 5 times/],
  [
    'moved to a file',
    (_, response) => response.writeHead(301, { location: 'file:///etc/passwd' }).end(),
    /no pictures from “file:”/,
  ],
  ['hung up', ({ socket }) => socket.destroy(), /cannot be fetched/],
]
for (const [name, answer, why] of answers) {
  test(`fetching: ${name} → said`, () =>
    withServer(answer, async (origin) => {
      const picture = await fetchPicture(`${origin}/`, () => true)
      assert.match('why' in picture ? picture.why : '', why)
    }))
}

test('fetching from this machine or a private network, by number, by name, by redirection → refused, nobody asked', () => {
  let asked = 0
  return withServer(
    (_, response) => {
      asked += 1
      response.end(bitmap)
    },
    async (origin) => {
      const { port } = new URL(origin)
      for (const host of ['127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', '0x7f.1', '2130706433', '0.0.0.0']) {
        const picture = await fetchPicture(`http://${host}:${port}/`)
        assert.match('why' in picture ? picture.why : '', /of this machine or of a private network/, host)
      }
      assert.match(
        JSON.stringify(await fetchPicture(`http://me:word@127.0.0.1:${port}/`, () => true)),
        /a name or a password/,
      )
      assert.is(asked, 0)
      // The first host may be asked, where it sends us may not.
      await withServer(
        (_, response) => response.writeHead(302, { location: `http://localhost:${port}/` }).end(),
        async (first) => {
          const seen: string[] = []
          const allowed = (ip: string) => seen.push(ip) === 1
          const picture = await fetchPicture(first, allowed)
          assert.match('why' in picture ? picture.why : '', /private network/)
        },
      )
      assert.is(asked, 0)
    },
  )
})

test('addresses → public or not', () => {
  const [yes, no] = [
    ['8.8.8.8', '1.1.1.1', '172.32.0.1', '2606:4700::1', '::ffff:8.8.8.8'],
    [
      '10.0.0.1',
      '172.16.5.4',
      '192.168.1.1',
      '169.254.169.254',
      '100.64.0.1',
      '224.0.0.1',
      '255.255.255.255',
      '::',
      'fe80::1',
      'fd00::1',
      '::ffff:10.0.0.1',
      '64:ff9b::a00:1',
      '2002:a00:1::',
      'example.org',
      '',
    ],
  ]
  assert.equal([yes.filter((ip) => !isPublic(ip)), no.filter(isPublic)], [[], []])
})

test.run()
