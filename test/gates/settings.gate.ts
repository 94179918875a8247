/** Each lesson names every setting with which its connections differ from the defaults, in one line; the run says which they are. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { verify } from '../../lib/index.ts'
import { type Cell, formatNotebook, hasTag, isCode, parseNotebook } from '../../lib/notebook/index.ts'
import { lessons, outputText } from '../helpers/course.ts'
import { withFolder } from '../helpers/folder.ts'

/** All settings come from one copy of the defaults: whoever makes it sees them all, and at the end how they were used. */
const WATCH = `
import { Stack } from 'ackbook/tcp'
const engineObject = Object.getPrototypeOf(Stack.prototype).constructor as ObjectConstructor
const assignAsEver = engineObject.assign
const seenSettings: Record<string, unknown>[] = []
engineObject.assign = ((target: object, ...sources: object[]) => {
  const result = assignAsEver(target, ...sources)
  if ('sackAfterTimeout' in result) seenSettings.push(result as never)
  return result
}) as never
new Stack({ addresses: ['10.0.0.1'], secret: new Uint8Array(16) })
const defaultSettings = { ...seenSettings.shift()! }`

/** What a profile brings is named by the name of the profile. */
const TELL = `
import { type ProfileName, profileDifferences } from 'ackbook/tcp'
const broughtBy = (profile: ProfileName) =>
  profileDifferences(['ackbook', profile]).map(({ setting, values }) => [setting, values[1]!.value] as const)
const otherSettings: Record<string, Set<string>> = {}
for (const settings of seenSettings) {
  const usual = { ...defaultSettings, ...Object.fromEntries(broughtBy(settings.profile as ProfileName)) }
  for (const [name, value] of Object.entries(settings))
    if (value !== usual[name as never]) (otherSettings[name] ??= new Set()).add(String(value))
}
const toldSettings = Object.entries(otherSettings).map(([name, values]) => [name, [...values].sort()])
console.log(JSON.stringify(Object.fromEntries(toldSettings)))`

for (const { name, notebook } of lessons()) {
  test(`${name}: its line of settings → those of its connections that differ from the defaults, no more and no fewer`, () =>
    withFolder({}, async (cwd) => {
      // What an exercise tries is the exercise's; behind them there is only clean-up.
      const exercises = notebook.cells.findIndex((cell) => hasTag(cell, 'starter'))
      const cells = notebook.cells.slice(0, exercises)
      const [before, after] = [code('watch', WATCH), code('tell', TELL)]
      const path = join(cwd, 'watched.ipynb')
      writeFileSync(path, formatNotebook({ ...notebook, cells: [before, ...cells.map(withoutOutputs), after] }))
      const { notebooks } = await verify('watched.ipynb', { cwd, rerun: false, cache: false, update: true })
      assert.equal(
        notebooks[0]!.findings.filter(({ kind }) => kind === 'cell-failed'),
        [],
      )
      const told = outputText(parseNotebook(readFileSync(path, 'utf8'), path).cells.at(-1)!)
      const seen = Object.entries(JSON.parse(told) as Record<string, string[]>)
      const line = notebook.cells.find(({ id }) => id === 'settings')?.source ?? ''
      const expected = seen.map(([setting, values]) => asWritten(setting, values)).sort()
      assert.equal(
        [...line.matchAll(/`(\w+(?:: [^`]+)?)`/g)].map(([, each]) => each!).sort(),
        expected,
        expected.join('`, `'),
      )
    }))
}

/** \`delayedAck: 0\`; one that many values were tried of, by its name. */
function asWritten(setting: string, values: string[]): string {
  return values.length === 1 && setting.length + values[0]!.length < 60 ? `${setting}: ${values[0]}` : setting
}

function code(id: string, source: string): Cell {
  return { cell_type: 'code', id, source, metadata: {}, outputs: [], execution_count: null } as Cell
}

function withoutOutputs(cell: Cell): Cell {
  return isCode(cell) ? ({ ...cell, outputs: [] } as Cell) : cell
}

test.run()
