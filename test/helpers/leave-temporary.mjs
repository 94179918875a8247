/**
 * Makes a temporary file beside `FOLDER/a.ipynb` and a temporary folder in FOLDER, says so, and stays until it is killed, or ends
 * at once by itself: `node leave-temporary.mjs FOLDER [end]`.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryBeside, temporaryFolder } from '../../lib/dist/files/temporary.js'

const [folder = '', end] = process.argv.slice(2)
writeFileSync(temporaryBeside(join(folder, 'a.ipynb')), 'half')
writeFileSync(join(await temporaryFolder(folder, 'kernel'), 'key'), 'secret')
process.stdout.write('made\n')
if (end === 'end') process.exit(130)
setInterval(() => {}, 1000)
