/** JUnit XML, read back by an XML parser, and held to what its readers rely on. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { formatJunit, type NotebookReport, wholeReport } from '../../../lib/report/data/index.ts'
import { command } from '../../helpers/command.ts'
import { withFolder } from '../../helpers/folder.ts'
import { everyOutcome, parseXml, placedRun, type XmlElement } from '../../helpers/reports.ts'

const test = suite('junit report')

/** The report of notebooks, as a file. */
async function junit(files: Record<string, string>, read: (top: XmlElement, cwd: string) => void): Promise<void> {
  await withFolder(files, async (cwd) => {
    await command(['verify', 'n', '--junit', 'out/junit.xml'], { cwd, runNotebook: placedRun })
    read(parseXml(readFileSync(join(cwd, 'out/junit.xml'), 'utf8')), cwd)
  })
}

/** `cell 2 (id x): failure`; a case that passed has no word. */
const casesOf = ({ children }: XmlElement) =>
  children
    .filter(({ name }) => name === 'testcase')
    .map(({ attributes, children: [result] }) => `${attributes.name}${result ? `: ${result.name}` : ''}`)

test('notebooks of every outcome → a suite each, a case a cell that is not empty, and the sums', () =>
  junit(everyOutcome, (top) => {
    assert.is(top.name, 'testsuites')
    const { name, tests, failures, errors, skipped } = top.attributes
    assert.equal([name, tests, failures, errors, skipped], ['ackbook verify', '11', '4', '1', '2'])
    assert.equal(
      top.children.map((each) => [each.attributes.name, ...casesOf(each)]),
      [
        [
          'n/differs.ipynb',
          'cell 1 (id cell-1)',
          'cell 2 (id cell-2): failure',
          'cell 4 (id cell-4): skipped',
          'cell 5 (id cell-5)',
          'cell 6 (id cell-6): failure',
          'cell 7 (id cell-7): failure',
        ],
        ['n/fails.ipynb', 'cell 1 (id cell-1)', 'cell 2 (id cell-2): failure', 'cell 3 (id cell-3): skipped'],
        ['n/good.ipynb', 'cell 1 (id cell-1)'],
        ['n/nothing.ipynb'],
        ['n/broken.ipynb', 'the notebook: error'],
      ],
    )
    for (const { name: tag, attributes, children } of top.children) {
      assert.is(tag, 'testsuite')
      const results = children.filter((each) => each.name === 'testcase').map((each) => each.children[0]?.name)
      assert.is(Number(attributes.tests), results.length)
      for (const [key, what] of [
        ['failures', 'failure'],
        ['errors', 'error'],
        ['skipped', 'skipped'],
      ] as const) {
        assert.is(Number(attributes[key]), results.filter((each) => each === what).length)
      }
      assert.match(attributes.time!, /^\d+\.\d{3}$/)
      assert.match(attributes.timestamp!, /^\d{4}-\d\d-\d\dT/)
    }
  }))

test('a cell that is wrong → message, kind, diff, remedy, and the line of the file', () =>
  junit(everyOutcome, ({ children: [differs, fails] }, cwd) => {
    const [, second] = differs!.children.filter(({ name }) => name === 'testcase')
    const { classname, file, line } = second!.attributes
    assert.equal([classname, file], ['n.differs', 'n/differs.ipynb'])
    assert.match(readFileSync(join(cwd, file!), 'utf8').split('\n')[Number(line) - 1]!, /"print new/)
    const [failure] = second!.children
    assert.equal({ ...failure!.attributes }, { message: 'stdout differs from what is stored', type: 'output-differs' })
    assert.ok(failure!.text.includes('\n  - old\n  + new & <b>%0A::error::|`*\n'), failure!.text)
    assert.ok(failure!.text.includes('ackbook verify --update'), failure!.text)
    const [, thrown] = fails!.children.filter(({ name }) => name === 'testcase')
    // What no XML can hold is made visible.
    assert.is(thrown!.children[0]!.attributes.message, 'the cell failed: Error: <no> & "this",␇ either: 5 %')
  }))

const notebookOf = (text: string): NotebookReport => ({
  ...{ path: text, name: text, outcome: 'failed', kernel: text, milliseconds: 1, normalised: [], notes: [] },
  cells: [{ cell: 0, ordinal: 1, id: text, status: 'failed', milliseconds: 1 }],
  findings: [{ kind: 'cell-failed', cell: 0, ordinal: 1, message: text, detail: text, remedy: text, error: text }],
})
const facts = {
  ackbook: '1',
  command: 'verify',
  exitCode: 1,
  interrupted: false,
  started: '2026',
  milliseconds: 1,
} as const

test('any text in any place → well-formed, and what can be said in XML is read back', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 20 }), (text) => {
      const report = wholeReport({ ...facts, notebooks: [notebookOf(text)], problems: [{ path: text, message: text }] })
      parseXml(formatJunit(report))
    }),
  )
  const text = 'a\t<b c="d">&amp;]]>\n  \ud83d\ude00é'
  const [read] = parseXml(formatJunit(wholeReport({ ...facts, notebooks: [notebookOf(text)], problems: [] }))).children
  assert.is(read!.attributes.name, text)
  const failure = read!.children.at(-1)!.children[0]!
  assert.is(failure.text, [text, text, text].join('\n'))
  assert.match(
    formatJunit(wholeReport({ ...facts, notebooks: [notebookOf('\ud800\uffff\u0000')], problems: [] })),
    /"\ufffd\ufffd␀"/,
  )
})

test('what is wrong stands in no cell that ran → a case for the whole notebook fails', () => {
  for (const finding of [
    { kind: 'kernel-start', message: 'no' },
    { kind: 'process-left', message: 'no' },
    { kind: 'not-run', cell: 0, message: 'a cell was not run, and nothing says why' },
  ] as const) {
    const notebook: NotebookReport = {
      ...notebookOf('x'),
      cells: [{ cell: 0, ordinal: 1, status: 'not-run', milliseconds: 0 }],
      findings: [finding],
    }
    const [read] = parseXml(formatJunit(wholeReport({ ...facts, notebooks: [notebook], problems: [] }))).children
    const [result] = read!.children.at(-1)!.children
    assert.equal(
      [result!.name, result!.attributes.type],
      [finding.kind === 'kernel-start' ? 'error' : 'failure', finding.kind],
    )
  }
})

test('updated → passes', () => {
  const notebook: NotebookReport = { ...notebookOf('x'), outcome: 'updated' }
  const { attributes } = parseXml(formatJunit(wholeReport({ ...facts, notebooks: [notebook], problems: [] })))
  assert.equal([attributes.tests, attributes.failures], ['1', '0'])
})

test.run()
