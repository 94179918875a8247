/** A kernel that is asked cell by cell. */
import { stripVTControlCharacters } from 'node:util'
import { type Kernel, type Message, startKernel, tslabKernelJson } from '../../lib/kernel/index.ts'

/** A kernel, and what it has said since it was last asked. */
export class Speaker {
  readonly #kernel: Kernel
  readonly #said: Message[]

  private constructor(kernel: Kernel, said: Message[]) {
    this.#kernel = kernel
    this.#said = said
  }

  static async start(folder: string, argv: string[] = tslabKernelJson().argv): Promise<Speaker> {
    const said: Message[] = []
    const listener = { onPublished: (message: Message) => void said.push(message), onInputRequest: () => {} }
    const choice = { name: 'x', spec: { ...tslabKernelJson(), argv }, origin: 'installed', place: folder } as const
    return new Speaker(await startKernel(choice, { cwd: folder, timeout: 120_000, ...listener }), said)
  }

  /** All that cells print, and what they fail with. */
  async answer(cells: readonly string[]): Promise<string> {
    this.#said.length = 0
    for (const cell of cells) {
      const { reply, idle } = this.#kernel.execute(cell)
      await Promise.all([reply, idle])
      const { reply: fence, idle: quiet } = this.#kernel.request('kernel_info_request')
      await Promise.all([fence, quiet])
    }
    const texts = this.#said.map(({ header, content }) => {
      if (header.msg_type === 'stream') return String(content.text)
      if (header.msg_type === 'execute_result') return `${plainText(content.data)}\n`
      return header.msg_type === 'error' ? [content.evalue, content.traceback].flat().join('\n') : ''
    })
    return texts.join('')
  }

  async end(): Promise<void> {
    await this.#kernel.kill()
  }
}

/** As Deno has it: in colours, texts in quotes. */
function plainText(data: unknown): string {
  const text = String((data as Record<string, unknown>)['text/plain'])
  return stripVTControlCharacters(text).replace(/^"(.*)"$/s, '$1')
}
