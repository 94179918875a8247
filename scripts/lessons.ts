/**
 * Writes the table of the course's lessons into `README.md`, from what the notebooks say of themselves.
 *
 *     npm run lessons
 */
import { writeFileSync } from 'node:fs'
import { README_FILE, readmeWithLessons } from './lessons/table.ts'
import { optionsOf } from './options.ts'

optionsOf({})
writeFileSync(README_FILE, readmeWithLessons())
