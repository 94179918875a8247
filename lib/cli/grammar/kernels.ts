import type { Command } from 'commander'
import { examples } from '../../command/index.ts'
import type { Perform } from './perform.ts'

/** `ackbook kernels` and what is below it. */
export function addKernels(program: Command, perform: (asked: Perform) => void): void {
  const kernels = program
    .command('kernels')
    .description('List the kernels that are installed, where, and the one a TypeScript notebook would get.')
    .option('--prepare', 'make now what the TypeScript kernel starts from here, which its first start would make')
    .option('--gateway <URL>', 'list those of the Jupyter Server or Enterprise Gateway there, and no others')
    .addHelpText('after', examples(kernelsExamples))
    .action(({ prepare, gateway }) =>
      perform(async (io) => {
        if (gateway !== undefined) return (await import('../remote-kernels.ts')).listRemoteKernels(gateway, io)
        if (prepare) return (await import('../prepare.ts')).prepareKernel(io)
        return (await import('../kernels.ts')).listKernels(io)
      }),
    )

  kernels
    .command('check')
    .argument('[NAME]', 'one that "ackbook kernels" lists (default: the one a TypeScript notebook would get)')
    .description(
      'Start a kernel and try what matters for verifying: what it tells of outputs and failures, how it is interrupted, what it leaves behind. A line each says what that means; 1 is the exit code of a kernel with which nothing can be verified.',
    )
    .option('--source <FILE>', 'what to try it with, where its language is neither TypeScript, JavaScript nor Python')
    .option('--json <FILE>', 'write it as JSON; - is stdout, and what people read goes to stderr then')
    .addHelpText('after', examples(kernelCheckExamples) + aboutSources)
    .action((name: string | undefined, options) =>
      perform(async (io) => (await import('../check-kernel.ts')).checkKernelNamed(name, options, io)),
    )

  installation(kernels.command('install'))
    .description(
      'Install the TypeScript kernel of this package for every Jupyter front end: JupyterLab, Notebook, VS Code. It starts at once, from a snapshot that is made now.',
    )
    .option('--display-name <TEXT>', 'what front ends show (default: TypeScript (tslab))')
    .option('--replace', 'put it in place of one of this name that something else has put there')
    .option('--no-prepare', 'do not make the snapshot now: its first start will')
    .addHelpText('after', examples(installExamples))
    .action((options) => perform(async (io) => (await import('../install.ts')).installHere(options, io)))

  installation(kernels.command('uninstall'))
    .description('Take away what "ackbook kernels install" has put there; nothing else is touched.')
    .addHelpText('after', examples(uninstallExamples))
    .action((options) => perform(async (io) => (await import('../install.ts')).uninstallHere(options, io)))
}

/** Where a kernel is installed, and by which name. */
function installation(command: Command): Command {
  return command
    .option('--name <NAME>', 'its name, by which notebooks ask for it (default: tslab)')
    .option('--prefix <DIR>', "an environment of Python's or conda's (default: your own folder for Jupyter)")
}

const kernelsExamples = [
  ['ackbook kernels', 'all, and the one a TypeScript notebook here would get'],
  ['ackbook verify --kernel NAME', 'use one of them'],
  ['ackbook kernels check deno', 'what one does that matters for verifying, and what it does not'],
  ['ackbook kernels --gateway http://127.0.0.1:8888', 'those of a server; its token is in JUPYTER_TOKEN'],
  ['ackbook kernels --prepare', 'in the image of a container, or before work: no notebook waits then'],
  ['ackbook kernels install', 'for JupyterLab and VS Code, wherever they are started; "uninstall" takes it away'],
] as const

const kernelCheckExamples = [
  ['ackbook kernels check', 'the one a TypeScript notebook here would get'],
  ['ackbook kernels check python3', 'ipykernel'],
  ['ackbook kernels check python3 --json check.json', 'for a program to read'],
  ['ackbook kernels check julia-1.11 --source julia.json', 'a language that ackbook has no source for'],
] as const

const aboutSources = `
Sources of another language are an object of texts; what is left out is not tried:
  { "stdout": "println(\\"ackbook\\")", "error": "error(\\"ackbook\\")", "loop": "while true end" }
`

const installExamples = [
  ['ackbook kernels install', 'for you, in every folder'],
  ['ackbook kernels install --prefix .venv', 'for the Jupyter of that environment alone'],
  ['ackbook kernels install --name ts-next --display-name "TypeScript (next)"', 'beside another'],
] as const

const uninstallExamples = [
  ['ackbook kernels uninstall', 'yours'],
  ['ackbook kernels uninstall --prefix .venv', 'that of an environment'],
] as const
