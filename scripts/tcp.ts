import { main } from '../lib/programs/index.ts'

process.exit(await main(process.argv.slice(2)))
