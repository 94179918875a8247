/**
 * The function of a program that prints what a cell shows: words for a picture that has some.
 *
 * @param name of the function
 */
export function showText(name: string): string {
  return `/** Prints what a cell shows: of a picture, its words. */
function ${name}(value: any): void {
  if (value === undefined || value === null) return
  const forms = value[Symbol.for('Jupyter.display')]?.()
  const words = forms?.['text/plain'] ?? forms?.['text/markdown']
  if (words !== undefined) console.log(words)
  else if (forms) console.log(\`(\${Object.keys(forms).join(', ')})\`)
  else if (typeof value === 'string' && /^\\s*<svg[\\s>]/.test(value)) console.log('(image/svg+xml)')
  else console.log(value)
}`
}

/** What a program has in place of the kernel's `display`. */
export const displayText = `/** Prints what a cell displays: of what is no text, its kind. */
function displayed() {
  const print = (kind: string) => (value: unknown) => {
    const isText = ['html', 'latex', 'markdown', 'text'].includes(kind)
    console.log(isText ? value : \`(\${kind})\`)
  }
  const kinds = ['gif', 'html', 'javascript', 'jpeg', 'latex', 'markdown', 'pdf', 'png', 'svg', 'text']
  const display: any = Object.fromEntries(kinds.map((kind) => [kind, print(kind)]))
  return { ...display, raw: (type: string, value: unknown) => print(type.replace(/^text\\/plain$/, 'text'))(value) }
}`
