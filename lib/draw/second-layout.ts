/**
 * The narrow layout as an output holds it beside the wide one: without name and description, which the wide one has, without the rules of
 * its style sheet, and in one line. Notebooks are kept in repositories: each figure is stored twice, its words and looks once.
 */
export function besideWide(narrow: string, wide: string): string {
  const known = new Set(sheetRules(wide))
  const own = sheetRules(narrow)
    .filter((rule) => !known.has(rule))
    .join('')
  return narrow
    .replace(/<title.*?<\/desc>/s, '')
    .replace(/ role="img" aria-labelledby="[^"]*" aria-describedby="[^"]*"/, '')
    .replace(/<style>.*?<\/style>/s, own === '' ? '' : `<style>${own}</style>`)
    .replaceAll('\n', '')
}

/** Its rules one by one; those within a condition are one. */
function sheetRules(svg: string): string[] {
  const sheet = /<style>(.*?)<\/style>/s.exec(svg)?.[1] ?? ''
  return sheet.match(/[^{}]+\{(?:[^{}]|\{[^{}]*\})*\}/g) ?? []
}
