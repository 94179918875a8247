// @ts-check
import { buildIfChanged } from './built.js'

await buildIfChanged()
const { main } = await import('../lib/dist/cli/main.js')
process.exit(await main(['render', '--out', 'site', ...process.argv.slice(2)]))
