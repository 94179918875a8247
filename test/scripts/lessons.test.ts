import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { README_FILE, readmeWithLessons } from '../../scripts/lessons/table.ts'

test('what the lessons say of themselves → the table in the README', () => {
  assert.is(readFileSync(README_FILE, 'utf8'), readmeWithLessons(), 'run `npm run lessons`')
})

test.run()
