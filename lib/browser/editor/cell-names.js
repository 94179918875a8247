// @ts-check
/** Which names a cell declares at its top, which it uses, and on which it acts: what of the cells before it must run. */
import { typescriptLanguage } from '@codemirror/lang-javascript'

/**
 * @typedef {object} CellNames
 * @property {Set<string>} declared at its top
 * @property {Set<string>} imported of those
 * @property {Set<string>} used
 * @property {Set<string>} acted whose values it may change: by a statement of its own, by a method, by an assignment
 */

const declarations = /^(?:Variable|Function|Class|Enum|Import)Declaration$/
/** What only tells. Who awaits something lets happen what that waits for. */
const telling = /^(?:(?:await\s+)?(?:console|assert)\b|[\w$]+;?\s*$)/
/** Methods that leave what they are called on as it is. */
const quiet =
  /^(?:at|concat|entries|every|filter|find\w*|flat|flatMap|forEach|get|has|includes|indexOf|join|keys|map|match\w*|pad\w+|reduce|replace\w*|slice|some|split|subarray|test|to[A-Z]\w*|trim\w*|values)$/
const assigning = /^\s*(?:\.[\w$]+|\[[^\]]*\])*\s*(?:(?:[-+*/%&|^]|\*\*|<<|>>>?|\?\?|&&|\|\|)?=(?![=>])|\+\+|--)/

/**
 * @param {string} source
 * @returns {CellNames}
 */
export function namesIn(source) {
  /** @type {CellNames} */
  const names = { declared: new Set(), imported: new Set(), used: new Set(), acted: new Set() }
  const tree = typescriptLanguage.parser.parse(source)
  for (let node = tree.topNode.firstChild; node; node = node.nextSibling) {
    const own = node.name === 'ExportDeclaration' ? (node.firstChild?.nextSibling ?? node) : node
    const isDeclaration = declarations.test(own.name)
    if (isDeclaration) declare(own, source, names)
    const tells = own.name === 'ExpressionStatement' && telling.test(source.slice(own.from, own.to))
    if (own.name === 'ImportDeclaration') continue
    own.cursor().iterate(({ name, from, to }) => {
      if (!/^(?:VariableName|PropertyDefinition|TypeName)$/.test(name)) return
      const text = source.slice(from, to)
      names.used.add(text)
      if ((!isDeclaration && !tells) || changes(source.slice(to, to + 200))) names.acted.add(text)
    })
  }
  return names
}

/** Whether what stands behind a name may change its value. @param {string} behind */
function changes(behind) {
  const method = /^\s*[?!]?\.\s*([\w$]+)\s*\(/.exec(behind)?.[1]
  return (method !== undefined && !quiet.test(method)) || assigning.test(behind)
}

/**
 * @param {ReturnType<typeof typescriptLanguage.parser.parse>['topNode']} declaration
 * @param {string} source
 * @param {CellNames} names
 */
function declare(declaration, source, names) {
  for (let part = declaration.firstChild; part; part = part.nextSibling) {
    // What stands behind the equals sign declares names of its own.
    if (!/^(?:VariableDefinition|ObjectPattern|ArrayPattern|ImportGroup)$/.test(part.name)) continue
    part.cursor().iterate(({ name, from, to }) => {
      const text = source.slice(from, to)
      // A member that is bound by its own name is not called a definition.
      const own =
        name === 'VariableDefinition' ? text : name === 'PatternProperty' && /^[\w$]+(?=\s*(?:=|$))/.exec(text)?.[0]
      if (!own) return
      names.declared.add(own)
      if (declaration.name === 'ImportDeclaration') names.imported.add(own)
    })
  }
}

/** The imports of a cell alone, each on its line. @param {string} source */
function importsIn(source) {
  const tree = typescriptLanguage.parser.parse(source)
  let text = ''
  for (const { from, to } of tree.topNode.getChildren('ImportDeclaration')) {
    text += source.slice(text.length, from).replace(/[^\n]/g, ' ') + source.slice(from, to)
  }
  return text
}

/**
 * What runs before a cell: those that declare what it uses, those that may change that, and what these need in turn; of a cell that only
 * imports what is used, its imports. Exercises and checks change nothing of the lesson.
 *
 * @template {{ source: string, isAside: boolean }} Cell
 * @param {readonly Cell[]} cells up to the one that is asked for, which comes last
 * @returns {{ cell: Cell, source: string }[]} in their order, with that one; what of each is run
 */
export function cellsToRun(cells) {
  const names = cells.map(({ source }) => namesIn(source))
  /** Whose all runs. */
  const wanted = new Set([cells.length - 1])
  /** @type {Set<number>} */
  const importers = new Set()
  /** Each with the cell that declares it. @type {Set<string>} */
  const values = new Set()
  /**
   * @param {string} name
   * @param {number} at
   */
  const declarer = (name, at) => names.findLastIndex(({ declared }, other) => other < at && declared.has(name))
  for (let before = -1; before !== wanted.size; ) {
    before = wanted.size
    // A set that grows while one goes through it is gone through to its end.
    for (const at of wanted) {
      for (const name of names[at]?.used ?? []) {
        const by = declarer(name, at)
        if (by < 0 || names[at]?.declared.has(name)) continue
        if (names[by]?.imported.has(name)) importers.add(by)
        else {
          wanted.add(by)
          values.add(`${by} ${name}`)
        }
      }
      for (const name of names[at]?.declared ?? []) if (!names[at]?.imported.has(name)) values.add(`${at} ${name}`)
    }
    for (const [at, { acted, declared }] of names.entries()) {
      if (wanted.has(at) || cells[at]?.isAside) continue
      for (const name of acted) if (!declared.has(name) && values.has(`${declarer(name, at)} ${name}`)) wanted.add(at)
    }
  }
  return cells.flatMap((cell, at) => {
    if (wanted.has(at)) return [{ cell, source: cell.source }]
    return importers.has(at) ? [{ cell, source: importsIn(cell.source) }] : []
  })
}
