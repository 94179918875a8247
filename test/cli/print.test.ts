/** `ackbook render --print`, and the browser that it finds. */
import { chmodSync, existsSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { chromiumPlaces, findChromium } from '../../lib/cli/chromium.ts'
import { pdfPages } from '../../lib/cli/pdf.ts'
import { command, type Done } from '../helpers/command.ts'
import { withFolder } from '../helpers/folder.ts'

const test = suite('print')

const asking = JSON.stringify({ prediction: { question: 'How much?', choices: [{ text: 'all' }, { text: 'a part' }] } })
const notebookOf = (source: string, metadata = '{}') =>
  `{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[{"cell_type":"markdown","id":"a","metadata":{},"source":${JSON.stringify(source)}},
  {"cell_type":"markdown","id":"b","metadata":${metadata},"source":"Which?"}]}`
/** A PDF as Chromium writes one, of two pages. */
const pdf =
  '%PDF-1.4\n4 0 obj\n<</Type /Page\n>>\nendobj\n8 0 obj\n<</Type /Page\n>>\nendobj\n<</l2_ [8 0 R /XYZ 0 1 0]>>'
/** A browser that notes what it is told, keeps the page, and writes that PDF. */
const browser = `#!/bin/sh
echo "$@" >> "$0.told"
for each; do case $each in --print-to-pdf=*) to=\${each#*=};; file:*) page=\${each#file://};; esac; done
cp "$page" "$0.page.$(basename "$page")"
printf '%s' '${pdf}' > "$to"
`
const files = {
  'n/one.ipynb': notebookOf('# One', `{"ackbook":${asking}}`),
  'n/two.ipynb': notebookOf('# Two'),
  browser,
  'deaf-browser': '#!/bin/sh\nexit 21\n',
  'alone.ipynb': notebookOf('# Alone'),
}

async function printed(cwd: string, path: string, name = 'browser'): Promise<Done> {
  const file = join(cwd, name)
  if (existsSync(file)) chmodSync(file, 0o755)
  return command(['render', path, '--out', 'out', '--print'], { cwd, env: { CI: 'true', CHROMIUM: file } })
}

const profiles = () => readdirSync(tmpdir()).filter((name) => name.startsWith('ackbook-print-'))
const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name)
    .sort()

test('two notebooks, one of which asks → a PDF of each, one worksheet, a booklet; nothing else is left', () =>
  withFolder(files, async (cwd) => {
    const before = profiles()
    const { code, out, err } = await printed(cwd, 'n')
    assert.equal([code, err], [0, ''])
    assert.match(out, '✓ 4 PDFs: out/print/booklet.pdf')
    const folder = join(cwd, 'out/print')
    assert.equal(
      ['', 'pages', 'worksheets']
        .flatMap((name) => readdirSync(join(folder, name)).map((each) => join(name, each)))
        .sort(),
      [
        ...[
          'booklet.html',
          'booklet.pdf',
          'pages',
          'pages/one.html',
          'pages/one.pdf',
          'pages/two.html',
          'pages/two.pdf',
        ],
        ...['worksheets', 'worksheets/one.html', 'worksheets/one.pdf'],
      ],
    )
    assert.is(readFileSync(join(folder, 'booklet.pdf'), 'utf8'), pdf)
    assert.equal(profiles(), before)
    const told = readFileSync(join(cwd, 'browser.told'), 'utf8').trimEnd().split('\n')
    assert.is(told.length, 5)
    for (const each of told) assert.match(each, /--headless .*--no-pdf-header-footer .*--user-data-dir=/)
  }))

test('a booklet → its contents have the pages on which chapters begin', () =>
  withFolder(files, async (cwd) => {
    await printed(cwd, 'n')
    assert.match(readFileSync(join(cwd, 'browser.page.booklet.html'), 'utf8'), '<a href="#l2_">Two</a><span>2</span>')
    assert.not.match(readFileSync(join(cwd, 'out/print/booklet.html'), 'utf8'), '<span>2</span>')
  }))

test('one notebook that asks nothing → its PDF alone', () =>
  withFolder(files, async (cwd) => {
    const { out } = await printed(cwd, 'alone.ipynb')
    assert.match(out, '✓ 1 PDF: out/print/pages/alone.pdf')
    assert.equal(filesIn(join(cwd, 'out/print')), ['alone.html', 'alone.pdf'])
  }))

test('CHROMIUM names what is not there → 2, the remedy; the pages and the views are written', () =>
  withFolder(files, async (cwd) => {
    const { code, err } = await printed(cwd, 'alone.ipynb', 'no-such-browser')
    assert.is(code, 2)
    assert.match(err, /CHROMIUM names \S*no-such-browser, which cannot be started: name a Chromium, Chrome or Edge/)
    assert.ok(existsSync(join(cwd, 'out/alone.html')) && existsSync(join(cwd, 'out/print/pages/alone.html')))
  }))

test('a browser that prints nothing → 2, told of each view; no file of it is left', () =>
  withFolder(files, async (cwd) => {
    const before = profiles()
    const { code, err } = await printed(cwd, 'alone.ipynb', 'deaf-browser')
    assert.is(code, 2)
    assert.match(
      err,
      /deaf-browser did not print \S+alone\.html \(it ended with 21\): see .*No PDF was made of alone\.ipynb\./s,
    )
    assert.equal(filesIn(join(cwd, 'out/print')), ['alone.html'])
    assert.equal(profiles(), before)
  }))

test('interrupted → 130, and nothing more is started', () =>
  withFolder(files, async (cwd) => {
    chmodSync(join(cwd, 'browser'), 0o755)
    const { code } = await command(['render', 'n', '--out', 'out', '--print'], {
      cwd,
      env: { CI: 'true', CHROMIUM: join(cwd, 'browser') },
      onInterrupt: (interrupted) => {
        interrupted()
        return () => undefined
      },
    })
    assert.is(code, 130)
    assert.not.ok(existsSync(join(cwd, 'browser.told')))
  }))

test('where browsers are → CHROMIUM alone; else by the names and places of each system', () => {
  assert.equal(chromiumPlaces('linux', { CHROMIUM: '/x/y', PATH: '/bin' }), ['/x/y'])
  assert.equal(chromiumPlaces('linux', { PATH: '/a::/b' }).slice(0, 3), [
    '/a/chromium',
    '/b/chromium',
    '/a/chromium-browser',
  ])
  const mac = chromiumPlaces('darwin', { HOME: '/Users/me' })
  assert.ok(mac.includes('/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'))
  assert.ok(mac.includes('/Users/me/Applications/Chromium.app/Contents/MacOS/Chromium'))
  const windows = chromiumPlaces('win32', { ProgramFiles: 'C:\\Program Files', LOCALAPPDATA: 'C:\\me' })
  assert.ok(windows.includes('C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe'))
  assert.ok(windows.includes('C:\\me\\Chromium\\Application\\chrome.exe'))
  assert.equal(chromiumPlaces('linux', {}), [])
})

test('no browser anywhere → none is found', async () => {
  assert.is(await findChromium({ PATH: '/no/such/folder' }), undefined)
})

test('a PDF → its pages, and where its places are', () => {
  const { count, places } = pdfPages(Buffer.from(pdf))
  assert.equal([count, [...places]], [2, [['l2_', 2]]])
})

test.run()
