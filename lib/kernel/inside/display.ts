import { randomBytes } from 'node:crypto'
import type { ReplyContent } from './server.ts'

/** Takes what a cell shows; `true` in place of what it showed under the same name before. */
export type ShowDisplay = (content: ReplyContent, isUpdate?: boolean) => void

const types = {
  javascript: 'text/javascript',
  html: 'text/html',
  markdown: 'text/markdown',
  latex: 'text/latex',
  svg: 'image/svg+xml',
  png: 'image/png',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  pdf: 'application/pdf',
  text: 'text/plain',
}

type DisplayMethods = Record<keyof typeof types, (value: string | Uint8Array) => void>

/** What `import … from 'tslab'` gives a cell, without the compiler that tslab itself would load. */
export interface TslabModule {
  display: DisplayMethods & { raw(type: string, value: string | Uint8Array): void }
  newDisplay(): TslabModule['display']
  versions: Record<'tslab' | 'typescript' | 'node', string>
}

export function tslabModule(show: ShowDisplay, versions: TslabModule['versions']): TslabModule {
  const displayOf = (id: string | undefined): TslabModule['display'] => {
    let isShown = false
    const raw = (type: string, value: string | Uint8Array) => {
      const data = { [type]: value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value }
      show({ data, metadata: {}, transient: { display_id: id } }, isShown)
      isShown = id !== undefined
    }
    const methods = Object.entries(types).map(([name, type]) => [
      name,
      (value: string | Uint8Array) => raw(type, value),
    ])
    return { ...(Object.fromEntries(methods) as DisplayMethods), raw }
  }
  const tslab = { versions, newDisplay: () => displayOf(randomBytes(8).toString('hex')), display: displayOf(undefined) }
  return Object.defineProperty(tslab, '__esModule', { value: true })
}
