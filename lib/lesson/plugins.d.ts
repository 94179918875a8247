/** These plugins of markdown-it bring no types. */
declare module 'markdown-it-container' {
  import type { MarkdownIt } from 'markdown-it'

  export default function container(
    markdown: MarkdownIt,
    name: string,
    options: { validate: (info: string) => boolean },
  ): void
}

declare module 'markdown-it-deflist' {
  import type { MarkdownIt } from 'markdown-it'

  export default function definitions(markdown: MarkdownIt): void
}

declare module 'markdown-it-footnote' {
  import type { MarkdownIt } from 'markdown-it'

  export default function footnote(markdown: MarkdownIt): void
}
