import { fileURLToPath } from 'node:url'
import type { TwinName } from '../../lib/concepts/twins/scripts.ts'
import { readRecord, runKey } from './files.ts'

/** By module of `lib/concepts/twins/records`, the scripts that lessons show: a page holds what it shows, and no more. */
const SHOWN: Readonly<Record<string, readonly TwinName[]>> = {
  handshake: ['SYN lost'],
  window: ['window closed'],
  losses: ['one lost', 'twenty lost', 'last two lost', 'copy lost'],
}

/** What was recorded with Reno of the kernel as the sender, as modules of the package: path and text. */
export function recordModules(): { path: string; text: string }[] {
  return Object.entries(SHOWN).map(([name, scripts]) => {
    const records = scripts.map(readRecord)
    const kernels = new Set(records.map(({ kernel, recorded }) => `Linux ${kernel}, recorded on ${recorded}`))
    const members = records.map(({ script, runs }) => {
      const { segments, samples } = runs[runKey('kernel', 'reno')]!
      const text = (lines: readonly string[]): string => `\`\n${lines.join('\n')}\``
      return `  '${script}': {\n    segments: linesOfText(${text(segments)}),\n    samples: linesOfText(${text(samples)}),\n  },\n`
    })
    const head = `/** A kernel's sender with Reno, by script. ${[...kernels].join('; ')}. \`npm run twin -- record\` writes it. */`
    return {
      path: fileURLToPath(new URL(`../../lib/concepts/twins/records/${name}.ts`, import.meta.url)),
      text: `${head}\nimport { linesOfText, type TwinLines } from '../lines.ts'\n\nexport const ${name.toUpperCase()}_RECORDS: Readonly<Record<${scripts.map((each) => `'${each}'`).join(' | ')}, TwinLines>> = {\n${members.join('')}}\n`,
    }
  })
}
