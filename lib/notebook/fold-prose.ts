/** Markdown in a fold, as JupyterLab, VS Code and GitHub show it: blank lines around it let Markdown be read inside. */
export function foldedProse(summary: string, text: string): string {
  return `<details>\n<summary>${summary}</summary>\n\n${text.trim()}\n\n</details>`
}

/** A text up to its first heading, and what begins with that. Headings are those that begin with `#`, and none in a block of code. */
export function beforeHeading(text: string): [before: string, rest: string] {
  let fence: string | undefined
  let place = 0
  for (const line of text.split(/(?<=\n)/)) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1]
    if (fence !== undefined) {
      const isEnd = mark?.startsWith(fence) && /^\s*[`~]+\s*$/.test(line)
      if (isEnd) fence = undefined
    } else if (mark !== undefined) fence = mark
    else if (/^ {0,3}#{1,6}(?:\s|$)/.test(line)) return [text.slice(0, place), text.slice(place)]
    place += line.length
  }
  return [text, '']
}
