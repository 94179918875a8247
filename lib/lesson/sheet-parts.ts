import { styleRulesIn } from './figure-style.ts'

/** A piece of a style sheet that is taken over or left out as a whole: a rule, or one variable of a rule. */
export interface StylePart {
  /** As it would be written alone. */
  text: string
  /** What stands around its declarations. */
  shell: readonly [open: string, close: string]
  body: string
  /** What it is about: selectors, or an at-rule that is no list of variables. */
  prelude: string
  /** `--ink`, if it says what that is and nothing else. */
  variable?: string
}

/** The parts of a sheet in their order; `undefined` when it is no plain list of rules. */
export function partsIn(css: string): StylePart[] | undefined {
  const rules = styleRulesIn(css)
  return rules?.flatMap(({ prelude, text }) => {
    const body = text.slice(text.indexOf('{') + 1, -1)
    if (!prelude.startsWith('@')) return stylePartsOf(prelude, body, '', '')
    const inner = styleRulesIn(body)
    const parts = inner?.flatMap((rule) =>
      stylePartsOf(rule.prelude, rule.text.slice(rule.text.indexOf('{') + 1, -1), `${prelude}{`, '}'),
    )
    const isVariables = parts?.every(({ variable }) => variable !== undefined)
    return isVariables ? parts! : [{ text, shell: [`${prelude}{`, '}'], body, prelude }]
  })
}

function stylePartsOf(prelude: string, body: string, before: string, after: string): StylePart[] {
  const shell = [`${before}${prelude}{`, `}${after}`] as const
  const partOf = (own: string, variable?: string): StylePart => {
    const part = { text: `${shell[0]}${own}${shell[1]}`, shell, body: own, prelude }
    return variable === undefined ? part : { ...part, variable }
  }
  const declarations = body.split(';').filter((declaration) => declaration.trim() !== '')
  const variableOf = (declaration: string) => /^\s*(--[\w-]+)\s*:/.exec(declaration)?.[1]
  const others = declarations.filter((declaration) => variableOf(declaration) === undefined)
  const variables = declarations.filter((declaration) => variableOf(declaration) !== undefined)
  return [
    ...(others.length > 0 ? [partOf(others.join(';'))] : []),
    ...variables.map((declaration) => partOf(declaration, variableOf(declaration))),
  ]
}

/** Parts as a sheet: variables that stand side by side in one rule. */
export function sheetOf(parts: readonly StylePart[]): string {
  let css = ''
  for (const [at, { shell, body, variable }] of parts.entries()) {
    const [last, next] = [parts[at - 1], parts[at + 1]]
    const isWith = (other: StylePart | undefined) =>
      variable !== undefined && other?.variable !== undefined && other.shell.join() === shell.join()
    css += `${isWith(last) ? ';' : shell[0]}${body}${isWith(next) ? '' : shell[1]}`
  }
  return css
}
