// @ts-check
/** Which names a cell declares at its top, and which it uses: what of the cells before it must run. */
import { typescriptLanguage } from '@codemirror/lang-javascript'

/** @typedef {{ declared: Set<string>, used: Set<string> }} CellNames */

const declarations = /^(?:Variable|Function|Class|Enum|Import)Declaration$/

/**
 * @param {string} source
 * @returns {CellNames}
 */
export function namesIn(source) {
  const declared = new Set()
  const used = new Set()
  const tree = typescriptLanguage.parser.parse(source)
  for (let node = tree.topNode.firstChild; node; node = node.nextSibling) {
    const own = node.name === 'ExportDeclaration' ? (node.firstChild?.nextSibling ?? node) : node
    if (!declarations.test(own.name)) continue
    for (let part = own.firstChild; part; part = part.nextSibling) {
      // What stands behind the equals sign declares names of its own.
      if (!/^(?:VariableDefinition|ObjectPattern|ArrayPattern|ImportGroup)$/.test(part.name)) continue
      part.cursor().iterate(({ name, from, to }) => {
        const text = source.slice(from, to)
        // A member that is bound by its own name is not called a definition.
        const own = name === 'VariableDefinition' ? text : name === 'PatternProperty' && /^[\w$]+(?=\s*(?:=|$))/.exec(text)?.[0]
        if (own) declared.add(own)
      })
    }
  }
  tree.iterate({
    enter: ({ name, from, to }) => {
      if (/^(?:VariableName|PropertyDefinition|TypeName)$/.test(name)) used.add(source.slice(from, to))
      return name !== 'ImportDeclaration'
    },
  })
  return { declared, used }
}

/**
 * The cells that run before one: all of its lesson's own, and of exercises and checks those that declare what they or it use.
 *
 * @template {{ source: string, isAside: boolean }} Cell
 * @param {readonly Cell[]} cells up to the one that is asked for, which comes last
 * @returns {Cell[]} in their order, with that one
 */
export function cellsToRun(cells) {
  const names = cells.map(({ source }) => namesIn(source))
  const wanted = new Set(cells.flatMap(({ isAside }, at) => (isAside && at < cells.length - 1 ? [] : [at])))
  for (const at of wanted) {
    for (const name of names[at]?.used ?? []) {
      if (names[at]?.declared.has(name)) continue
      const by = names.findLastIndex(({ declared }, other) => other < at && declared.has(name))
      // A set that grows while one goes through it is gone through to its end.
      if (by >= 0) wanted.add(by)
    }
  }
  return cells.filter((_, at) => wanted.has(at))
}
