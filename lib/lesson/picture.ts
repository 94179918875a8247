import type { Element, ElementContent, Root } from 'hast'
import type { MimeBundle } from '../notebook/index.ts'
import { decoded, safeHref } from './links.ts'
import { named } from './omission.ts'
import type { Page } from './page.ts'
import { bitmapProblem, drawnAddress, rasterAddress } from './raster.ts'
import { elementNode, elementsIn, textNode } from './tree.ts'

const inLink = 'dataInLink'

/** Tells pictures inside links from the others: what stands for them is no link of its own. */
export function markLinkedPictures(tree: Root): void {
  for (const link of elementsIn(tree)) {
    if (link.tagName !== 'a') continue
    for (const element of elementsIn(link)) if (element.tagName === 'img') element.properties[inLink] = true
  }
}

/** The `img` with its data in it; where there is none, the words that stand for it, which is listed. */
export function renderPicture(
  element: Element,
  page: Page,
  attachments: Record<string, MimeBundle> | undefined,
): Element | ElementContent[] {
  const source = String(element.properties.src ?? '').trim()
  const alt = String(element.properties.alt ?? '')
  if (source === '') return alt === '' ? [] : [textNode(alt)]
  const found = find(source, page, attachments)
  if ('address' in found) return { ...element, properties: { ...element.properties, src: found.address, alt } }
  const name = fileNameIn(source)
  page.omit('picture', name, found.why)
  const href = /^(?:https?:)?\/\//i.test(source) ? safeHref(source.replace(/^\/\//, 'https://')) : undefined
  if (href === undefined) return [textNode(`[picture: ${alt || name}]`)]
  const text = textNode(alt || name)
  return element.properties[inLink] ? [text] : [elementNode('a', { href }, text)]
}

type Source = { address: string } | { why: string }

function find(source: string, page: Page, attachments: Record<string, MimeBundle> | undefined): Source {
  if (/^attachment:/i.test(source)) return attached(source.slice('attachment:'.length), attachments)
  if (/^data:/i.test(source)) return inlinePicture(source)
  const picture = page.picture(source)
  if (picture === undefined) return { why: 'it is not in the notebook' }
  if ('why' in picture) return picture
  return dataAddress(picture.type, picture.base64)
}

function attached(name: string, attachments: Record<string, MimeBundle> | undefined): Source {
  const bundle = attachments?.[name] ?? attachments?.[decoded(name)]
  if (typeof bundle !== 'object' || bundle === null) return { why: 'the cell has no attachment of that name' }
  let why = 'its attachment holds no picture that browsers draw'
  for (const [type, data] of Object.entries(bundle)) {
    if (typeof data !== 'string') continue
    const found = dataAddress(type, data)
    if ('address' in found) return found
    if (type.startsWith('image/')) why = found.why
  }
  return { why }
}

/** `data:image/png;base64,…`, and SVG as plain text too. */
function inlinePicture(source: string): Source {
  const [, type = '', parameters = '', data = ''] = /^data:([^;,]*)((?:;[^;,]*)*),([\s\S]*)$/i.exec(source) ?? []
  if (/;base64$/i.test(parameters)) return dataAddress(type, decoded(data))
  if (!/^image\/svg\+xml$/i.test(type)) return { why: 'its data is no picture that browsers draw' }
  return dataAddress(type, Buffer.from(decoded(data), 'utf8').toString('base64'))
}

function dataAddress(type: string, base64: string): Source {
  const address = rasterAddress(type, base64) ?? drawnAddress(type, base64)
  return address === undefined ? { why: bitmapProblem(type, base64) } : { address }
}

/** What a reader would call it: a file's name, an address without its query, the beginning of data. */
function fileNameIn(source: string): string {
  if (/^data:/i.test(source)) return named(source.slice(0, 40))
  return named(/^https?:/i.test(source) ? (source.split(/[?#]/, 1)[0] ?? '') : decoded(source))
}
