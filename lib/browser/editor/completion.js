// @ts-check
/** What an editor offers while one types: names of the modules that cells import, those of the page's own cells, and members. No types are worked out. */
import { syntaxTree } from '@codemirror/language'
import { namesIn } from './cell-names.js'

/**
 * @param {import('./page.d.ts').CellData} data
 * @param {() => readonly import('./page.d.ts').PageCell[]} cells
 * @returns {import('@codemirror/autocomplete').CompletionSource}
 */
export function completionSource({ names, members }, cells) {
  const known = names.map(optionOf)
  const memberOptions = members.map(optionOf)
  return (context) => {
    const around = syntaxTree(context.state).resolveInner(context.pos, -1)
    if (/^(?:String|TemplateString|LineComment|BlockComment|RegExp)$/.test(around.name)) return null
    const member = context.matchBefore(/[\w$)\]]\??\.\s*[\w$]*/)
    const word = context.matchBefore(/[\w$]*/)
    if (!word || (!member && word.from === word.to && !context.explicit)) return null
    if (member) return { from: word.from, options: memberOptions, validFor: /^[\w$]*$/ }
    const own = new Set(cells().flatMap(({ source }) => [...namesIn(source).declared]))
    const labels = new Set(names.map(({ name }) => name))
    const ofCells = [...own].filter((name) => !labels.has(name)).map((label) => ({ label, type: 'variable', boost: 1 }))
    return { from: word.from, options: [...ofCells, ...known], validFor: /^[\w$]*$/ }
  }
}

/** @param {import('./page.d.ts').Offered & { module?: string }} offered */
function optionOf({ name, kind, type, doc, module }) {
  return {
    label: name,
    type: kind,
    info: () => {
      const box = document.createElement('div')
      for (const [tag, text] of [
        ['code', type],
        ['p', doc],
        ['p', module ? `of ${module}` : ''],
      ]) {
        if (!tag || !text) continue
        const part = document.createElement(tag)
        part.textContent = text
        box.append(part)
      }
      return box
    },
  }
}
