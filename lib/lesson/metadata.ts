import type { Notebook } from '../notebook/index.ts'
import type { FrontMatter } from './front-matter.ts'

/** The language of its code, by the name that highlighters have for it. */
export function languageIn({ metadata }: Notebook): string {
  const language = metadata.kernelspec?.language ?? metadata.language_info?.name ?? metadata.kernelspec?.name
  return typeof language === 'string' && /^[\w+#-]+$/.test(language) ? language.toLowerCase() : 'text'
}

/** As people call it. */
export function kernelOf({ metadata }: Notebook): string {
  const name = metadata.kernelspec?.display_name ?? metadata.kernelspec?.name
  return typeof name === 'string' ? name : ''
}

/** Metadata `ackbook.lang`, or the front matter's `lang`: what language the prose is in. */
export function langOf({ metadata }: Notebook, matter: FrontMatter | undefined): string | undefined {
  const lang = metadata.ackbook?.lang ?? matter?.data.lang
  return typeof lang === 'string' && /^[a-zA-Z]{2,8}(?:-[a-zA-Z0-9]{1,8})*$/.test(lang) ? lang : undefined
}
