// @ts-check
import { buildIfChanged } from './built.js'

/** Verifies the course, then makes its pages, which say what verifying found. What has not changed is neither run nor made again. */
await buildIfChanged()
const { exitCodes, worse } = await import('../lib/dist/command/exit.js')
const { processIo } = await import('../lib/dist/cli/io.js')
const { verifyNotebooks } = await import('../lib/dist/cli/verify.js')
const io = processIo()
const verified = await verifyNotebooks(['notebooks'], {}, io)
if (verified.code === exitCodes.interrupted) process.exit(verified.code)
const { renderNotebooks } = await import('../lib/dist/cli/render.js')
const rendered = await renderNotebooks(['notebooks'], { out: 'site' }, io, verified.entries)
process.exit(worse(verified.code, rendered))
