import { main } from '../lib/cli/index.ts'

process.exit(await main(['verify', ...process.argv.slice(2)]))
