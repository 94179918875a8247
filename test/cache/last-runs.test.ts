import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { LastRuns } from '../../lib/cache/index.ts'
import { withFolder } from '../helpers/folder.ts'

const test = suite('last runs')
const files = { 'p/package.json': '{}', 'p/a.ipynb': '', 'p/b.ipynb': '', 'q/package.json': '{}', 'q/a.ipynb': '' }

test('what was noted → known by path, of each project and command apart', () =>
  withFolder(files, async (top) => {
    const [kept, a, b, other] = [
      join(top, 'kept'),
      join(top, 'p/a.ipynb'),
      join(top, 'p/b.ipynb'),
      join(top, 'q/a.ipynb'),
    ]
    const first = new LastRuns(kept, 'verify')
    first.note(a, true)
    first.note(b, false)
    await first.keep()
    const second = new LastRuns(kept, 'verify')
    assert.equal([second.wasGood(a), second.wasGood(b), second.wasGood(other)], [true, false, undefined])
    assert.is(new LastRuns(kept, 'run').wasGood(a), undefined)
  }))

test('two that note at once → both; one that is gone → forgotten', () =>
  withFolder(files, async (top) => {
    const [kept, a, b] = [join(top, 'kept'), join(top, 'p/a.ipynb'), join(top, 'p/b.ipynb')]
    const [one, other] = [new LastRuns(kept, 'verify'), new LastRuns(kept, 'verify')]
    one.note(a, false)
    other.note(b, false)
    await one.keep()
    await other.keep()
    assert.equal([new LastRuns(kept, 'verify').wasGood(a), new LastRuns(kept, 'verify').wasGood(b)], [false, false])
    rmSync(b)
    one.note(a, true)
    await one.keep()
    writeFileSync(b, '')
    assert.equal([new LastRuns(kept, 'verify').wasGood(a), new LastRuns(kept, 'verify').wasGood(b)], [true, undefined])
  }))

test('a folder that cannot be used → nothing is known, and nothing breaks', () =>
  withFolder({ ...files, kept: 'a file' }, async (top) => {
    const runs = new LastRuns(join(top, 'kept'), 'verify')
    runs.note(join(top, 'p/a.ipynb'), true)
    await runs.keep()
    assert.is(new LastRuns(join(top, 'kept'), 'verify').wasGood(join(top, 'p/a.ipynb')), undefined)
  }))

test.run()
