import { exitCodes, processIo, renderNotebooks, verifyNotebooks, worse } from '../lib/cli/index.ts'
import { buildIfChanged } from './built.ts'

/** Verifies the course, then makes its pages, which say what verifying found. */
await buildIfChanged()
const io = processIo()
const verified = await verifyNotebooks(['notebooks'], {}, io)
if (verified.code === exitCodes.interrupted) process.exit(verified.code)
const rendered = await renderNotebooks(['notebooks'], { out: 'site', title: 'TCP, run and seen' }, io, verified.entries)
process.exit(worse(verified.code, rendered))
