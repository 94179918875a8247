import { main } from '../lib/cli/index.ts'
import { buildIfChanged } from './built.ts'

await buildIfChanged()
process.exit(await main(['render', '--out', 'site', '--title', 'TCP, run and seen', ...process.argv.slice(2)]))
