import type { Compiler } from './compiler.ts'
import type { QuickInfo } from './converter/index.ts'
import type { Interpreter } from './interpreter.ts'
import type { ReplyContent } from './server.ts'

/** What a front end asks of the language, and what tslab answers. */
export class EditorAnswers {
  readonly #compiler: Compiler
  readonly #interpreter: Interpreter
  readonly #isJs: boolean

  constructor(compiler: Compiler, interpreter: Interpreter, isJs: boolean) {
    this.#compiler = compiler
    this.#interpreter = interpreter
    this.#isJs = isJs
  }

  info(): ReplyContent {
    const language = this.#isJs
      ? { name: 'javascript', version: '', mimetype: 'text/javascript', file_extension: '.js' }
      : { name: 'typescript', version: '3.7.2', mimetype: 'text/typescript', file_extension: '.ts' }
    // By which front ends find the colours of TypeScript.
    const mode = this.#isJs ? {} : { codemirror_mode: { mode: 'typescript', name: 'javascript', typescript: true } }
    return {
      protocol_version: '5.3',
      implementation: this.#isJs ? 'jslab' : 'tslab',
      implementation_version: '1.0.0',
      language_info: { ...language, ...mode },
      banner: this.#isJs ? 'JavaScript' : 'TypeScript',
      // By which a client elsewhere knows that it is not tslab's own server.
      supported_features: ['ackbook'],
    }
  }

  /** tslab knows what lacks an end, and how far to indent; but it takes all for JSX, and anything wrong for complete. */
  isComplete({ code }: ReplyContent): ReplyContent {
    if (!this.#compiler.hasSyntaxError(String(code), this.#isJs)) return { status: 'complete' }
    const indent = this.#compiler.indentOfNext(String(code))
    return indent === undefined ? { status: 'invalid' } : { indent, status: 'incomplete' }
  }

  inspect({ code, cursor_pos }: ReplyContent): ReplyContent {
    const info = this.#interpreter.inspect(String(code), Number(cursor_pos))
    const data = info ? { 'text/plain': quickInfoText(info) } : {}
    return { status: 'ok', found: info !== undefined, data, metadata: {} }
  }

  complete({ code, cursor_pos }: ReplyContent): ReplyContent {
    const { start, end, candidates } = this.#interpreter.complete(String(code), Number(cursor_pos))
    return { cursor_start: start, cursor_end: end, matches: candidates, metadata: {}, status: 'ok' }
  }
}

function quickInfoText({ displayParts = [], documentation = [], tags = [] }: QuickInfo): string {
  const head = displayParts.map(({ text }) => text).join('')
  const gap = head !== '' && documentation.length + tags.length > 0 ? '\n' : ''
  const below = tags.flatMap(({ name, text = [] }) => {
    const said = text.map((part) => part.text).join('')
    return said === '' ? [] : [`\n${name === 'param' ? '@param ' : ''}${said}`]
  })
  return [head, gap, ...documentation.map(({ text }) => `\n${text}`), ...below].join('')
}
