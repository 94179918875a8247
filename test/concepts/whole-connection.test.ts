import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { LESSONS, linkTo } from '../../lib/concepts/course.ts'
import { segmentsOf } from '../../lib/concepts/helpers.ts'
import { absentFrom, marked, marksOf, marksTable } from '../../lib/concepts/marks.ts'
import { summaryFigure, summarySheet } from '../../lib/concepts/summary-sheet.ts'
import { LETTER, wholeConnection } from '../../lib/concepts/whole-connection.ts'
import { statePath } from '../../lib/draw/index.ts'
import { flawsOf } from '../draw/geometry.ts'

const whole = await wholeConnection()
const { trace } = whole
const marks = marksOf(trace)
const timeOf = (short: string): number => marks.find((mark) => mark.short === short)!.time

test('the letter → arrives whole, although a segment is lost and the reader sleeps', () => {
  const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0)
  assert.equal([sum(whole.sends), sum(whole.reads)], [LETTER, LETTER])
  assert.is(whole.receipt, `${LETTER} bytes in ${whole.reads.length} reads`)
  assert.ok(whole.sends.length > 1 && whole.sends[0]! < LETTER)
})

test('the states → every one that an orderly connection passes, TIME-WAIT to its end', () => {
  const [client, server] = ['client', 'server'].map((host) => statePath(trace, host).states)
  assert.equal(client, ['CLOSED', 'SYN-SENT', 'ESTABLISHED', 'FIN-WAIT-1', 'FIN-WAIT-2', 'TIME-WAIT', 'CLOSED'])
  assert.equal(server, ['CLOSED', 'LISTEN', 'SYN-RECEIVED', 'ESTABLISHED', 'CLOSE-WAIT', 'LAST-ACK', 'CLOSED'])
  assert.is(Math.round(timeOf('2MSL later: CLOSED') - timeOf('TIME-WAIT')), 60_000)
})

test('one loss → sent again once, by the third duplicate ACK, before any timer', () => {
  assert.is(segmentsOf(trace).filter(({ retransmission }) => retransmission).length, 1)
  const timers = trace.events.filter((event) => event.type === 'timer' && event.timer === 'retransmission')
  assert.equal(timers, [])
})

test('the sleeping reader → window 0, probes, an update, in this order', () => {
  const times = ['the reader sleeps', 'window 0', 'window probe', 'window update', 'FIN'].map(timeOf)
  assert.equal(
    times,
    times.toSorted((a, b) => a - b),
  )
  assert.ok(times[3]! - times[0]! >= 350)
})

test('the marks → numbered in order of time, and every lesson but this one has one', () => {
  assert.equal(
    marks.map(({ number }) => number),
    marks.map((_, index) => index + 1),
  )
  assert.ok(marks.every((mark, index) => index === 0 || mark.time >= marks[index - 1]!.time))
  const lessons = new Set(marks.map(({ lesson }) => lesson))
  assert.equal(
    LESSONS.map(({ name }) => name).filter((name) => !lessons.has(name)),
    ['3-summary'],
  )
})

test('the lost segment → marked where it leaves, not where its loss shows', () => {
  const lost = marks.find(({ short }) => short === 'lost')!
  const [event, resent] = [trace.events[lost.index], segmentsOf(trace).find(({ retransmission }) => retransmission)!]
  assert.ok(event?.type === 'packet' && event.what === 'sent' && event.from === 'client')
  assert.is(event.segment?.seq, resent.segment.seq)
  assert.ok(lost.time < resent.time)
})

test('a trace that does not show a concept → an error that names it', () => {
  const events = trace.events.filter((event) => event.type !== 'packet' || !event.windowProbe)
  assert.throws(() => marksOf({ ...trace, events }), /does not show: window probe/)
})

test('a trace without loss and sleep → the marks that it has not, by their names', async () => {
  assert.equal(absentFrom(trace, marks), [])
  const calm = await wholeConnection({ lost: 0, nap: 0 })
  const absent = absentFrom(calm.trace, marks).map(({ short }) => short)
  const loss = ['lost', 'fast retransmit', 'the hole is filled']
  assert.equal(absent, [...loss, 'the reader sleeps', 'window 0', 'window probe', 'window update'])
})

test('marked → the marks in place of what the programs said, everything else as it was', () => {
  const { events } = marked(trace, marks)
  const notes = events.flatMap((event) => (event.type === 'program' ? [event.text] : []))
  assert.equal(
    notes,
    marks.map(({ number, short }) => `${number}. ${short}`),
  )
  assert.equal(
    events.filter(({ type }) => type !== 'program'),
    trace.events.filter(({ type }) => type !== 'program'),
  )
})

test('the table → a row a mark, each with a link to its lesson', () => {
  const [, , ...rows] = marksTable(marks).split('\n')
  assert.is(rows.length, marks.length)
  for (const [index, row] of rows.entries()) assert.ok(row.includes(`](${marks[index]!.lesson}.ipynb)`), row)
  assert.throws(() => linkTo('4-nothing'), /no lesson "4-nothing"/)
})

test('nothing lost → nothing sent again, and cwnd is not cut before the line falls idle', async () => {
  const calm = await wholeConnection({ lost: 0, nap: 0 })
  assert.is(segmentsOf(calm.trace).filter(({ retransmission }) => retransmission).length, 0)
  const cwnd = calm.trace.events.flatMap((event) =>
    event.type === 'sample' && event.host === 'client' ? (event.cwnd ?? []) : [],
  )
  assert.equal(
    cwnd,
    cwnd.toSorted((a, b) => a - b),
  )
  assert.not(calm.trace.events.some((event) => event.type === 'packet' && event.windowProbe))
})

test('the sheet → every mark on it, and in its text alternative', () => {
  const svg = summarySheet(trace, marks)
  const [, description = ''] = /<desc[^>]*>(.*?)<\/desc>/s.exec(svg) ?? []
  for (const { number, short } of marks) {
    assert.ok(description.includes(`${number}: ${short}, `), short)
    if (number < marks.length) assert.match(svg, new RegExp(`>${number}\\. `), short)
  }
  for (const caption of ['Sequence numbers', 'Windows', 'What may be sent']) assert.ok(svg.includes(`>${caption}<`))
})

test('the sheet as a figure → sound at both widths, two columns or one, a row a mark', () => {
  const figure = summaryFigure(trace, marks)
  const [wide, narrow] = [figure.svg(), figure.svg(340)].map((svg) =>
    /viewBox="0 0 (\d+) (\d+)"/.exec(svg)!.map(Number),
  )
  assert.ok(wide![1]! > 900 && wide![1]! < 1050)
  assert.ok(wide![2]! / wide![1]! < 1.4, 'higher than a page of A4')
  assert.is(narrow![1], 340)
  for (const [svg, width] of [
    [figure.svg(), wide![1]!],
    [figure.svg(340), 340],
  ] as const)
    assert.equal(flawsOf(svg, width), [], `${width}`)
  assert.is(figure.table.split('\n').length, marks.length + 1)
})

test('the same again → the same trace', async () => {
  assert.equal((await wholeConnection()).trace, trace)
})

test.run()
