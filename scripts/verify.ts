import { main } from '../lib/cli/index.ts'
import { buildIfChanged } from './built.ts'

await buildIfChanged()
process.exit(await main(['verify', ...process.argv.slice(2)]))
