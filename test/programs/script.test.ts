import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { withFolder } from '../helpers/folder.ts'
import { run } from './command.ts'

const OPEN = `0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
+0 bind(3, ..., ...) = 0
+0 listen(3, 1) = 0
+.1 < S 0:0(0) win 1000 <mss 1000>
+0 > S. 0:0(0) ack 1 <mss 1460>
`
const WRONG = `${OPEN}+.1 < . 1:1(0) ack 1 win 1000
+0 accept(3, ..., ...) = 4
+0 write(4, ..., 10) = 10
+0 > . 1:11(10) ack 1
`

test('a script that holds → a line, 0', () =>
  withFolder({ 'open.pkt': OPEN }, async (folder) => {
    const { code, out, err } = await run(['script', join(folder, 'open.pkt')])
    assert.equal([code, err], [0, ''])
    assert.is(out, `${join(folder, 'open.pkt')}: passes (100 ms of virtual time)\n`)
  }))

test('a script that does not hold → the first difference, expected beside seen, 1', () =>
  withFolder({ 'wrong.pkt': WRONG }, async (folder) => {
    const { code, out } = await run(['script', join(folder, 'wrong.pkt')])
    assert.is(code, 1)
    assert.is(
      out,
      `${join(folder, 'wrong.pkt')}:9: another packet is sent: flags differ
  expected  0.200000 > . 1:11(10) ack 1
  seen      0.200000 > P. 1:11(10) ack 1 win 65535
`,
    )
  }))

test('what is no script → a sentence with line and column, 2', () =>
  withFolder({ 'none.pkt': `${OPEN}+0 > S. 0:0(0) ack x\n` }, async (folder) => {
    const { code, out } = await run(['script', join(folder, 'none.pkt')])
    assert.is(code, 2)
    assert.is(out, `${join(folder, 'none.pkt')}:6:20: cannot be played: ack is expected here, and "x" stands\n`)
  }))

test('a folder → its scripts and those below, by name, and how many pass; the worst code', () =>
  withFolder({ 'b.pkt': WRONG, 'a/c.pkt': OPEN, 'notes.txt': 'none', 'z.pkt': '`rm -rf x`\n0 boo' }, async (folder) => {
    const { code, out } = await run(['script', folder])
    assert.is(code, 2)
    const lines = out.split('\n').filter((line) => /^\S/.test(line))
    assert.equal(
      lines.map((line) => line.replace(`${folder}/`, '').replace(/:.*/, '')),
      ['a/c.pkt', 'b.pkt', 'z.pkt', '1 of 3 scripts pass by the rules of ackbook, 1 differ, 1 cannot be played.'],
    )
  }))

test('--os, --strict → the rules that it is held to', () =>
  withFolder(
    { 'open.pkt': OPEN.replace('<mss 1000>', '<mss 1000,wscale 1>').replace('1460', '1460,wscale 7') },
    async (folder) => {
      const path = join(folder, 'open.pkt')
      assert.is((await run(['script', path])).code, 1)
      assert.is((await run(['script', path, '--os', 'linux'])).code, 0)
      writeFileSync(path, OPEN.split('\n').slice(0, 4).join('\n'))
      assert.is((await run(['script', path])).code, 0)
      const { code, out } = await run(['script', path, '--strict'])
      assert.is(code, 1)
      assert.match(
        out,
        /a packet is sent that no line expects\n.*\n {2}seen {6}0\.100000 > S\. 0:0\(0\) ack 1 win 65535 <mss 1460>$/m,
      )
    },
  ))

test('--json → verdicts as data', () =>
  withFolder({ 'a.pkt': OPEN, 'b.pkt': WRONG, 'c.pkt': '`echo`\n0 x' }, async (folder) => {
    const { code, out } = await run(['script', '--json', folder])
    assert.is(code, 2)
    const [a, b, c] = JSON.parse(out)
    assert.equal(a, { file: join(folder, 'a.pkt'), outcome: 'passes', lasted: 100 })
    assert.equal([b.outcome, b.line, b.expected], ['differs', 9, '0.200000 > . 1:11(10) ack 1'])
    assert.equal([c.outcome, c.line, c.column], ['unreadable', 2, 4])
  }))

test('--ladder, --svg → the segments, in a table and as a picture', () =>
  withFolder({ 'wrong.pkt': WRONG }, async (folder) => {
    const svg = join(folder, 'ladder.svg')
    const { out } = await run(['script', join(folder, 'wrong.pkt'), '--ladder', '--svg', svg])
    assert.match(out, /^100 +our TCP → script +SYN ACK seq 0 ack 1 +arrives 120$/m)
    assert.match(readFileSync(svg, 'utf8'), /^<svg[\s\S]*PSH ACK[\s\S]*<\/svg>\s*$/)
  }))

test('a command in a script → never run, and told of', () =>
  withFolder({}, async (folder) => {
    const trace = join(folder, 'trace')
    writeFileSync(join(folder, 'a.pkt'), `\`touch ${trace}\`\n${OPEN}`)
    const { code, out } = await run(['script', join(folder, 'a.pkt')])
    assert.is(code, 0)
    assert.match(out, /^ {2}line 1: no command is ever run; passed over: touch /m)
    assert.throws(() => readFileSync(trace), /ENOENT/)
  }))

const refused: readonly (readonly [argv: string[], sentence: RegExp])[] = [
  [['FOLDER/none.pkt'], /none\.pkt cannot be read: there is nothing of that name; give a script, or a folder of them$/],
  [['FOLDER/empty'], /empty has no script in it: their names end in \.pkt$/],
  [['FOLDER/a.pkt', 'FOLDER/a.pkt', '--svg', 'x.svg'], /--svg draws one script, and these are 2: name one$/],
  [
    ['FOLDER/a.pkt', '--svg', 'FOLDER/no/where.svg'],
    /cannot be written: there is nothing of that name; give --svg another name$/,
  ],
  [
    ['FOLDER/a.pkt', '--os', 'solaris'],
    /Allowed choices are ackbook, rfc, linux, freebsd\. See: ackbook tcp script --help$/,
  ],
]

for (const [argv, sentence] of refused) {
  test(`script ${argv.join(' ')} → a sentence, 2`, () =>
    withFolder({ 'a.pkt': OPEN, 'empty/x': 'x' }, async (folder) => {
      const { code, out, err } = await run(['script', ...argv.map((word) => word.replace('FOLDER', folder))])
      assert.equal([code, out], [2, ''])
      assert.match(err.trimEnd(), sentence)
    }))
}

test("the help's example → a script that holds", () =>
  withFolder({}, async (folder) => {
    const { out } = await run(['script', '--help'])
    const example = /at its time:\n([\s\S]*?)\n\n/.exec(out)![1]!
    writeFileSync(join(folder, 'example.pkt'), example)
    assert.is((await run(['script', join(folder, 'example.pkt'), '--strict'])).code, 0)
  }))

test("the page's example → holds, and with another time differs as the page says", () =>
  withFolder({}, async (folder) => {
    const page = readFileSync(new URL('../../docs/scripts.md', import.meta.url), 'utf8')
    const [, example = '', , told = ''] = page.split(/^```\n/m)
    const path = join(folder, 'lost.pkt')
    writeFileSync(path, example)
    assert.is((await run(['script', path, '--strict'])).code, 0)
    writeFileSync(path, example.replace('   +1 >', '  +.5 >'))
    assert.is((await run(['script', path])).out.replace(`${folder}/`, ''), told)
  }))

test.run()
