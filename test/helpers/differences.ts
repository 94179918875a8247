// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the text of cells
/** What the compiler of today makes otherwise than the one that tslab brings, each with its reason: all else has to be the same. */

/** Texts that mean the same: both sides are brought to one form. */
const alike: readonly [reason: string, pattern: RegExp, form: string][] = [
  [
    "the compiler's helpers are written anew, and do the same",
    /var __\w+ = \(this && this\.__\w+\)[\s\S]*?\n\S+;\n/g,
    '',
  ],
  ['a function is exported before the first statement, as it can be called there', /^exports\.(\w+) = \1;\n/gm, ''],
  ['names are made known in another order', /^(?:exports\.\w+ = )+void 0;\n/gm, ''],
  ['numbers keep the form that they were written in', /(?<=\d)_(?=\d)/g, ''],
  [
    '`import()` is asked of the kernel',
    /Promise\.resolve\(\)\.then\(\(\) => __importStar\(require\(([^()]*)\)\)\)/g,
    '__tslab__.import($1)',
  ],
  ["Node's types need no mention: cells know them anyhow", /\/\/\/ <reference types="node" \/>\n/g, ''],
  [
    'a package is called by its `exports`, where they offer it',
    /"(?:\.\.\/node_modules\/)?ackbook\/dist\//g,
    '"ackbook/',
  ],
  [
    'a class that is all of its module may be called by its file',
    /\bimport\("[^"]*\/events\.d\.ts"\)</g,
    'EventEmitter<',
  ],
  [
    'what a template of constants gives is known',
    /^declare const t = "\/\/ not a comment export \{\}";$/gm,
    'declare const t: string;',
  ],
  ['an array of octets has a buffer of a kind', /\bUint8Array<ArrayBufferLike>/g, 'Uint8Array'],
  ['types are written with one kind of quotes', /(?<=[ |<(])'(\w+)'(?=[ |>),;])/g, '"$1"'],
  [
    'what a former cell declares may be named for short: tslab leaves the bare name, which nothing declares',
    /(?<=[{,]\s*)(\w+): exports\.\1\b/g,
    '$1',
  ],
  [
    'a member that has the name of something in a former cell keeps it: tslab writes `exports` there',
    /(?<=[{,]\s*)(?:exports, )?(\w+): (?=\w)/g,
    '$1: ',
  ],
  ['a comment behind a comma is kept', /, \/\/ .*$/gm, ','],
  ['of a class without a name', /of exported anonymous class type may/g, 'of exported class expression may'],
]

/** What a converter answers, of a cell or a question. */
export interface CellResult {
  output?: string
  declOutput?: string
  diagnostics?: { code: number; messageText: string; [field: string]: unknown }[]
  candidates?: string[]
  [field: string]: unknown
}

/** What of an answer counts: in one form, and as long as it is right, what one compiler alone tells is left out. */
export function inOneForm(result: CellResult): CellResult {
  const { imports, sideOutputs, original, ...plain } = result
  for (const field of ['output', 'declOutput'] as const) {
    if (plain[field] !== undefined) plain[field] = inForm(plain[field] as string)
  }
  // Whatever the way, the same names.
  if (result.output !== undefined) {
    plain.exported = [...new Set([...result.output.matchAll(/\bexports\.(\w+) = /g)].map(([, name]) => name))].sort()
  }
  // That a name is private is not said any more where it is said that there is none.
  plain.diagnostics &&= (plain.diagnostics as NonNullable<CellResult['diagnostics']>)
    .filter(({ code }) => code !== 4025)
    // A regular expression without an end is told from its beginning.
    .map((each) => ({ ...each, ...(each.code === 1161 ? at(0, 0, 0, 0) : {}), messageText: inForm(each.messageText) }))
  plain.candidates &&= (plain.candidates as string[]).filter((name) => !newNames.has(name))
  return plain
}

/** Names of today. */
const newNames = new Set(['AsyncDisposableStack', 'DisposableStack', 'SuppressedError', 'module', 'using'])

function inForm(text: string): string {
  return alike.reduce((rest, [, pattern, form]) => rest.replace(pattern, form), text)
}

/** Types are told where the compiler of tslab gives up, and says `any`. */
export function withTypesOf(theirs: string, own: string): string {
  if (!/\bany\b/.test(theirs)) return theirs
  const pattern = theirs
    .split(/\bany\b/)
    .map((piece) => piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('[^;]+?')
  return new RegExp(`^${pattern}$`).test(own) ? own : theirs
}

/** What a step gives otherwise: fields of ours, by what is about it and its text. */
export const others: Readonly<Record<string, { reason: string; step: string; ours: CellResult }[]>> = {
  'nothing → nothing': [
    {
      reason: 'comments that stand before nothing are left out',
      step: '// a comment alone',
      ours: { output: 'Object.defineProperty(exports, "__esModule", { value: true });\n' },
    },
    {
      reason: 'comments that stand before nothing are left out',
      step: '/* another */',
      ours: { output: 'Object.defineProperty(exports, "__esModule", { value: true });\n' },
    },
  ],
  generators: [
    {
      reason: '`for await` may stand at the top, as `await` may: tslab runs it in a function that is not async',
      step: 'for await (const n of h()) console.log(n)',
      ours: { hasToplevelAwait: true },
    },
  ],
  'await at the top': [
    {
      reason: '`for await` may stand at the top, as `await` may: tslab runs it in a function that is not async',
      step: 'for await (const x of [Promise.resolve(1)]) console.log(x)',
      ours: { hasToplevelAwait: true },
    },
  ],
  interfaces: [
    {
      reason: 'it is the property that is told to be too much, where it stands',
      step: 'const r: Q = { x: 1 }',
      ours: {
        diagnostics: [
          {
            ...at(15, 0, 15, 16),
            messageText: "Object literal may only specify known properties, and 'x' does not exist in type 'Q'.",
            category: 1,
            code: 2353,
          },
        ],
      },
    },
  ],
  'declarations without a value': [
    {
      reason: 'a module that is declared is no name of the cell: tslab exports it, in a form that does not parse',
      step: 'declare function f(): string\ndeclare module "virtual" { export const a: number }',
      ours: {
        diagnostics: [
          {
            ...at(44, 1, 15, 53),
            messageText: "Invalid module name in augmentation, module 'virtual' cannot be found.",
            category: 1,
            code: 2664,
          },
        ],
      },
    },
  ],
  'a module augmented': [
    {
      reason: 'a module that is augmented is no name of the cell: tslab exports it, in a form that does not parse',
      step: 'import "node:events"\ndeclare module "node:events" { interface EventEmitter { extra: number } }',
      ours: {
        diagnostics: [],
        output: 'Object.defineProperty(exports, "__esModule", { value: true });\nrequire("node:events");\n',
        declOutput:
          'import "node:events";\ndeclare module "node:events" {\n    interface EventEmitter {\n        extra: number;\n    }\n}\n',
        hasToplevelAwait: false,
      },
    },
  ],
}

/** A place in a line, as the converter tells it. */
function at(start: number, line: number, character: number, end: number): object {
  return {
    start: { offset: start, line, character },
    end: { offset: end, line, character: character + end - start },
  }
}
