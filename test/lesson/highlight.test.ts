import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { renderLesson } from '../../lib/lesson/index.ts'
import { code, notebook, prose, read, textOf } from '../helpers/pages.ts'

function cellOf(language: string, source: string) {
  const metadata = { kernelspec: { name: language, display_name: language, language } }
  return read(renderLesson(notebook([code(source)], metadata), { name: 'x', links: [] }).html)
}
const magics = (language: string, source: string) => cellOf(language, source).all('span', 'magic').map(textOf)
const keywords = (language: string, source: string) => cellOf(language, source).all('span', 'k').map(textOf)

const languages: [string, string, string[]][] = [
  ['julia', 'function g() end', ['function', 'end']],
  ['R', 'if (TRUE) 1', ['if', 'TRUE']],
  ['octave', 'while x end', ['while', 'end']],
  ['scala', 'val x = 1', ['val']],
  ['haskell', 'module M where', ['module', 'where']],
  ['ipython3', 'def f(): pass', ['def', 'pass']],
  ['c++17', 'if (x) return;', ['if', 'return']],
  ['fortran', 'program p', ['program']],
]
for (const [language, source, found] of languages) {
  test(`a kernel of ${language} → its keywords stand out`, () => {
    assert.equal(keywords(language, source), found)
  })
}

const lines: [string, string, string[]][] = [
  [
    'python',
    '%matplotlib inline\n!pip install x\nf?\n?f\n%timeit g()\nx = a % b\ny = not a',
    ['%matplotlib inline', '!pip install x', 'f?', '?f', '%timeit g()'],
  ],
  ['python', 's = """\n!not a command\n%not magic\n"""', []],
  ['python', 'x != y\nz = (a\n% b)', []],
  ['julia', ';ls\n?sin\n]add X\nx ? y : z', [';ls', '?sin', ']add X']],
  ['csharp', '#!time\n#r "nuget: X"\n#region a', ['#!time', '#r "nuget: X"']],
  ['octave', '% a comment\n%%bash', []],
  ['typescript', '!x\n%y', []],
]
for (const [language, source, found] of lines) {
  test(`${language}: ${JSON.stringify(source)} → ${found.length} lines set apart, no character lost`, () => {
    assert.equal(magics(language, source), found)
    assert.is(textOf(cellOf(language, source).one('pre', 'code')), source)
  })
}

test('a cell magic → the rest of its cell in the language that it calls', () => {
  assert.equal(magics('python', '%%bash\nif true; then echo; fi\n!x'), ['%%bash'])
  assert.equal(keywords('python', '%%bash\nif true; then echo; fi'), ['if', 'true', 'then', 'fi'])
  assert.equal(keywords('python', '%%sql\nSELECT 1'), ['SELECT'])
  assert.equal(magics('python', '%%sql\nSELECT 1'), ['%%sql'])
  assert.equal(keywords('python', '%%time\ndef f(): pass'), ['def', 'pass'])
  assert.equal(keywords('python', '%%script ruby\nend'), ['end'])
  assert.equal(keywords('python', '%%writefile a.txt\ndef f(): pass'), [])
  assert.is(textOf(cellOf('python', '%%html\n<b>&amp;</b>').one('pre', 'code')), '%%html\n<b>&amp;</b>')
})

test('a name that is none of a language, markup in a magic → text', () => {
  for (const source of ['%%constructor\nx', '%%<b>\nx', '!<script>alert(1)</script>', '%%__proto__\nx'])
    assert.is(textOf(cellOf('python', source).one('pre', 'code')), source)
})

test('chunks of R Markdown and Quarto → highlighted code', () => {
  const { all } = read(
    renderLesson(notebook([prose('```{r, echo=FALSE}\nif (x) y\n```\n\n```{python}\ndef f(): pass\n```')]), {
      name: 'x',
      links: [],
    }).html,
  )
  assert.equal(all('span', 'k').map(textOf), ['if', 'def', 'pass'])
})

test.run()
