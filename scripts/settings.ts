/**
 * Writes the table of the engine's settings, `lib/tcp/settings.md`, from the one in the code.
 *
 *     npm run settings
 */
import { writeFileSync } from 'node:fs'
import { SETTINGS_FILE, settingsTable } from './settings/table.ts'

writeFileSync(SETTINGS_FILE, settingsTable())
