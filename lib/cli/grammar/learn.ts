import type { Command } from 'commander'
import { examples } from '../../command/index.ts'
import { withConfig } from './options.ts'
import type { Perform } from './perform.ts'

/** `ackbook learn`. */
export function addLearn(program: Command, perform: (asked: Perform) => void): void {
  withConfig(program.command('learn'))
    .argument('[DIR]', 'the folder of the notebooks (default: what the config includes, else notebooks)')
    .description(
      "Write learner's copies of notebooks: nothing has run, questions answer by themselves, explanations and solutions are folded. The originals stay as they are, and so does every copy that is there.",
    )
    .option('--out <DIR>', 'the folder of the copies (default: learn, beside that of the notebooks); git ignores it')
    .option('--verbose', 'tell the causes of errors')
    .addHelpText('after', examples(learnExamples) + aboutCopies)
    .action((folder: string | undefined, options) =>
      perform(async (io) => (await import('../learn.ts')).copyForLearners(folder, options, io)),
    )
}

const learnExamples = [
  ['ackbook learn', 'of all notebooks below notebooks/, into learn/'],
  ['ackbook learn course --out mine', 'of another folder, into another'],
  ['ackbook jupyter learn', 'open the copies'],
  ['ackbook run learn --output-dir out', 'see that they run, and leave them alone'],
] as const

const aboutCopies = `
A copy is kept whatever becomes of its original: you may have worked in it. For a fresh one, rename or delete it and say
this again. What stands beside the notebooks (sources, data) is copied too, hidden files and packages are not.
What makes a notebook one for learners stands in the metadata of its cells:
  "ackbook": { "prediction": { "question": "How much?", "choices": [
    { "text": "all", "why": "It is so with a file." }, { "text": "a part", "why": "It fits.", "right": true }] } }
  "tags": ["check"]       asserts: their source is hidden        "tags": ["solution"]    an answer: hidden too
  "tags": ["hide-cell"], "ackbook": { "summary": "Answers" }     folded under that name, prose as well
The text behind the cell that answers a question is folded up to its first heading.
Exit codes: 0 all good   2 it could not do what was asked
`
