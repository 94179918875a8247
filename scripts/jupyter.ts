import { main } from '../lib/cli/index.ts'

process.exit(await main(['jupyter', ...process.argv.slice(2)]))
