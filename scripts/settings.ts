/**
 * Writes the table of the engine's settings, `lib/tcp/settings.md`, from the one in the code.
 *
 *     npm run settings
 */
import { writeFileSync } from 'node:fs'
import { optionsOf } from './options.ts'
import { SETTINGS_FILE, settingsTable } from './settings/table.ts'

optionsOf({})
writeFileSync(SETTINGS_FILE, settingsTable())
