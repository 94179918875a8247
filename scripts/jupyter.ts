import { main } from '../lib/cli/index.ts'
import { buildIfChanged } from './built.js'

await buildIfChanged()
process.exit(await main(['jupyter', ...process.argv.slice(2)]))
