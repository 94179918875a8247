import { basename, dirname } from 'node:path'

/**
 * Which tests a change asks for, in the order in which they run: those of the file's own name first, then the room's.
 * Words for `npm test -- …`; none for what no test looks at.
 *
 * @param changed a file, from the project's folder, with `/`
 * @param tests all test files, from `test/`
 */
export function testsFor(changed: string, tests: readonly string[]): string[] {
  const [top, ...below] = changed.split('/')
  if (!/\.(ts|ipynb|json|svg|html|txt|py|mjs)$/.test(changed)) return []
  if (top === 'notebooks') return wordsOf(tests.filter((test) => test === 'course.test.ts'))
  if (top !== 'lib' && top !== 'test') return []
  const inside = below.join('/')
  if (top === 'test' && tests.includes(inside)) return wordsOf([inside])
  // What is golden stands beside its room: test/output/draw, test/input/lesson.
  const path = top === 'test' ? inside.replace(/^(input|output)\//, '') : inside
  const [room = ''] = path.includes('/') ? path.split('/') : ['']
  const name = basename(path).replace(/\.\w+$/, '')
  const within = tests.filter((test) => (room === '' ? dirname(test) === '.' : test.startsWith(`${room}/`)))
  const own = within.filter((test) => basename(test) === `${name}.test.ts`)
  if (room === '') return wordsOf(own)
  return [...wordsOf(own), ...(within.length > own.length ? [room] : [])]
}

function wordsOf(tests: readonly string[]): string[] {
  return tests.map((test) => test.replace(/\.test\.ts$/, ''))
}
