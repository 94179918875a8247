/**
 * What well-known programs put into the script of an HTML output: frames of an animation, a chart with its data. A page runs no
 * script of a notebook; what stands in it as plain data it may show.
 */

export interface Animation {
  /** The first frame, as a data address. */
  first: string
  frames: number
}

/** The frames that matplotlib's player shows; `undefined` when the HTML is none. */
export function animationOf(html: string): Animation | undefined {
  const start = html.indexOf('frames[0] = "data:image/')
  if (start < 0) return undefined
  const open = html.indexOf('"', start) + 1
  const close = html.indexOf('"', open)
  if (close < 0) return undefined
  // The lines of the data end in a backslash, which a script joins.
  const first = html.slice(open, close).replace(/\\\r?\n|\\n/g, '')
  return { first, frames: html.match(/frames\[\d+\] = "/g)?.length ?? 1 }
}

/** A chart that Altair or Plotly wrote as HTML, as the MIME type that they have for it elsewhere. */
export function chartOf(html: string): { type: string; value: unknown } | undefined {
  const altair = html.indexOf('})({')
  if (altair >= 0 && html.includes('vega-embed')) {
    const value = jsonAt(html, altair + 3)
    if (value !== undefined) return { type: 'application/vnd.vegalite.v5+json', value }
  }
  const plotly = /Plotly\.(?:newPlot|react)\(\s*["'][^"']{1,200}["'],\s*(?=\[)/.exec(html)
  if (!plotly) return undefined
  const data = jsonAt(html, plotly.index + plotly[0].length)
  return data === undefined ? undefined : { type: 'application/vnd.plotly.v1+json', value: { data } }
}

/** The JSON value, an object or a list, that begins at `start`. */
function jsonAt(text: string, start: number): unknown {
  let depth = 0
  let quoted = false
  for (let at = start; at < text.length; at += 1) {
    const character = text[at]!
    if (quoted && character === '\\') at += 1
    else if (character === '"') quoted = !quoted
    else if (!quoted && '[{'.includes(character)) depth += 1
    else if (!quoted && ']}'.includes(character)) depth -= 1
    if (depth > 0 || quoted) continue
    try {
      return JSON.parse(text.slice(start, at + 1))
    } catch {
      return undefined
    }
  }
  return undefined
}
