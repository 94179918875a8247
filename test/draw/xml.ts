/** An element as a strict XML parser sees it. */
export interface Element {
  name: string
  attributes: Record<string, string>
  children: Element[]
  /** all text inside, entities resolved */
  text: string
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"' }
const CHARACTER = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u

/** Parses the XML that our figures may consist of; throws where it is not well-formed. */
export function parseXml(source: string): Element {
  if (!CHARACTER.test(source)) throw new Error('a character that XML does not allow')
  const root: Element = { name: '', attributes: {}, children: [], text: '' }
  const open = [root]
  let at = 0
  while (at < source.length) {
    const current = open.at(-1)!
    const rest = source.slice(at)
    const text = /^[^<]+/.exec(rest)
    const tag = /^<([a-z][\w-]*)((?: [a-zA-Z][\w:-]*="[^"<]*")*)(\/?)>/.exec(rest)
    const end = /^<\/([a-z][\w-]*)>/.exec(rest)
    if (text) for (const element of open) element.text += resolve(text[0])
    else if (tag) {
      const element: Element = { name: tag[1]!, attributes: {}, children: [], text: '' }
      for (const [, name, value] of tag[2]!.matchAll(/ ([\w:-]+)="([^"]*)"/g)) {
        if (name! in element.attributes) throw new Error(`attribute ${name} twice`)
        element.attributes[name!] = resolve(value!)
      }
      current.children.push(element)
      if (tag[3] === '') open.push(element)
    } else if (end) {
      if (current.name !== end[1]) throw new Error(`</${end[1]}> closes <${current.name}>`)
      open.pop()
    } else throw new Error(`not well-formed at ${rest.slice(0, 60)}`)
    at += (text ?? tag ?? end)![0].length
  }
  if (open.length > 1 || root.children.length !== 1) throw new Error('not one closed element')
  return root.children[0]!
}

function resolve(text: string): string {
  return text.replace(/&(\w*);?/g, (whole, name: string) => {
    if (!whole.endsWith(';') || !(name in ENTITIES)) throw new Error(`entity ${whole}`)
    return ENTITIES[name]!
  })
}

/** The element and all inside it. */
export function* every(element: Element): Generator<Element> {
  yield element
  for (const child of element.children) yield* every(child)
}
