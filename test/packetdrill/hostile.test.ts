/** Whatever the text: a verdict, or a ScriptError with a place in it. Nothing else is thrown, and it ends. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { playScript, ScriptError } from '../../lib/packetdrill/index.ts'
import { PROFILE_NAMES } from '../../lib/tcp/profiles.ts'
import { draws } from '../helpers/draws.ts'

const folder = fileURLToPath(new URL('scripts/', import.meta.url))
const scripts = readdirSync(folder)
  .filter((name) => name.endsWith('.pkt'))
  .map((name) => readFileSync(`${folder}${name}`, 'utf8'))

/** What scripts are made of, and what they cannot have. */
const PIECES =
  '0 1 -1 4 0x10 4294967295 65536 1e9 . .. ... + * ~ < > ( ) [ ] { } | = , : S. P. F. R. . SEW - ack win urg mss wscale sackOK TS val ecr sack nop eol icmp unreachable frag_needed mtu // /* */ # ` " %{ }% assert tcpi_snd_cwnd == socket( bind( listen( accept( connect( read( write( close( shutdown( poll( fcntl( ioctl( setsockopt( getsockopt( SOL_TCP TCP_MAXSEG SO_SNDBUF SO_RCVBUF SO_LINGER TCP_USER_TIMEOUT F_SETFL O_NONBLOCK SHUT_RDWR MSG_OOB --mtu= --tolerance_usecs= \n \0 é 𝄞'.split(
    ' ',
  )

const piece = fc.constantFrom(...PIECES)
/** A script, changed at some places: a word taken out, put in, doubled, or one of another script's. */
const mutated = fc
  .record({
    script: fc.constantFrom(...scripts),
    changes: fc.array(
      fc.record({ at: fc.nat(), how: fc.nat(4), piece, number: fc.oneof(fc.nat(0xffff), fc.integer()) }),
      { minLength: 1, maxLength: 6 },
    ),
  })
  .map(({ script, changes }) => {
    const words = script.split(/(?<=[\s(),:])/)
    for (const { at, how, piece: word, number } of changes) {
      const place = at % words.length
      if (how === 0) words.splice(place, 1)
      else if (how === 1) words.splice(place, 0, `${word} `)
      else if (how === 2) words.splice(place, 0, words[place]!)
      else if (how === 3) words[place] = words[place]!.replace(/\d+/, String(number))
      else words.splice(place, 1, words[(place * 7) % words.length]!)
    }
    return words.join('')
  })

function endsWell(script: string, os: (typeof PROFILE_NAMES)[number]): void {
  try {
    const { lasted } = playScript(script, { os, strict: true, records: true })
    assert.ok(lasted >= 0)
  } catch (error) {
    if (!(error instanceof ScriptError)) throw error
    const { line, column, message } = error
    assert.ok(line >= 1 && line <= script.split('\n').length, message)
    assert.ok(column >= 1, message)
    assert.ok(!/undefined|NaN|\[object/.test(message), message)
  }
}

const os = fc.constantFrom(...PROFILE_NAMES)

test('scripts that were changed → a verdict or a ScriptError', () => {
  fc.assert(fc.property(mutated, os, endsWell), { numRuns: draws(300) })
})

test('words in any order → a verdict or a ScriptError', () => {
  const text = fc.array(piece, { maxLength: 60 }).map((words) => words.join(' '))
  fc.assert(fc.property(text, os, endsWell), { numRuns: draws(300) })
})

test('any text → a verdict or a ScriptError', () => {
  const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.string({ maxLength: 300 }))
  fc.assert(fc.property(text, os, endsWell), { numRuns: draws(300) })
})

test('nested and long without end → a ScriptError, not a stack that overflows', () => {
  const deep = 20_000
  for (const script of [
    `0 %{ assert ${'('.repeat(deep)} }%`,
    `0 %{ assert ${'1 + '.repeat(deep)}1 }%`,
    `0 %{ assert ${'1 if 1 else '.repeat(deep)}1 }%`,
    `0 %{ assert ${'not '.repeat(deep)}1 }%`,
    `0 %{ assert ${'-'.repeat(deep)}1 }%`,
    `0 socket(${'['.repeat(deep)}`,
    `0 socket(${'{a='.repeat(deep)}`,
    `0 socket(${'f('.repeat(deep)}`,
  ]) {
    assert.throws(
      () => playScript(script),
      (error: unknown) => error instanceof ScriptError,
    )
  }
})

test.run()
