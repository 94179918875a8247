import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { SETTINGS_FILE, settingsTable } from '../../scripts/settings/table.ts'

test('the settings of a connection in the code → the table that is printed', () => {
  assert.is(readFileSync(SETTINGS_FILE, 'utf8'), settingsTable(), 'run `npm run settings`')
})

test.run()
