import { type Command, InvalidArgumentError } from 'commander'
import { examples } from '../../command/index.ts'
import { pathHelp, withConfig } from './options.ts'
import type { Perform } from './perform.ts'

/** `ackbook serve`. */
export function addServe(program: Command, perform: (asked: Perform) => void): void {
  withConfig(program.command('serve'))
    .argument('[PATH...]', pathHelp)
    .description(
      'Show the pages of notebooks in a browser, and make each again when its notebook, the config or a picture is saved: the page is loaded again where it was being read. Only for this machine; Ctrl-C ends it.',
    )
    .option('--port <NUMBER>', 'the port of 127.0.0.1 (default: one that is free)', tcpPort)
    .option('--open', 'open the browser as well')
    .option('--title <TEXT>', "the heading of the index (default: the config's)")
    .option('--verbose', 'tell the causes of errors')
    .addHelpText('after', examples(serveExamples) + serveCodes)
    .action((paths: string[], options) =>
      perform(async (io) => (await import('../serve.ts')).serveNotebooks(paths, options, io)),
    )
}

function tcpPort(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65535) throw new InvalidArgumentError('It is a number up to 65535.')
  return Number(text)
}

const serveCodes = `
Nothing is run: outputs are those stored. A notebook that cannot be read keeps its page, and every page says what is wrong.
Exit codes: 0 ended by Ctrl-C   2 no page could be made, or the port is taken
`

const serveExamples = [
  ['ackbook serve', 'every notebook below notebooks/; the address is printed'],
  ['ackbook serve a.ipynb --open', 'one notebook, in your browser'],
  ['ackbook serve --port 8000', 'at the same address each time'],
] as const
