import type { Command } from 'commander'
import { examples, exitCodes, worse } from '../../command/index.ts'
import { cached, configured, pathHelp } from './options.ts'
import type { Perform } from './perform.ts'

/** `ackbook render`. */
export function addRender(program: Command, perform: (asked: Perform) => void): void {
  configured(cached(program.command('render')))
    .argument('[PATH...]', pathHelp)
    .description(
      'Make a page of each notebook, and an index. The pages need no network and no other file; what they lack is listed.',
    )
    .requiredOption('--out <DIR>', 'the folder for the pages')
    .option('--title <TEXT>', "the heading of the index (default: the config's)")
    .option('--embed-remote', 'fetch the pictures that notebooks show from elsewhere, and put them into the pages')
    .option('--verify', 'run and verify the notebooks first (without it, the pages say what was found the last time)')
    .option(
      '--print',
      'make PDFs too, by an installed Chromium: each page, a worksheet of its questions, a booklet of all',
    )
    .option('--strict', 'write nothing (exit code 1) if anything is left out, not drawn or not verified')
    .option('--verbose', 'tell the causes of errors')
    .addHelpText('after', examples(renderExamples))
    .action((paths: string[], options) =>
      perform(async (io) => {
        const { renderNotebooks } = await import('../render.ts')
        if (!options.verify) return renderNotebooks(paths, options, io)
        const { verifyNotebooks } = await import('../verify.ts')
        const { out: _, title: __, ...others } = options
        const verified = await verifyNotebooks(paths, { ...others, goesOn: true }, io)
        if (verified.code === exitCodes.interrupted) return verified.code
        return worse(verified.code, await renderNotebooks(paths, options, io, verified.entries))
      }),
    )
}

const renderExamples = [
  ['ackbook render --out site', 'every notebook below notebooks/; then open site/index.html'],
  ['ackbook render a.ipynb --out pages', 'one page, which needs no index'],
  ['ackbook render --out site --verify --strict', 'only if every page shows all, verified'],
  ['ackbook render --out site --print', 'and site/print/: pages, worksheets and a booklet as PDFs'],
] as const
