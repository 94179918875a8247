import { main } from '../lib/cli/index.ts'

process.exit(await main(['render', '--out', 'site', '--title', 'TCP, run and seen', ...process.argv.slice(2)]))
