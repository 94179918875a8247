import { main } from '../lib/cli/index.ts'
import { buildIfChanged } from './built.ts'

await buildIfChanged()
process.exit(await main(['jupyter', ...process.argv.slice(2)]))
